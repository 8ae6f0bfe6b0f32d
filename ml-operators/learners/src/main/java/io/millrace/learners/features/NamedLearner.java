package io.millrace.learners.features;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A learner as settings name it: {@code sgd}, or with parameters {@code sgd(update=adam learning-rate=0.1)}. Parameters
 * are parted by spaces or commas; a value may be a learner with parameters itself.
 *
 * @param name of the learner
 * @param values of its parameters, by name
 */
public record NamedLearner(String name, Map<String, String> values) {
    /** @throws IllegalArgumentException when the text is not of this form; it says where */
    public static NamedLearner parse(String text) {
        String trimmed = text.trim();
        int open = trimmed.indexOf('(');
        String name = open < 0 ? trimmed : trimmed.substring(0, open).trim();
        if (name.isEmpty() || open >= 0 && !trimmed.endsWith(")")) {
            throw new IllegalArgumentException(
                    "a learner is name or name(parameter=value ...), not \"" + trimmed + "\"");
        }
        Map<String, String> values = new LinkedHashMap<>();
        if (open >= 0) {
            for (String pair : split(trimmed.substring(open + 1, trimmed.length() - 1), " ,")) {
                int equals = pair.indexOf('=');
                if (equals <= 0) {
                    throw new IllegalArgumentException(
                            "a parameter of " + name + " is parameter=value, not \"" + pair + "\"");
                }
                values.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        return new NamedLearner(name, values);
    }

    /**
     * Learners with commas between; none of an empty text.
     *
     * @throws IllegalArgumentException when the text is not of this form; it says where
     */
    public static List<NamedLearner> parseAll(String text) {
        List<NamedLearner> learners = new ArrayList<>();
        for (String part : split(text, ",")) {
            learners.add(parse(part));
        }
        return learners;
    }

    /** Parts that are not blank, between any of such characters outside of brackets. */
    private static List<String> split(String text, String separators) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : separators.charAt(0);
            if (i == text.length() || depth == 0 && separators.indexOf(c) >= 0) {
                String part = text.substring(from, i).trim();
                if (!part.isEmpty()) {
                    parts.add(part);
                }
                from = i + 1;
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth < 0) {
                break;
            }
        }
        if (depth != 0) {
            throw new IllegalArgumentException("brackets do not match in \"" + text + "\"");
        }
        return parts;
    }
}
