package io.millrace.common.aggregate;

import java.io.Serializable;

/** The functions that compositions take. */
public final class Functions {
    private Functions() {}

    /** Makes one result of another. */
    @FunctionalInterface
    public interface Of1<A, R> extends Serializable {
        /** The result. */
        R of(A first);
    }

    /** Makes one result of two. */
    @FunctionalInterface
    public interface Of2<A, B, R> extends Serializable {
        /** The result. */
        R of(A first, B second);
    }

    /** Makes one result of three. */
    @FunctionalInterface
    public interface Of3<A, B, C, R> extends Serializable {
        /** The result. */
        R of(A first, B second, C third);
    }

    /** Makes one result of four. */
    @FunctionalInterface
    public interface Of4<A, B, C, D, R> extends Serializable {
        /** The result. */
        R of(A first, B second, C third, D fourth);
    }

    /** Says which records count. */
    @FunctionalInterface
    public interface Condition<T> extends Serializable {
        /** Whether the record counts. */
        boolean holds(T record);
    }
}
