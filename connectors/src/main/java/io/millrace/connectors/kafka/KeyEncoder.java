package io.millrace.connectors.kafka;

import io.millrace.common.codec.Encoder;
import io.millrace.common.codec.WireFormat;
import io.millrace.common.record.Field;
import io.millrace.common.record.FieldType;
import io.millrace.common.record.RecordFormat;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a record's Kafka key: one field's value as text, or nothing. */
final class KeyEncoder<T> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final @Nullable Field<T> field;
    private final @Nullable Encoder<T> encoder;

    private KeyEncoder(@Nullable Field<T> field, @Nullable Encoder<T> encoder) {
        this.field = field;
        this.encoder = encoder;
    }

    static <T> KeyEncoder<T> none() {
        return new KeyEncoder<>(null, null);
    }

    static <T> KeyEncoder<T> of(RecordFormat<T> format, Field<T> field) {
        return new KeyEncoder<>(field, WireFormat.TEXT.encoder(format.select(List.of(field.name()))));
    }

    /** The key; {@code null} when the field is missing. */
    byte @Nullable [] encode(T record) {
        if (field == null || encoder == null || field.isMissing(record)) {
            return null;
        }
        if (field.type() == FieldType.TEXT) {
            // As it is: the encoder would replace tabs and line ends, and two keys might become one.
            String text = field.text(record);
            return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
        }
        return encoder.encode(record);
    }
}
