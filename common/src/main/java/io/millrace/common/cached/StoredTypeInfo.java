package io.millrace.common.cached;

import io.millrace.common.state.OpaqueTypeInfo;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** The type of stored values of one signature. */
final class StoredTypeInfo<V> extends OpaqueTypeInfo<Stored<V>> {
    private static final long serialVersionUID = 1L;

    private final String signature;

    StoredTypeInfo(String signature) {
        this.signature = signature;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Class<Stored<V>> getTypeClass() {
        return (Class<Stored<V>>) (Class<?>) Stored.class;
    }

    @Override
    public TypeSerializer<Stored<V>> createSerializer(SerializerConfig config) {
        return new StoredSerializer<>(signature);
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
