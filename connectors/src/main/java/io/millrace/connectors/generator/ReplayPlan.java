package io.millrace.connectors.generator;

import io.millrace.common.codec.Decoder;
import io.millrace.common.record.RecordFormat;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How a file is sent again.
 *
 * @param speed how many times faster than it was recorded; 0 for as fast as possible
 * @param shift whether event times move so that the first is when the replay began
 * @param times reads a line's time; {@code null} when nobody asks for it
 * @param maxLineBytes the longest line
 */
record ReplayPlan(double speed, boolean shift, @Nullable Decoder<Moment> times, int maxLineBytes)
        implements Serializable {
    /** The one field of a line that its pace depends on. */
    record Moment(long millis) {
        static final RecordFormat<Moment> FORMAT = RecordFormat.builder(Moment.class)
                .eventTime("time", Moment::millis)
                .build(v -> new Moment(v.longValue(0)));
    }
}
