package io.millrace.common.record;

import io.millrace.common.state.OpaqueTypeInfo;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** The type of a record that keeps its {@link RecordFormat} in {@code FORMAT}. */
final class RecordTypeInfo<T> extends OpaqueTypeInfo<T> {
    private static final long serialVersionUID = 1L;

    private final Class<T> recordClass;

    RecordTypeInfo(Class<T> recordClass) {
        RecordFormat.of(recordClass);
        this.recordClass = recordClass;
    }

    @Override
    public Class<T> getTypeClass() {
        return recordClass;
    }

    @Override
    public TypeSerializer<T> createSerializer(SerializerConfig config) {
        return new RecordSerializer<>(recordClass);
    }

    @Override
    protected Object identity() {
        return recordClass;
    }

    @Override
    public String toString() {
        return "Record<" + recordClass.getSimpleName() + ">";
    }
}
