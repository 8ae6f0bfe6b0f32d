package io.millrace.common.aggregate;

import io.millrace.common.state.ValueCodec;
import java.io.Serializable;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * How records become one result, by way of an accumulator that is changed in place. What an aggregate says of its algebra
 * decides how windows use it: all can merge; those that can also subtract keep a running total for sliding windows.
 *
 * <p>Laws, for accumulators {@code a}, {@code b}, {@code c}: merging is associative; {@link #create} is neutral on both
 * sides; adding records one by one equals merging accumulators of one record each; where {@link #orderFree} holds, merging
 * also commutes; where {@link #invertible} holds, subtracting what was merged gives back exactly what was there before.
 *
 * <p>An aggregate holds nothing that changes. A whole one is some 20 lines: see {@code docs/aggregates.md}.
 *
 * @param <T> records
 * @param <A> accumulators
 * @param <R> results
 */
public interface Aggregate<T, A, R> extends Serializable {
    /** A new accumulator that holds nothing. */
    A create();

    /**
     * Adds a record.
     *
     * @param timestamp the record's event time, or the time it was seen where windows go by the clock; milliseconds
     */
    void add(A accumulator, T record, long timestamp);

    /**
     * Adds to {@code into} what {@code later} holds, and leaves {@code later} as it is. Where order matters, what
     * {@code later} holds comes after what {@code into} holds.
     */
    void merge(A into, A later);

    /** The result; leaves the accumulator as it is. Also defined for one that holds nothing. */
    R result(A accumulator);

    /**
     * The result for a window of known length; only aggregates per time need it.
     *
     * @param lengthMillis the length of the window, at least 1
     */
    default R resultOver(A accumulator, long lengthMillis) {
        return result(accumulator);
    }

    /** How accumulators are kept in state and sent over the network. */
    ValueCodec<A> codec();

    /** Whether {@link #subtract} takes back exactly what {@link #merge} added: true for integers, false for doubles. */
    default boolean invertible() {
        return false;
    }

    /**
     * Takes from {@code from} what {@code what} holds, which was merged into it before.
     *
     * @throws UnsupportedOperationException unless {@link #invertible}
     */
    default void subtract(A from, A what) {
        throw new UnsupportedOperationException(signature() + " does not subtract");
    }

    /** Whether records may come in any order, and merging commutes. Only such aggregates can be computed before a shuffle. */
    default boolean orderFree() {
        return true;
    }

    /**
     * What tells this aggregate's state from another's: the class, and the parameters that change what accumulators hold.
     * A job that finds state under another signature does not start.
     */
    default String signature() {
        return getClass().getName();
    }

    /** The type of the results, where the aggregate knows it. */
    default Optional<TypeInformation<R>> resultType() {
        return Optional.empty();
    }
}
