package io.millrace.common.running;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.CompositeTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Key, value, count. */
final class RunningResultSerializer<K, R> extends TypeSerializer<RunningResult<K, R>> {
    private static final long serialVersionUID = 1L;

    private final TypeSerializer<K> key;
    private final TypeSerializer<R> value;

    RunningResultSerializer(TypeSerializer<K> key, TypeSerializer<R> value) {
        this.key = key;
        this.value = value;
    }

    @Override
    public void serialize(RunningResult<K, R> result, DataOutputView target) throws IOException {
        key.serialize(result.key(), target);
        value.serialize(result.value(), target);
        target.writeLong(result.count());
    }

    @Override
    public RunningResult<K, R> deserialize(DataInputView source) throws IOException {
        return new RunningResult<>(key.deserialize(source), value.deserialize(source), source.readLong());
    }

    @Override
    public RunningResult<K, R> deserialize(RunningResult<K, R> reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public RunningResult<K, R> copy(RunningResult<K, R> from) {
        return isImmutableType()
                ? from
                : new RunningResult<>(key.copy(from.key()), value.copy(from.value()), from.count());
    }

    @Override
    public RunningResult<K, R> copy(RunningResult<K, R> from, RunningResult<K, R> reuse) {
        return copy(from);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        key.copy(source, target);
        value.copy(source, target);
        target.writeLong(source.readLong());
    }

    @Override
    public boolean isImmutableType() {
        return key.isImmutableType() && value.isImmutableType();
    }

    @Override
    public TypeSerializer<RunningResult<K, R>> duplicate() {
        return new RunningResultSerializer<>(key.duplicate(), value.duplicate());
    }

    @Override
    public RunningResult<K, R> createInstance() {
        return new RunningResult<>(key.createInstance(), value.createInstance(), 1);
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RunningResultSerializer<?, ?> that && that.key.equals(key) && that.value.equals(value);
    }

    @Override
    public int hashCode() {
        return 31 * key.hashCode() + value.hashCode();
    }

    @Override
    public TypeSerializerSnapshot<RunningResult<K, R>> snapshotConfiguration() {
        return new Snapshot<>(this);
    }

    /** Public with a public constructor, because Flink makes it by reflection. */
    public static final class Snapshot<K, R>
            extends CompositeTypeSerializerSnapshot<RunningResult<K, R>, RunningResultSerializer<K, R>> {
        public Snapshot() {}

        Snapshot(RunningResultSerializer<K, R> serializer) {
            super(serializer);
        }

        @Override
        protected int getCurrentOuterSnapshotVersion() {
            return 1;
        }

        @Override
        protected TypeSerializer<?>[] getNestedSerializers(RunningResultSerializer<K, R> outer) {
            return new TypeSerializer<?>[] {outer.key, outer.value};
        }

        @Override
        @SuppressWarnings("unchecked")
        protected RunningResultSerializer<K, R> createOuterSerializerWithNestedSerializers(TypeSerializer<?>[] nested) {
            return new RunningResultSerializer<>((TypeSerializer<K>) nested[0], (TypeSerializer<R>) nested[1]);
        }
    }
}
