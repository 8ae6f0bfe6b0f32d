package io.millrace.common.codec;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What a decoder must be told besides the fields.
 *
 * @param timeUnit what a number in a time field counts, since the epoch
 * @param delimiter separates CSV fields
 * @param columns CSV columns in order; empty when a header names them or the declared fields stand in order
 * @param header whether CSV files begin with a header
 */
public record CodecSettings(TimeUnitOnWire timeUnit, char delimiter, List<String> columns, boolean header)
        implements Serializable {
    /** Milliseconds; comma; declared fields in order; no header. */
    public static final CodecSettings DEFAULT = new CodecSettings(TimeUnitOnWire.MILLIS, ',', List.of(), false);

    public CodecSettings {
        if (delimiter == '"' || delimiter == '\n' || delimiter == '\r' || delimiter > 127) {
            throw new IllegalArgumentException(
                    "a CSV delimiter must be one ASCII character other than quote, line feed, carriage return");
        }
        columns = new ArrayList<>(columns);
    }

    /** What numbers in time fields count. */
    public enum TimeUnitOnWire {
        SECONDS,
        MILLIS,
        MICROS,
        NANOS
    }
}
