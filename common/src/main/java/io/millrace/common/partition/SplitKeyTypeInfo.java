package io.millrace.common.partition;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.jspecify.annotations.Nullable;

/** The type of {@link SplitKey}: a key, without fields to name. */
final class SplitKeyTypeInfo<K> extends TypeInformation<SplitKey<K>> {
    private static final long serialVersionUID = 1L;

    private final TypeInformation<K> key;

    SplitKeyTypeInfo(TypeInformation<K> key) {
        this.key = key;
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
    public boolean isKeyType() {
        return true;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Class<SplitKey<K>> getTypeClass() {
        return (Class<SplitKey<K>>) (Class<?>) SplitKey.class;
    }

    @Override
    public TypeSerializer<SplitKey<K>> createSerializer(SerializerConfig config) {
        return new SplitKeySerializer<>(key.createSerializer(config));
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof SplitKeyTypeInfo<?>;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SplitKeyTypeInfo<?> that && that.key.equals(key);
    }

    @Override
    public int hashCode() {
        return key.hashCode() + 1;
    }

    @Override
    public String toString() {
        return "SplitKey<" + key + ">";
    }
}
