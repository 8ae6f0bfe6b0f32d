package io.millrace.common.running;

import io.millrace.common.state.OpaqueTypeInfo;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** The type of {@link RunningResult}s. */
final class RunningResultTypeInfo<K, R> extends OpaqueTypeInfo<RunningResult<K, R>> {
    private static final long serialVersionUID = 1L;

    private final TypeInformation<K> key;
    private final TypeInformation<R> value;

    RunningResultTypeInfo(TypeInformation<K> key, TypeInformation<R> value) {
        this.key = key;
        this.value = value;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Class<RunningResult<K, R>> getTypeClass() {
        return (Class<RunningResult<K, R>>) (Class<?>) RunningResult.class;
    }

    @Override
    public TypeSerializer<RunningResult<K, R>> createSerializer(SerializerConfig config) {
        return new RunningResultSerializer<>(key.createSerializer(config), value.createSerializer(config));
    }

    @Override
    protected Object identity() {
        return List.of(key, value);
    }

    @Override
    public String toString() {
        return "RunningResult<" + key + ", " + value + ">";
    }
}
