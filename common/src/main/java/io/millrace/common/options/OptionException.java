package io.millrace.common.options;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A job's configuration that cannot be used. Each problem is one line that names the key, the value, what is allowed and
 * where it was written; all problems found together are in {@link #problems()}, and the message joins them one per line.
 * The value of a secret is never part of it.
 */
public final class OptionException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_SHOWN = 120;

    private final List<String> problems;

    private OptionException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** A value outside what its key takes. For an option that may be secret use {@link #notAllowed(Option, String, String)}. */
    public static OptionException notAllowed(String key, String value, String allowed) {
        return of(key + ": " + quote(value) + " is not allowed; allowed: " + allowed);
    }

    /** A value that cannot be used together with others or with the outside world; a secret's value is masked. */
    public static OptionException notAllowed(Option<?> option, String value, String allowed) {
        return notAllowed(option.key(), option.isSecret() ? Settings.MASK : value, allowed);
    }

    /** A key that no option has; {@code nearest} is the known key most like it, if there is any. */
    public static OptionException unknown(String key, Optional<String> nearest) {
        return of("unknown key " + quote(key)
                + nearest.map(known -> "; the nearest known key is '" + known + "'")
                        .orElse(""));
    }

    /** A required key that was given no value. */
    public static OptionException missing(String key, String description) {
        return of(key + " is required and not set: " + description);
    }

    /** Values that contradict each other; the message names their keys and values itself. */
    public static OptionException conflict(String message) {
        return of(message);
    }

    /**
     * All of several problems as one exception.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static OptionException all(List<OptionException> exceptions) {
        if (exceptions.isEmpty()) {
            throw new IllegalArgumentException("exceptions must not be empty");
        }
        List<String> problems = new ArrayList<>();
        exceptions.forEach(exception -> problems.addAll(exception.problems));
        return new OptionException(problems.stream().distinct().toList());
    }

    /** One line per problem, in the order in which they were found; never empty. */
    public List<String> problems() {
        return problems;
    }

    static OptionException of(String problem) {
        return new OptionException(List.of(printable(problem)));
    }

    /** The same with the place where the value was written, such as {@code flows.yaml:3}. */
    OptionException at(String origin) {
        return origin.isEmpty()
                ? this
                : new OptionException(problems.stream()
                        .map(problem -> problem + " (" + printable(origin) + ")")
                        .toList());
    }

    static String quote(String value) {
        String shown = value.length() <= LONGEST_SHOWN ? value : value.substring(0, LONGEST_SHOWN) + "...";
        return "'" + printable(shown) + "'";
    }

    private static String printable(String text) {
        if (text.codePoints().noneMatch(OptionException::breaksLine)) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(point -> {
            switch (point) {
                case '\n' -> shown.append("\\n");
                case '\r' -> shown.append("\\r");
                case '\t' -> shown.append("\\t");
                default -> {
                    if (breaksLine(point)) {
                        shown.append(String.format("\\u%04x", point));
                    } else {
                        shown.appendCodePoint(point);
                    }
                }
            }
        });
        return shown.toString();
    }

    private static boolean breaksLine(int point) {
        return Character.isISOControl(point) || point == 0x2028 || point == 0x2029;
    }
}
