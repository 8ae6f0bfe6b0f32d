package io.millrace.common.partition;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.CompositeTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** The part in 4 bytes, and then the key. */
final class SplitKeySerializer<K> extends TypeSerializer<SplitKey<K>> {
    private static final long serialVersionUID = 1L;

    private final TypeSerializer<K> key;

    SplitKeySerializer(TypeSerializer<K> key) {
        this.key = key;
    }

    @Override
    public void serialize(SplitKey<K> value, DataOutputView target) throws IOException {
        target.writeInt(value.part());
        key.serialize(value.key(), target);
    }

    @Override
    public SplitKey<K> deserialize(DataInputView source) throws IOException {
        int part = source.readInt();
        return new SplitKey<>(key.deserialize(source), part);
    }

    @Override
    public SplitKey<K> deserialize(SplitKey<K> reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public SplitKey<K> copy(SplitKey<K> from) {
        return isImmutableType() ? from : new SplitKey<>(key.copy(from.key()), from.part());
    }

    @Override
    public SplitKey<K> copy(SplitKey<K> from, SplitKey<K> reuse) {
        return copy(from);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        target.writeInt(source.readInt());
        key.copy(source, target);
    }

    @Override
    public boolean isImmutableType() {
        return key.isImmutableType();
    }

    @Override
    public TypeSerializer<SplitKey<K>> duplicate() {
        return new SplitKeySerializer<>(key.duplicate());
    }

    @Override
    public SplitKey<K> createInstance() {
        return new SplitKey<>(key.createInstance(), 0);
    }

    @Override
    public int getLength() {
        return key.getLength() < 0 ? -1 : Integer.BYTES + key.getLength();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SplitKeySerializer<?> that && that.key.equals(key);
    }

    @Override
    public int hashCode() {
        return key.hashCode() + 1;
    }

    @Override
    public TypeSerializerSnapshot<SplitKey<K>> snapshotConfiguration() {
        return new Snapshot<>(this);
    }

    /** Public with a public constructor, because Flink makes it by reflection. */
    public static final class Snapshot<K> extends CompositeTypeSerializerSnapshot<SplitKey<K>, SplitKeySerializer<K>> {
        public Snapshot() {}

        Snapshot(SplitKeySerializer<K> serializer) {
            super(serializer);
        }

        @Override
        protected int getCurrentOuterSnapshotVersion() {
            return 1;
        }

        @Override
        protected TypeSerializer<?>[] getNestedSerializers(SplitKeySerializer<K> outer) {
            return new TypeSerializer<?>[] {outer.key};
        }

        @Override
        @SuppressWarnings("unchecked")
        protected SplitKeySerializer<K> createOuterSerializerWithNestedSerializers(TypeSerializer<?>[] nested) {
            return new SplitKeySerializer<>((TypeSerializer<K>) nested[0]);
        }
    }
}
