package io.millrace.connectors.generator;

import io.millrace.connectors.support.Line;
import org.jspecify.annotations.Nullable;

/**
 * A line that is due.
 *
 * @param line the line
 * @param header the file's header, the same object for each of its lines, or {@code null} when it has none
 * @param shiftMillis how far event times are moved, or {@link io.millrace.common.record.FieldValues#MISSING}
 */
record ReplayLine(Line line, @Nullable Header header, long shiftMillis) {
    /** Names of a CSV file's columns, as they stand there. */
    static final class Header {
        final byte[] bytes;

        Header(byte[] bytes) {
            this.bytes = bytes;
        }
    }
}
