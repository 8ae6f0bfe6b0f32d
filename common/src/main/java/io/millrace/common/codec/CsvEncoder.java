package io.millrace.common.codec;

import io.millrace.common.record.Field;
import io.millrace.common.record.RecordFormat;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes one line of comma-separated values (RFC 4180) a record: missing fields and infinities are empty, times ISO 8601;
 * a line break inside a text becomes a blank.
 */
final class CsvEncoder<T> implements Encoder<T> {
    private static final long serialVersionUID = 1L;

    private final RecordFormat<T> format;
    private transient @Nullable List<Field<T>> fields;

    CsvEncoder(RecordFormat<T> format) {
        this.format = format;
    }

    @Override
    public byte[] header() {
        return format.fields().stream()
                .map(field -> quoted(field.name()))
                .collect(Collectors.joining(","))
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] encode(T record) {
        List<Field<T>> all = fields;
        if (all == null) {
            fields = all = format.fields();
        }
        StringBuilder line = new StringBuilder(64);
        for (int i = 0; i < all.size(); i++) {
            if (i > 0) {
                line.append(',');
            }
            line.append(quoted(text(all.get(i), record)));
        }
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The value as plain text; empty when missing. */
    static <T> String text(Field<T> field, T record) {
        if (field.isMissing(record)) {
            return "";
        }
        return switch (field.type()) {
            case TEXT -> String.valueOf(field.text(record));
            case LONG -> Long.toString(field.longValue(record));
            case DOUBLE -> number(field.doubleValue(record));
            case BOOLEAN -> Boolean.toString(field.booleanValue(record));
            case TIME -> Timestamps.format(field.longValue(record));
        };
    }

    private static String number(double value) {
        if (Double.isInfinite(value)) {
            return "";
        }
        boolean integer = value == Math.rint(value) && Math.abs(value) < 1L << 53;
        return integer ? Long.toString((long) value) : Double.toString(value);
    }

    private static String quoted(String text) {
        boolean plain =
                text.indexOf(',') < 0 && text.indexOf('"') < 0 && text.indexOf('\n') < 0 && text.indexOf('\r') < 0;
        return plain
                ? text
                : '"' + text.replace("\"", "\"\"").replace('\n', ' ').replace('\r', ' ') + '"';
    }
}
