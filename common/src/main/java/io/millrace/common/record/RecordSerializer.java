package io.millrace.common.record;

import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;
import org.jspecify.annotations.Nullable;

/**
 * Writes a record field by field in the order of a layout: texts as {@link StringValue} does, integers, times and
 * numbers in 8 bytes, flags in one. The layout is the format's own, or that of older state, matched by name.
 */
final class RecordSerializer<T> extends TypeSerializer<T> {
    private static final long serialVersionUID = 1L;

    private final Class<T> recordClass;
    private final RecordLayout layout;
    private transient @Nullable RecordFormat<T> format;
    private transient int @Nullable [] positions;
    private transient @Nullable List<Field<T>> fields;
    private transient @Nullable FieldValues values;
    private transient boolean readOnly;

    RecordSerializer(Class<T> recordClass) {
        this(recordClass, RecordLayout.of(RecordFormat.of(recordClass)));
    }

    RecordSerializer(Class<T> recordClass, RecordLayout layout) {
        this.recordClass = recordClass;
        this.layout = layout;
    }

    Class<T> recordClass() {
        return recordClass;
    }

    RecordLayout layout() {
        return layout;
    }

    @Override
    public void serialize(T record, DataOutputView target) throws IOException {
        open();
        List<Field<T>> all = fields;
        if (all == null || readOnly) {
            throw new IOException("an older layout of " + recordClass.getSimpleName() + " is read-only");
        }
        for (int i = 0; i < all.size(); i++) {
            Field<T> field = all.get(i);
            switch (field.type()) {
                case TEXT -> StringValue.writeString(field.text(record), target);
                case LONG, TIME -> target.writeLong(field.longValue(record));
                case DOUBLE -> target.writeDouble(field.doubleValue(record));
                case BOOLEAN -> target.writeBoolean(field.booleanValue(record));
            }
        }
    }

    @Override
    public T deserialize(DataInputView source) throws IOException {
        RecordFormat<T> own = open();
        FieldValues scratch = values;
        int[] at = positions;
        if (scratch == null || at == null) {
            throw new IllegalStateException("not opened");
        }
        scratch.clear();
        for (int i = 0; i < at.length; i++) {
            read(source, layout.type(i), at[i], scratch);
        }
        try {
            return own.create(scratch);
        } catch (IllegalStateException | IllegalArgumentException e) {
            throw new IOException(
                    "a " + recordClass.getSimpleName() + " can't be made of what was serialized with " + layout + ": "
                            + e.getMessage() + "; a field that is added must be optional to its constructor",
                    e);
        }
    }

    private static void read(DataInputView source, FieldType type, int position, FieldValues into) throws IOException {
        switch (type) {
            case TEXT -> {
                String text = StringValue.readString(source);
                if (position >= 0) {
                    into.setText(position, text);
                }
            }
            case LONG, TIME -> {
                long value = source.readLong();
                if (position >= 0) {
                    into.setLong(position, value);
                }
            }
            case DOUBLE -> {
                double value = source.readDouble();
                if (position >= 0) {
                    into.setDouble(position, value);
                }
            }
            case BOOLEAN -> {
                boolean value = source.readBoolean();
                if (position >= 0) {
                    into.setBoolean(position, value);
                }
            }
        }
    }

    private RecordFormat<T> open() {
        RecordFormat<T> own = format;
        if (own == null) {
            own = RecordFormat.of(recordClass);
            fields = own.fields();
            positions = layout.positionsIn(own);
            values = new FieldValues(own.fields().size());
            readOnly = !layout.matches(own);
            format = own;
        }
        return own;
    }

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public TypeSerializer<T> duplicate() {
        return new RecordSerializer<>(recordClass, layout);
    }

    @Override
    public T createInstance() {
        open();
        throw new UnsupportedOperationException(recordClass.getSimpleName() + " has no empty instance");
    }

    @Override
    public T copy(T from) {
        return from;
    }

    @Override
    public T copy(T from, T reuse) {
        return from;
    }

    @Override
    public T deserialize(T reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        for (int i = 0; i < layout.size(); i++) {
            switch (layout.type(i)) {
                case TEXT -> StringValue.copyString(source, target);
                case LONG, TIME, DOUBLE -> target.writeLong(source.readLong());
                case BOOLEAN -> target.writeBoolean(source.readBoolean());
            }
        }
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RecordSerializer<?> that
                && that.recordClass == recordClass
                && that.layout.equals(layout);
    }

    @Override
    public int hashCode() {
        return recordClass.hashCode();
    }

    @Override
    public TypeSerializerSnapshot<T> snapshotConfiguration() {
        return new RecordSerializerSnapshot<>(recordClass, layout);
    }
}
