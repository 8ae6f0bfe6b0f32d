package io.millrace.common.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.millrace.common.record.Field;
import io.millrace.common.record.RecordFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes one JSON object a record: fields in order, times as ISO 8601, missing ones and infinities as {@code null}. A dot
 * in a name stays in it; decoders read it both so and as a step into a nested object.
 */
final class JsonEncoder<T> implements Encoder<T> {
    private static final long serialVersionUID = 1L;
    private static final double EXACT_INTEGERS = 1L << 53;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();

    private final RecordFormat<T> format;
    private transient @Nullable List<Field<T>> fields;
    private transient SerializedString @Nullable [] names;
    private transient @Nullable ByteArrayOutputStream buffer;

    JsonEncoder(RecordFormat<T> format) {
        this.format = format;
    }

    @Override
    public byte[] encode(T record) {
        List<Field<T>> all = fields;
        SerializedString[] labels = names;
        ByteArrayOutputStream out = buffer;
        if (all == null || labels == null || out == null) {
            fields = all = format.fields();
            names = labels =
                    all.stream().map(f -> new SerializedString(f.name())).toArray(SerializedString[]::new);
            buffer = out = new ByteArrayOutputStream(256);
        }
        out.reset();
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.writeStartObject();
            for (int i = 0; i < labels.length; i++) {
                json.writeFieldName(labels[i]);
                write(json, all.get(i), record);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static <T> void write(JsonGenerator json, Field<T> field, T record) throws IOException {
        if (field.isMissing(record)) {
            json.writeNull();
            return;
        }
        switch (field.type()) {
            case TEXT -> writeText(json, field, wellFormed(String.valueOf(field.text(record))));
            case LONG -> json.writeNumber(field.longValue(record));
            case DOUBLE -> writeNumber(json, field.doubleValue(record));
            case BOOLEAN -> json.writeBoolean(field.booleanValue(record));
            case TIME -> json.writeString(Timestamps.format(field.longValue(record)));
        }
    }

    private static void writeText(JsonGenerator json, Field<?> field, String text) throws IOException {
        if (field.role() == Field.Role.JSON) {
            json.writeRawValue(text);
        } else {
            json.writeString(text);
        }
    }

    /** Half a surrogate pair, as texts that were cut have it, can't be UTF-8; the replacement character stands for it. */
    private static String wellFormed(String text) {
        StringBuilder mended = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else {
                mended = mended == null ? new StringBuilder(text) : mended;
                mended.setCharAt(i, '\uFFFD');
            }
        }
        return mended == null ? text : mended.toString();
    }

    private static void writeNumber(JsonGenerator json, double value) throws IOException {
        if (value == Math.rint(value) && Math.abs(value) < EXACT_INTEGERS) {
            json.writeNumber((long) value);
        } else if (Double.isFinite(value)) {
            json.writeNumber(value);
        } else {
            json.writeNull();
        }
    }
}
