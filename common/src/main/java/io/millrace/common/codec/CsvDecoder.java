package io.millrace.common.codec;

import io.millrace.common.record.Field;
import io.millrace.common.record.FieldType;
import io.millrace.common.record.RecordFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one line of comma-separated values (RFC 4180: quoted fields, doubled quotes; a line break in quotes can't be in
 * one line). An empty field is missing. Columns that no field asks for are passed over; every record has as many fields
 * as there are columns.
 */
final class CsvDecoder<T> implements Decoder<T> {
    private static final long serialVersionUID = 1L;

    private final RecordFormat<T> format;
    private final CodecSettings settings;
    private final ArrayList<String> columns;
    private transient @Nullable Slots<T> slots;
    private transient int @Nullable [] slotOfColumn;

    /** @throws IllegalArgumentException when a field that needs one has no column */
    CsvDecoder(RecordFormat<T> format, CodecSettings settings) {
        this(format, settings, settings.columns().isEmpty() ? declared(format) : settings.columns());
        if (!settings.header() || !settings.columns().isEmpty()) {
            String lacking = lackingColumn(format, columns);
            if (lacking != null) {
                throw new IllegalArgumentException("no CSV column is named '" + lacking + "'; columns are " + columns);
            }
        }
    }

    private CsvDecoder(RecordFormat<T> format, CodecSettings settings, List<String> columns) {
        this.format = format;
        this.settings = settings;
        this.columns = new ArrayList<>(columns);
    }

    private static List<String> declared(RecordFormat<?> format) {
        return format.fields().stream()
                .filter(field -> field.read() && field.role() != Field.Role.ARRIVAL)
                .map(Field::name)
                .toList();
    }

    private static @Nullable String lackingColumn(RecordFormat<?> format, List<String> columns) {
        for (Field<?> field : format.fields()) {
            if (field.needsColumn() && !columns.contains(field.name())) {
                return field.name();
            }
        }
        return null;
    }

    @Override
    public boolean expectsHeader() {
        return settings.header();
    }

    @Override
    public Decoder<T> withHeader(byte[] bytes, int offset, int length) throws DecodeException {
        List<String> names = new ArrayList<>();
        int start = startsWithByteOrderMark(bytes, offset, length) ? 3 : 0;
        CsvLine line = new CsvLine(bytes, offset + start, length - start, settings.delimiter());
        while (line.next()) {
            names.add(line.text().strip());
        }
        String lacking = lackingColumn(format, names);
        if (lacking != null) {
            throw new DecodeException("the header has no column named '" + lacking + "'; its columns are " + names);
        }
        return new CsvDecoder<>(format, settings, names);
    }

    private static boolean startsWithByteOrderMark(byte[] bytes, int offset, int length) {
        return length >= 3
                && bytes[offset] == (byte) 0xEF
                && bytes[offset + 1] == (byte) 0xBB
                && bytes[offset + 2] == (byte) 0xBF;
    }

    @Override
    public T decode(byte[] bytes, int offset, int length, long arrivalMillis) throws DecodeException {
        Slots<T> into = slots;
        int[] targets = slotOfColumn;
        if (into == null || targets == null) {
            slots = into = new Slots<>(format, settings.timeUnit());
            slotOfColumn = targets = columns.stream().mapToInt(this::slot).toArray();
        }
        into.clear();
        CsvLine line = new CsvLine(bytes, offset, length, settings.delimiter());
        int column = 0;
        while (line.next()) {
            if (column < targets.length && targets[column] >= 0) {
                set(into, targets[column], line);
            }
            column++;
        }
        if (column != targets.length) {
            throw new DecodeException("expected " + targets.length + " columns, found " + column);
        }
        return into.finish(arrivalMillis);
    }

    private int slot(String column) {
        int index = format.indexOf(column);
        return index >= 0 && format.fields().get(index).read() ? index : -1;
    }

    private void set(Slots<T> into, int slot, CsvLine line) throws DecodeException {
        FieldType type = into.type(slot);
        if (line.isShortInteger() && type != FieldType.TEXT && type != FieldType.BOOLEAN) {
            long value = line.shortInteger();
            switch (type) {
                case LONG -> into.setLong(slot, value);
                case DOUBLE -> into.setDouble(slot, value);
                default -> into.setTime(slot, value);
            }
        } else {
            into.setFromText(slot, line.text());
        }
    }

    /** Steps through the fields of one line. */
    private static final class CsvLine {
        private final byte[] bytes;
        private final int end;
        private final byte delimiter;
        private int next;
        private int from;
        private int to;
        private boolean quoted;
        private boolean more = true;

        CsvLine(byte[] bytes, int offset, int length, char delimiter) {
            this.bytes = bytes;
            this.delimiter = (byte) delimiter;
            this.next = offset;
            int last = offset + length;
            if (last > offset && bytes[last - 1] == '\n') {
                last--;
            }
            if (last > offset && bytes[last - 1] == '\r') {
                last--;
            }
            this.end = last;
        }

        boolean next() throws DecodeException {
            if (!more) {
                return false;
            }
            quoted = next < end && bytes[next] == '"';
            if (quoted) {
                from = next + 1;
                to = closingQuote(from);
                next = to + 1;
                if (next < end && bytes[next] != delimiter) {
                    throw new DecodeException("text after a closing quote at byte " + next);
                }
            } else {
                from = next;
                while (next < end && bytes[next] != delimiter) {
                    next++;
                }
                to = next;
            }
            more = next < end;
            next++;
            return true;
        }

        private int closingQuote(int start) throws DecodeException {
            int at = start;
            while (at < end) {
                if (bytes[at] == '"') {
                    if (at + 1 < end && bytes[at + 1] == '"') {
                        at++;
                    } else {
                        return at;
                    }
                }
                at++;
            }
            throw new DecodeException("a quote that is not closed");
        }

        String text() throws DecodeException {
            String text = Slots.utf8(bytes, from, to - from);
            return quoted ? text.replace("\"\"", "\"") : text;
        }

        /** Whether the field is an integer that surely fits a {@code long}. */
        boolean isShortInteger() {
            int start = from < to && bytes[from] == '-' ? from + 1 : from;
            if (start == to || to - start > 18) {
                return false;
            }
            for (int i = start; i < to; i++) {
                if (bytes[i] < '0' || bytes[i] > '9') {
                    return false;
                }
            }
            return true;
        }

        long shortInteger() {
            boolean negative = bytes[from] == '-';
            long value = 0;
            for (int i = negative ? from + 1 : from; i < to; i++) {
                value = value * 10 + (bytes[i] - '0');
            }
            return negative ? -value : value;
        }

        @Override
        public String toString() {
            return new String(bytes, from, to - from, StandardCharsets.UTF_8);
        }
    }
}
