package io.millrace.benchmarks;

import io.millrace.common.aggregate.Aggregate;
import org.apache.flink.api.common.functions.AggregateFunction;

/** An aggregate in Flink's own windows. */
final class FlinkAggregate<A, R> implements AggregateFunction<Point, A, R> {
    private static final long serialVersionUID = 1L;
    private final Aggregate<Point, A, R> aggregate;

    FlinkAggregate(Aggregate<Point, A, R> aggregate) {
        this.aggregate = aggregate;
    }

    @Override
    public A createAccumulator() {
        return aggregate.create();
    }

    @Override
    public A add(Point point, A accumulator) {
        aggregate.add(accumulator, point, point.time());
        return accumulator;
    }

    @Override
    public R getResult(A accumulator) {
        return aggregate.result(accumulator);
    }

    @Override
    public A merge(A a, A b) {
        aggregate.merge(a, b);
        return a;
    }
}
