package io.millrace.common.state;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.jspecify.annotations.Nullable;

/**
 * A type that Flink sees as a whole: no fields to name, no key. Equal to another of the same class and identity.
 *
 * @param <T> the values
 */
public abstract class OpaqueTypeInfo<T> extends TypeInformation<T> {
    private static final long serialVersionUID = 1L;

    /** What tells two types of this kind apart. */
    protected abstract Object identity();

    @Override
    public final boolean isBasicType() {
        return false;
    }

    @Override
    public final boolean isTupleType() {
        return false;
    }

    @Override
    public final int getArity() {
        return 1;
    }

    @Override
    public final int getTotalFields() {
        return 1;
    }

    @Override
    public final boolean isKeyType() {
        return false;
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof OpaqueTypeInfo<?> that
                && that.canEqual(this)
                && canEqual(that)
                && that.identity().equals(identity());
    }

    @Override
    public final int hashCode() {
        return identity().hashCode();
    }

    @Override
    public final boolean canEqual(Object other) {
        return other.getClass() == getClass();
    }
}
