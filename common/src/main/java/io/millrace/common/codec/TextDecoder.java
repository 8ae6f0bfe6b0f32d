package io.millrace.common.codec;

import io.millrace.common.record.Field;
import io.millrace.common.record.RecordFormat;
import org.jspecify.annotations.Nullable;

/** Reads a bare value into the first required field; blanks around it do not count. */
final class TextDecoder<T> implements Decoder<T> {
    private static final long serialVersionUID = 1L;

    private final RecordFormat<T> format;
    private final CodecSettings settings;
    private final int slot;
    private transient @Nullable Slots<T> slots;

    /** @throws IllegalArgumentException when the format has not exactly one required field */
    TextDecoder(RecordFormat<T> format, CodecSettings settings) {
        this.format = format;
        this.settings = settings;
        var required = format.fields().stream().filter(Field::required).toList();
        if (required.size() != 1) {
            throw new IllegalArgumentException("format text carries one bare value a record, and "
                    + required.size() + " fields are required: "
                    + required.stream().map(Field::name).toList());
        }
        slot = format.indexOf(required.get(0).name());
    }

    @Override
    public T decode(byte[] bytes, int offset, int length, long arrivalMillis) throws DecodeException {
        Slots<T> into = slots;
        if (into == null) {
            slots = into = new Slots<>(format, settings.timeUnit());
        }
        into.clear();
        into.setFromText(slot, Slots.utf8(bytes, offset, length).strip());
        return into.finish(arrivalMillis);
    }
}
