package io.millrace.local.runtime;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds in a printed stack trace the one line that says what went wrong. */
public final class RootCause {
    private static final int LONGEST = 500;
    private static final Pattern THROWABLE =
            Pattern.compile("^(?:Caused by: )?((?:[a-zA-Z_][\\w$]*\\.)+[A-Z][\\w$]*)(?:: (.*))?$");

    private RootCause() {}

    /**
     * The deepest cause in a text with a stack trace: its message, with the exception's name in front unless it is an
     * IllegalArgumentException or one of Millrace's, whose messages stand for themselves. Empty where there is no exception in the text.
     */
    public static Optional<String> of(String text) {
        List<String> lines = text.lines().toList();
        int start = -1;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            boolean deeper = lines.get(i).startsWith("Caused by: ");
            if (deeper || (start < 0 && THROWABLE.matcher(line).matches())) {
                start = i;
            }
        }
        return start < 0 ? Optional.empty() : Optional.of(describe(lines.subList(start, lines.size())));
    }

    private static String describe(List<String> lines) {
        StringBuilder message = new StringBuilder(lines.get(0).strip());
        for (String line : lines.subList(1, lines.size())) {
            if (line.startsWith("\tat ") || line.startsWith("\t...") || line.isBlank() || message.length() > LONGEST) {
                break;
            }
            message.append(' ').append(line.strip());
        }
        // Wrappers repeat the cause's class name in their message: the last class name is the exception itself.
        String rest = message.toString();
        String name = "";
        Matcher matcher = THROWABLE.matcher(rest);
        while (matcher.matches()) {
            name = matcher.group(1);
            rest = matcher.group(2) == null ? "" : matcher.group(2);
            matcher = THROWABLE.matcher(rest);
        }
        String shortName = name.substring(name.lastIndexOf('.') + 1);
        if (rest.isBlank()) {
            return shortName;
        }
        boolean speaksForItself = name.isEmpty()
                || name.equals(IllegalArgumentException.class.getName())
                || name.startsWith("io.millrace.");
        return speaksForItself ? rest : shortName + ": " + rest;
    }
}
