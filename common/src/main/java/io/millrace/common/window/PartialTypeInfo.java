package io.millrace.common.window;

import io.millrace.common.aggregate.Aggregate;
import io.millrace.common.state.OpaqueTypeInfo;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** The type of partial aggregates. */
final class PartialTypeInfo<T, K, A> extends OpaqueTypeInfo<Partial<T, K, A>> {
    private static final long serialVersionUID = 1L;

    private final TypeInformation<T> record;
    private final TypeInformation<K> key;
    private final Aggregate<T, A, ?> aggregate;

    PartialTypeInfo(TypeInformation<T> record, TypeInformation<K> key, Aggregate<T, A, ?> aggregate) {
        this.record = record;
        this.key = key;
        this.aggregate = aggregate;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Class<Partial<T, K, A>> getTypeClass() {
        return (Class<Partial<T, K, A>>) (Class<?>) Partial.class;
    }

    @Override
    public TypeSerializer<Partial<T, K, A>> createSerializer(SerializerConfig config) {
        return new PartialSerializer<>(
                record.createSerializer(config), key.createSerializer(config), aggregate.codec());
    }

    @Override
    protected Object identity() {
        return List.of(record, key, aggregate.signature());
    }

    @Override
    public String toString() {
        return "Partial<" + record + ", " + key + ", " + aggregate.signature() + ">";
    }
}
