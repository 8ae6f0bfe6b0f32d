package io.millrace.common.record;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.jspecify.annotations.Nullable;

/** The type of a record that keeps its {@link RecordFormat} in {@code FORMAT}. */
final class RecordTypeInfo<T> extends TypeInformation<T> {
    private static final long serialVersionUID = 1L;

    private final Class<T> recordClass;

    RecordTypeInfo(Class<T> recordClass) {
        RecordFormat.of(recordClass);
        this.recordClass = recordClass;
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
    public Class<T> getTypeClass() {
        return recordClass;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public TypeSerializer<T> createSerializer(SerializerConfig config) {
        return new RecordSerializer<>(recordClass);
    }

    @Override
    public String toString() {
        return "Record<" + recordClass.getSimpleName() + ">";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RecordTypeInfo<?> that && that.recordClass == recordClass;
    }

    @Override
    public int hashCode() {
        return recordClass.hashCode();
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof RecordTypeInfo;
    }
}
