package io.millrace.common.cached;

import io.millrace.common.state.OpaqueTypeInfo;
import io.millrace.common.state.ValueCodec;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** The type of stored values of one signature. */
final class StoredTypeInfo<V> extends OpaqueTypeInfo<Stored<V>> {
    private static final long serialVersionUID = 1L;

    private final String signature;
    private final ValueCodec<V> codec;

    StoredTypeInfo(String signature, ValueCodec<V> codec) {
        this.signature = signature;
        this.codec = codec;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Class<Stored<V>> getTypeClass() {
        return (Class<Stored<V>>) (Class<?>) Stored.class;
    }

    @Override
    public TypeSerializer<Stored<V>> createSerializer(SerializerConfig config) {
        return new StoredSerializer<>(signature, codec);
    }

    @Override
    protected Object identity() {
        return signature;
    }

    @Override
    public String toString() {
        return "Stored<" + signature + ">";
    }
}
