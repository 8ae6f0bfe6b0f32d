package io.millrace.common.edge;

import io.millrace.common.state.OpaqueTypeInfo;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** The type of {@link Decoded} records. */
final class DecodedTypeInfo<T> extends OpaqueTypeInfo<Decoded<T>> {
    private static final long serialVersionUID = 1L;

    private final TypeInformation<T> record;

    DecodedTypeInfo(TypeInformation<T> record) {
        this.record = record;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Class<Decoded<T>> getTypeClass() {
        return (Class<Decoded<T>>) (Class<?>) Decoded.class;
    }

    @Override
    public TypeSerializer<Decoded<T>> createSerializer(SerializerConfig config) {
        return new DecodedSerializer<>(
                record.createSerializer(config),
                DeadLetter.FORMAT.typeInformation().createSerializer(config));
    }

    @Override
    protected Object identity() {
        return record;
    }

    @Override
    public String toString() {
        return "Decoded<" + record + ">";
    }
}
