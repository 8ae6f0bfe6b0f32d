package io.millrace.jobs.traffic;

import io.millrace.common.record.FieldValues;
import io.millrace.common.record.RecordFormat;
import org.jspecify.annotations.Nullable;

/**
 * One measurement of the feed.
 *
 * @param key the device, or whatever results are grouped by; {@link #NO_KEY} where the feed carries none
 * @param value what is measured, such as bytes
 * @param time when it happened, milliseconds since the epoch; {@link FieldValues#MISSING} where the feed carries none
 * @param sequence the sender's running number; {@link FieldValues#MISSING} where the feed carries none
 * @param arrival when it reached Millrace, milliseconds since the epoch
 */
public record Flow(String key, double value, long time, long sequence, long arrival) {
    /** The key of a feed without keys. */
    public static final String NO_KEY = "all";

    public static final RecordFormat<Flow> FORMAT = RecordFormat.builder(Flow.class)
            .key("key", Flow::key)
            .optional()
            .number("value", Flow::value)
            .eventTime("time", Flow::time)
            .optional()
            .integer("sequence", Flow::sequence)
            .optional()
            .arrival("arrival", Flow::arrival)
            .build(v -> new Flow(
                    keyOrNone(v.textOrNull(0)), v.doubleValue(1), v.longValue(2), v.longValue(3), v.longValue(4)));

    private static String keyOrNone(@Nullable String key) {
        return key == null ? NO_KEY : key;
    }

    boolean hasSequence() {
        return sequence != FieldValues.MISSING;
    }

    boolean hasDelay() {
        return time != FieldValues.MISSING && arrival != FieldValues.MISSING;
    }
}
