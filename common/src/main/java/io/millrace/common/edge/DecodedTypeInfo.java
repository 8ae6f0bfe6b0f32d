package io.millrace.common.edge;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.jspecify.annotations.Nullable;

/** The type of {@link Decoded} records. */
final class DecodedTypeInfo<T> extends TypeInformation<Decoded<T>> {
    private static final long serialVersionUID = 1L;

    private final TypeInformation<T> record;

    DecodedTypeInfo(TypeInformation<T> record) {
        this.record = record;
    }

    @Override
    public boolean isBasicType() {
        return false;
    }

    @Override
    public boolean isTupleType() {
        return false;
    }

    @Override
    public int getArity() {
        return 1;
    }

    @Override
    public int getTotalFields() {
        return 1;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Class<Decoded<T>> getTypeClass() {
        return (Class<Decoded<T>>) (Class<?>) Decoded.class;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public TypeSerializer<Decoded<T>> createSerializer(SerializerConfig config) {
        return new DecodedSerializer<>(
                record.createSerializer(config),
                DeadLetter.FORMAT.typeInformation().createSerializer(config));
    }

    @Override
    public String toString() {
        return "Decoded<" + record + ">";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DecodedTypeInfo<?> that && that.record.equals(record);
    }

    @Override
    public int hashCode() {
        return record.hashCode() + 1;
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof DecodedTypeInfo;
    }
}
