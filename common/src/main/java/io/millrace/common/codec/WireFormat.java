package io.millrace.common.codec;

import io.millrace.common.record.RecordFormat;

/** How records look on a topic, a connection or in a file of lines. */
public enum WireFormat {
    /** One JSON object a record. */
    JSON,
    /** Comma-separated values (RFC 4180), one line a record. */
    CSV,
    /** The bare value of the record's first required field, one line a record. */
    TEXT;

    /** The decoder of such records. */
    public <T> Decoder<T> decoder(RecordFormat<T> format, CodecSettings settings) {
        return switch (this) {
            case JSON -> new JsonDecoder<>(format, settings);
            case CSV -> new CsvDecoder<>(format, settings);
            case TEXT -> new TextDecoder<>(format, settings);
        };
    }

    /** The encoder of such records. */
    public <T> Encoder<T> encoder(RecordFormat<T> format) {
        return switch (this) {
            case JSON -> new JsonEncoder<>(format);
            case CSV -> new CsvEncoder<>(format);
            case TEXT -> new TextEncoder<>(format);
        };
    }
}
