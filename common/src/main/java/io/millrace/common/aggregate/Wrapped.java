package io.millrace.common.aggregate;

import io.millrace.common.state.ValueCodec;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.jspecify.annotations.Nullable;

/** An aggregate around another, on the same accumulators: their state is interchangeable. */
interface Wrapped<T, A, R> extends Aggregate<T, A, R> {
    Aggregate<? super T, A, ?> inner();

    @Override
    default A create() {
        return inner().create();
    }

    @Override
    default void add(A accumulator, T record, long timestamp) {
        inner().add(accumulator, record, timestamp);
    }

    @Override
    default void merge(A into, A later) {
        inner().merge(into, later);
    }

    @Override
    default ValueCodec<A> codec() {
        return inner().codec();
    }

    @Override
    default boolean invertible() {
        return inner().invertible();
    }

    @Override
    default void subtract(A from, A what) {
        inner().subtract(from, what);
    }

    @Override
    default boolean orderFree() {
        return inner().orderFree();
    }

    @Override
    default String signature() {
        return inner().signature();
    }

    /** Makes other results of another's. */
    record Mapped<T, A, R, S>(
            Aggregate<T, A, R> inner,
            Functions.Of1<? super R, ? extends S> function,
            @Nullable TypeInformation<S> type) implements Wrapped<T, A, S> {
        @Override
        public S result(A accumulator) {
            return function.of(inner.result(accumulator));
        }

        @Override
        public S resultOver(A accumulator, long lengthMillis) {
            return function.of(inner.resultOver(accumulator, lengthMillis));
        }

        @Override
        public Optional<TypeInformation<S>> resultType() {
            return Optional.ofNullable(type);
        }
    }

    /** Adds some records only. */
    record Filtered<T, A, R>(Aggregate<T, A, R> inner, Functions.Condition<? super T> condition)
            implements Wrapped<T, A, R> {
        @Override
        public void add(A accumulator, T record, long timestamp) {
            if (condition.holds(record)) {
                inner.add(accumulator, record, timestamp);
            }
        }

        @Override
        public R result(A accumulator) {
            return inner.result(accumulator);
        }

        @Override
        public R resultOver(A accumulator, long lengthMillis) {
            return inner.resultOver(accumulator, lengthMillis);
        }

        @Override
        public Optional<TypeInformation<R>> resultType() {
            return inner.resultType();
        }
    }
}
