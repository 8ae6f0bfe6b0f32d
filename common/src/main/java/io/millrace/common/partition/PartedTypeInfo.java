package io.millrace.common.partition;

import io.millrace.common.state.OpaqueTypeInfo;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** The type of {@link Parted} records. */
final class PartedTypeInfo<T> extends OpaqueTypeInfo<Parted<T>> {
    private static final long serialVersionUID = 1L;

    private final TypeInformation<T> record;

    PartedTypeInfo(TypeInformation<T> record) {
        this.record = record;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Class<Parted<T>> getTypeClass() {
        return (Class<Parted<T>>) (Class<?>) Parted.class;
    }

    @Override
    public TypeSerializer<Parted<T>> createSerializer(SerializerConfig config) {
        return new PartedSerializer<>(record.createSerializer(config));
    }

    @Override
    protected Object identity() {
        return record;
    }

    @Override
    public String toString() {
        return "Parted<" + record + ">";
    }
}
