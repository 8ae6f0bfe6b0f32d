package io.millrace.common.codec;

import io.millrace.common.record.RecordFormat;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** Writes the values of a record as text, separated by tabs; tabs and line breaks inside a value become blanks. */
final class TextEncoder<T> implements Encoder<T> {
    private static final long serialVersionUID = 1L;

    private final RecordFormat<T> format;

    TextEncoder(RecordFormat<T> format) {
        this.format = format;
    }

    @Override
    public byte[] encode(T record) {
        return format.fields().stream()
                .map(field -> CsvEncoder.text(field, record).replaceAll("[\t\r\n]", " "))
                .collect(Collectors.joining("\t"))
                .getBytes(StandardCharsets.UTF_8);
    }
}
