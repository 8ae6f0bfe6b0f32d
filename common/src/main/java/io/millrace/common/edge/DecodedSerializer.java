package io.millrace.common.edge;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.CompositeTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** A flag, true for a dead letter, and then the one or the other. */
final class DecodedSerializer<T> extends TypeSerializer<Decoded<T>> {
    private static final long serialVersionUID = 1L;

    private final TypeSerializer<T> record;
    private final TypeSerializer<DeadLetter> deadLetter;

    DecodedSerializer(TypeSerializer<T> record, TypeSerializer<DeadLetter> deadLetter) {
        this.record = record;
        this.deadLetter = deadLetter;
    }

    @Override
    public void serialize(Decoded<T> decoded, DataOutputView target) throws IOException {
        T good = decoded.recordOrNull();
        DeadLetter bad = decoded.deadLetterOrNull();
        target.writeBoolean(bad != null);
        if (bad != null) {
            deadLetter.serialize(bad, target);
        } else if (good != null) {
            record.serialize(good, target);
        }
    }

    @Override
    public Decoded<T> deserialize(DataInputView source) throws IOException {
        return source.readBoolean()
                ? Decoded.deadLetter(deadLetter.deserialize(source))
                : Decoded.record(record.deserialize(source));
    }

    @Override
    public boolean isImmutableType() {
        return record.isImmutableType();
    }

    @Override
    public TypeSerializer<Decoded<T>> duplicate() {
        return new DecodedSerializer<>(record.duplicate(), deadLetter.duplicate());
    }

    @Override
    public Decoded<T> createInstance() {
        return Decoded.record(record.createInstance());
    }

    @Override
    public Decoded<T> copy(Decoded<T> from) {
        T good = from.recordOrNull();
        return good == null || record.isImmutableType() ? from : Decoded.record(record.copy(good));
    }

    @Override
    public Decoded<T> copy(Decoded<T> from, Decoded<T> reuse) {
        return copy(from);
    }

    @Override
    public Decoded<T> deserialize(Decoded<T> reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        boolean bad = source.readBoolean();
        target.writeBoolean(bad);
        if (bad) {
            deadLetter.copy(source, target);
        } else {
            record.copy(source, target);
        }
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DecodedSerializer<?> that && that.record.equals(record);
    }

    @Override
    public int hashCode() {
        return record.hashCode() + 1;
    }

    @Override
    public TypeSerializerSnapshot<Decoded<T>> snapshotConfiguration() {
        return new Snapshot<>(this);
    }

    /** Public with a public constructor, because Flink makes it by reflection. */
    public static final class Snapshot<T> extends CompositeTypeSerializerSnapshot<Decoded<T>, DecodedSerializer<T>> {
        public Snapshot() {}

        Snapshot(DecodedSerializer<T> serializer) {
            super(serializer);
        }

        @Override
        protected int getCurrentOuterSnapshotVersion() {
            return 1;
        }

        @Override
        protected TypeSerializer<?>[] getNestedSerializers(DecodedSerializer<T> outer) {
            return new TypeSerializer<?>[] {outer.record, outer.deadLetter};
        }

        @Override
        @SuppressWarnings("unchecked")
        protected DecodedSerializer<T> createOuterSerializerWithNestedSerializers(TypeSerializer<?>[] nested) {
            return new DecodedSerializer<>((TypeSerializer<T>) nested[0], (TypeSerializer<DeadLetter>) nested[1]);
        }
    }
}
