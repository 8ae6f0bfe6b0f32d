package io.millrace.common.partition;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.CompositeTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** The part in 4 bytes, and then the record. */
final class PartedSerializer<T> extends TypeSerializer<Parted<T>> {
    private static final long serialVersionUID = 1L;

    private final TypeSerializer<T> record;

    PartedSerializer(TypeSerializer<T> record) {
        this.record = record;
    }

    @Override
    public void serialize(Parted<T> value, DataOutputView target) throws IOException {
        target.writeInt(value.part());
        record.serialize(value.record(), target);
    }

    @Override
    public Parted<T> deserialize(DataInputView source) throws IOException {
        int part = source.readInt();
        return new Parted<>(record.deserialize(source), part);
    }

    @Override
    public Parted<T> deserialize(Parted<T> reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public Parted<T> copy(Parted<T> from) {
        return isImmutableType() ? from : new Parted<>(record.copy(from.record()), from.part());
    }

    @Override
    public Parted<T> copy(Parted<T> from, Parted<T> reuse) {
        return copy(from);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        target.writeInt(source.readInt());
        record.copy(source, target);
    }

    @Override
    public boolean isImmutableType() {
        return record.isImmutableType();
    }

    @Override
    public TypeSerializer<Parted<T>> duplicate() {
        return new PartedSerializer<>(record.duplicate());
    }

    @Override
    public Parted<T> createInstance() {
        return new Parted<>(record.createInstance(), 0);
    }

    @Override
    public int getLength() {
        return record.getLength() < 0 ? -1 : Integer.BYTES + record.getLength();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PartedSerializer<?> that && that.record.equals(record);
    }

    @Override
    public int hashCode() {
        return record.hashCode() + 1;
    }

    @Override
    public TypeSerializerSnapshot<Parted<T>> snapshotConfiguration() {
        return new Snapshot<>(this);
    }

    /** Public with a public constructor, because Flink makes it by reflection. */
    public static final class Snapshot<T> extends CompositeTypeSerializerSnapshot<Parted<T>, PartedSerializer<T>> {
        public Snapshot() {}

        Snapshot(PartedSerializer<T> serializer) {
            super(serializer);
        }

        @Override
        protected int getCurrentOuterSnapshotVersion() {
            return 1;
        }

        @Override
        protected TypeSerializer<?>[] getNestedSerializers(PartedSerializer<T> outer) {
            return new TypeSerializer<?>[] {outer.record};
        }

        @Override
        @SuppressWarnings("unchecked")
        protected PartedSerializer<T> createOuterSerializerWithNestedSerializers(TypeSerializer<?>[] nested) {
            return new PartedSerializer<>((TypeSerializer<T>) nested[0]);
        }
    }
}
