package io.millrace.jobs.traffic;

import io.millrace.common.options.Durations;
import io.millrace.common.options.OptionException;
import java.io.Serializable;
import java.time.Duration;
import java.util.Locale;
import org.apache.flink.streaming.api.windowing.assigners.EventTimeSessionWindows;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.WindowAssigner;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;

/**
 * One definition of windows: {@code 10 s} tumbling, {@code 1 min / 5 s} sliding, {@code session 30 s}.
 *
 * @param kind how windows are made
 * @param size length of a window, or the gap that ends a session
 * @param slide distance between windows; the size unless they slide
 */
record WindowSpec(Kind kind, Duration size, Duration slide) implements Serializable {
    private static final String ALLOWED =
            "a size (10 s), a size and a slide (1 min / 5 s), or a session's gap (session 30 s)";
    private static final int MOST_OVERLAPPING = 10_000;

    enum Kind {
        TUMBLING,
        SLIDING,
        SESSION
    }

    /**
     * Reads a definition as the option has it.
     *
     * @throws OptionException naming the option when it is none
     */
    static WindowSpec parse(String option, String text) {
        String trimmed = text.strip();
        if (trimmed.toLowerCase(Locale.ROOT).startsWith("session")) {
            Duration gap = duration(option, text, trimmed.substring("session".length()));
            return new WindowSpec(Kind.SESSION, gap, gap);
        }
        int slash = trimmed.indexOf('/');
        if (slash < 0) {
            Duration size = duration(option, text, trimmed);
            return new WindowSpec(Kind.TUMBLING, size, size);
        }
        Duration size = duration(option, text, trimmed.substring(0, slash));
        Duration slide = duration(option, text, trimmed.substring(slash + 1));
        if (slide.compareTo(size) > 0) {
            throw OptionException.notAllowed(
                    option, text, "a slide no longer than the size: between windows records would be lost");
        }
        if (size.toMillis() / slide.toMillis() > MOST_OVERLAPPING) {
            throw OptionException.notAllowed(option, text, "at most " + MOST_OVERLAPPING + " windows over one record");
        }
        return new WindowSpec(slide.equals(size) ? Kind.TUMBLING : Kind.SLIDING, size, slide);
    }

    private static Duration duration(String option, String text, String part) {
        try {
            Duration duration = Durations.parse(part.strip());
            if (duration.toMillis() > 0) {
                return duration;
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw OptionException.notAllowed(option, text, ALLOWED);
        }
        throw OptionException.notAllowed(option, text, ALLOWED + ", each at least 1 ms");
    }

    WindowAssigner<Object, TimeWindow> assigner() {
        return switch (kind) {
            case TUMBLING -> TumblingEventTimeWindows.of(size);
            case SLIDING -> SlidingEventTimeWindows.of(size, slide);
            case SESSION -> EventTimeSessionWindows.withGap(size);
        };
    }

    /** The definition, always written the same way. */
    String label() {
        return switch (kind) {
            case TUMBLING -> Durations.format(size);
            case SLIDING -> Durations.format(size) + " / " + Durations.format(slide);
            case SESSION -> "session " + Durations.format(size);
        };
    }

    /** The definition in letters, digits and dashes, for operators' ids. */
    String id() {
        return label().replace(" / ", "-every-").replace(" ", "-");
    }
}
