package io.millrace.benchmarks;

import io.millrace.common.state.OpaqueTypeInfo;
import io.millrace.common.state.ValueCodec;
import java.io.IOException;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** The type of accumulators in Flink's own windows, written by an aggregate's codec. State is written, never restored. */
final class CodecTypeInfo<A> extends OpaqueTypeInfo<A> {
    private static final long serialVersionUID = 1L;
    private final ValueCodec<A> codec;

    CodecTypeInfo(ValueCodec<A> codec) {
        this.codec = codec;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Class<A> getTypeClass() {
        return (Class<A>) Object.class;
    }

    @Override
    public TypeSerializer<A> createSerializer(SerializerConfig config) {
        return new Serializer<>(codec);
    }

    @Override
    protected Object identity() {
        return codec.getClass();
    }

    @Override
    public String toString() {
        return "Codec<" + codec.getClass().getSimpleName() + ">";
    }

    private static final class Serializer<A> extends TypeSerializer<A> {
        private static final long serialVersionUID = 1L;
        private final ValueCodec<A> codec;

        Serializer(ValueCodec<A> codec) {
            this.codec = codec;
        }

        @Override
        public boolean isImmutableType() {
            return false;
        }

        @Override
        public TypeSerializer<A> duplicate() {
            return this;
        }

        @Override
        public A createInstance() {
            throw new UnsupportedOperationException("accumulators are made by their aggregate");
        }

        @Override
        public A copy(A from) {
            return codec.copy(from);
        }

        @Override
        public A copy(A from, A reuse) {
            return codec.copy(from);
        }

        @Override
        public int getLength() {
            return -1;
        }

        @Override
        public void serialize(A record, DataOutputView target) throws IOException {
            codec.write(record, target);
        }

        @Override
        public A deserialize(DataInputView source) throws IOException {
            return codec.read(codec.version(), source);
        }

        @Override
        public A deserialize(A reuse, DataInputView source) throws IOException {
            return deserialize(source);
        }

        @Override
        public void copy(DataInputView source, DataOutputView target) throws IOException {
            serialize(deserialize(source), target);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Serializer<?> that && that.codec.getClass() == codec.getClass();
        }

        @Override
        public int hashCode() {
            return codec.getClass().hashCode();
        }

        @Override
        public TypeSerializerSnapshot<A> snapshotConfiguration() {
            return new Snapshot<>();
        }
    }

    /** Remembers nothing. Public with a public constructor, because Flink makes it by reflection. */
    public static final class Snapshot<A> implements TypeSerializerSnapshot<A> {
        @Override
        public int getCurrentVersion() {
            return 1;
        }

        @Override
        public void writeSnapshot(DataOutputView out) {}

        @Override
        public void readSnapshot(int readVersion, DataInputView in, ClassLoader classLoader) {}

        @Override
        public TypeSerializer<A> restoreSerializer() {
            throw new UnsupportedOperationException("a benchmark's state is not restored");
        }

        @Override
        public TypeSerializerSchemaCompatibility<A> resolveSchemaCompatibility(TypeSerializerSnapshot<A> old) {
            return TypeSerializerSchemaCompatibility.compatibleAsIs();
        }
    }
}
