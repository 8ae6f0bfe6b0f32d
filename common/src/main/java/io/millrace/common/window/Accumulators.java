package io.millrace.common.window;

import io.millrace.common.aggregate.Aggregate;
import io.millrace.common.state.ValueCodec;
import java.io.Serializable;

/** What slices need of an aggregate; its codec is asked for once. */
final class Accumulators<A> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Aggregate<?, A, ?> aggregate;
    private final ValueCodec<A> codec;

    Accumulators(Aggregate<?, A, ?> aggregate) {
        this.aggregate = aggregate;
        this.codec = aggregate.codec();
    }

    ValueCodec<A> codec() {
        return codec;
    }

    boolean invertible() {
        return aggregate.invertible();
    }

    A create() {
        return aggregate.create();
    }

    A copy(A accumulator) {
        return codec.copy(accumulator);
    }

    void merge(A into, A later) {
        aggregate.merge(into, later);
    }

    void subtract(A from, A what) {
        aggregate.subtract(from, what);
    }

    long memoryBytes(A accumulator) {
        return codec.memoryBytes(accumulator);
    }
}
