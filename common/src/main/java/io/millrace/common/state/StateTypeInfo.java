package io.millrace.common.state;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/**
 * The type of objects that a {@link StateCodec} keeps in state.
 *
 * @param <T> the object
 */
public final class StateTypeInfo<T> extends OpaqueTypeInfo<T> {
    private static final long serialVersionUID = 1L;

    private final Class<? extends StateCodec<T>> codecClass;

    public StateTypeInfo(Class<? extends StateCodec<T>> codecClass) {
        StateSerializer.newCodec(codecClass);
        this.codecClass = codecClass;
    }

    @Override
    public Class<T> getTypeClass() {
        return StateSerializer.newCodec(codecClass).type();
    }

    @Override
    public TypeSerializer<T> createSerializer(SerializerConfig config) {
        return new StateSerializer<>(codecClass);
    }

    @Override
    protected Object identity() {
        return codecClass;
    }

    @Override
    public String toString() {
        return "State<" + codecClass.getSimpleName() + ">";
    }
}
