package io.millrace.jobs.traffic;

import io.millrace.common.options.Durations;
import io.millrace.common.options.OptionException;
import io.millrace.common.window.CalendarUnit;
import io.millrace.common.window.WindowDefinition;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One definition of windows as the option has it: {@code 10 s} tumbling, {@code 1 min / 5 s} sliding, {@code session 30 s},
 * {@code day Europe/Berlin} by the calendar.
 */
record WindowSpec(WindowDefinition definition) {
    private static final String ALLOWED =
            "a size (10 s), a size and a slide (1 min / 5 s), a session's gap (session 30 s),"
                    + " or a day, week, month or year in a time zone (day Europe/Berlin)";
    private static final Pattern CALENDAR =
            Pattern.compile("(?:1\\s+)?(day|week|month|year)\\s+([a-z]\\S*)", Pattern.CASE_INSENSITIVE);
    private static final int MOST_OVERLAPPING = 10_000;

    /**
     * Reads a definition as the option has it.
     *
     * @throws OptionException naming the option when it is none
     */
    static WindowSpec parse(String option, String text) {
        String trimmed = text.strip();
        try {
            return new WindowSpec(definition(option, trimmed));
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            throw e instanceof OptionException known ? known : OptionException.notAllowed(option, text, ALLOWED);
        }
    }

    private static WindowDefinition definition(String option, String text) {
        Matcher calendar = CALENDAR.matcher(text);
        if (calendar.matches()) {
            CalendarUnit unit = CalendarUnit.valueOf(calendar.group(1).toUpperCase(Locale.ROOT));
            return WindowDefinition.calendar(unit, ZoneId.of(calendar.group(2)));
        }
        if (text.toLowerCase(Locale.ROOT).startsWith("session")) {
            return WindowDefinition.session(duration(option, text, text.substring("session".length())));
        }
        int slash = text.indexOf('/');
        if (slash < 0) {
            return WindowDefinition.tumbling(duration(option, text, text));
        }
        Duration size = duration(option, text, text.substring(0, slash));
        Duration slide = duration(option, text, text.substring(slash + 1));
        if (slide.compareTo(size) > 0) {
            throw OptionException.notAllowed(
                    option, text, "a slide no longer than the size: between windows records would be lost");
        }
        if (size.toMillis() / slide.toMillis() > MOST_OVERLAPPING) {
            throw OptionException.notAllowed(option, text, "at most " + MOST_OVERLAPPING + " windows over one record");
        }
        return WindowDefinition.sliding(size, slide);
    }

    private static Duration duration(String option, String text, String part) {
        Duration duration = Durations.parse(part.strip());
        if (duration.toMillis() < 1 || duration.toNanosPart() % 1_000_000 != 0) {
            throw OptionException.notAllowed(option, text, ALLOWED + ", in whole milliseconds, at least 1");
        }
        return duration;
    }

    boolean isSession() {
        return definition instanceof WindowDefinition.Session;
    }

    /** The definition, always written the same way. */
    String label() {
        if (definition instanceof WindowDefinition.Session session) {
            return "session " + Durations.format(session.gap());
        }
        if (definition instanceof WindowDefinition.Calendar calendar) {
            return calendar.unit().name().toLowerCase(Locale.ROOT) + " "
                    + calendar.zone().getId();
        }
        if (definition instanceof WindowDefinition.Sliding sliding) {
            String size = Durations.format(sliding.size());
            return sliding.slide().equals(sliding.size()) ? size : size + " / " + Durations.format(sliding.slide());
        }
        throw new IllegalStateException("windows by count have no label: " + definition);
    }

    /** The definition without spaces, for operators' ids. */
    String id() {
        return label().replace(" / ", "-every-").replace(" ", "-");
    }
}
