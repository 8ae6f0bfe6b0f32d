package io.millrace.common.window;

import io.millrace.common.state.Compact;
import io.millrace.common.state.ValueCodec;
import io.millrace.common.state.Versions;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Key, time, count, then the record where the count is 0, else the accumulator. For the network only: never in state. */
final class PartialSerializer<T, K, A> extends TypeSerializer<Partial<T, K, A>> {
    private static final long serialVersionUID = 1L;

    private final TypeSerializer<T> record;
    private final TypeSerializer<K> key;
    private final ValueCodec<A> accumulators;

    PartialSerializer(TypeSerializer<T> record, TypeSerializer<K> key, ValueCodec<A> accumulators) {
        this.record = record;
        this.key = key;
        this.accumulators = accumulators;
    }

    @Override
    public void serialize(Partial<T, K, A> partial, DataOutputView target) throws IOException {
        key.serialize(partial.key(), target);
        Compact.writeSigned(target, partial.time());
        Compact.writeUnsigned(target, partial.count());
        T single = partial.record();
        A aggregated = partial.accumulator();
        if (single != null) {
            record.serialize(single, target);
        } else if (aggregated != null) {
            Versions.write(target, accumulators);
            accumulators.write(aggregated, target);
        }
    }

    @Override
    public Partial<T, K, A> deserialize(DataInputView source) throws IOException {
        K k = key.deserialize(source);
        long time = Compact.readSigned(source);
        long count = Compact.readUnsigned(source);
        if (count == 0) {
            return Partial.of(k, record.deserialize(source), time);
        }
        int version = Versions.read(source, accumulators);
        return Partial.of(k, accumulators.read(version, source), time, count);
    }

    @Override
    public Partial<T, K, A> deserialize(Partial<T, K, A> reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public Partial<T, K, A> copy(Partial<T, K, A> from) {
        T single = from.record();
        A aggregated = from.accumulator();
        return new Partial<>(
                key.copy(from.key()),
                from.time(),
                from.count(),
                single == null ? null : record.copy(single),
                aggregated == null ? null : accumulators.copy(aggregated));
    }

    @Override
    public Partial<T, K, A> copy(Partial<T, K, A> from, Partial<T, K, A> reuse) {
        return copy(from);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(deserialize(source), target);
    }

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public TypeSerializer<Partial<T, K, A>> duplicate() {
        return new PartialSerializer<>(record.duplicate(), key.duplicate(), accumulators);
    }

    @Override
    public Partial<T, K, A> createInstance() {
        return Partial.of(key.createInstance(), record.createInstance(), 0);
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PartialSerializer<?, ?, ?> that
                && that.record.equals(record)
                && that.key.equals(key)
                && that.accumulators.getClass() == accumulators.getClass();
    }

    @Override
    public int hashCode() {
        return 31 * record.hashCode() + key.hashCode();
    }

    @Override
    public TypeSerializerSnapshot<Partial<T, K, A>> snapshotConfiguration() {
        throw new UnsupportedOperationException("partial aggregates are never in state");
    }
}
