package io.millrace.common.state;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The type of objects that a {@link StateCodec} keeps in state.
 *
 * @param <T> the object
 */
public final class StateTypeInfo<T> extends TypeInformation<T> {
    private static final long serialVersionUID = 1L;

    private final Class<? extends StateCodec<T>> codecClass;

    public StateTypeInfo(Class<? extends StateCodec<T>> codecClass) {
        StateSerializer.newCodec(codecClass);
        this.codecClass = codecClass;
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
        return StateSerializer.newCodec(codecClass).type();
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public TypeSerializer<T> createSerializer(SerializerConfig config) {
        return new StateSerializer<>(codecClass);
    }

    @Override
    public String toString() {
        return "State<" + codecClass.getSimpleName() + ">";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StateTypeInfo<?> that && that.codecClass == codecClass;
    }

    @Override
    public int hashCode() {
        return codecClass.hashCode();
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof StateTypeInfo;
    }
}
