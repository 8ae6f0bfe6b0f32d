package io.millrace.common.window;

import io.millrace.common.state.OpaqueTypeInfo;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** The type of window results of one type of keys and one of values. */
final class WindowResultTypeInfo<K, R> extends OpaqueTypeInfo<WindowResult<K, R>> {
    private static final long serialVersionUID = 1L;

    private final TypeInformation<K> key;
    private final TypeInformation<R> value;

    WindowResultTypeInfo(TypeInformation<K> key, TypeInformation<R> value) {
        this.key = key;
        this.value = value;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Class<WindowResult<K, R>> getTypeClass() {
        return (Class<WindowResult<K, R>>) (Class<?>) WindowResult.class;
    }

    @Override
    public TypeSerializer<WindowResult<K, R>> createSerializer(SerializerConfig config) {
        return new WindowResultSerializer<>(key.createSerializer(config), value.createSerializer(config));
    }

    @Override
    protected Object identity() {
        return List.of(key, value);
    }

    @Override
    public String toString() {
        return "WindowResult<" + key + ", " + value + ">";
    }
}
