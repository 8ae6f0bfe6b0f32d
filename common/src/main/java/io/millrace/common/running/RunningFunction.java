package io.millrace.common.running;

import io.millrace.common.aggregate.Aggregate;
import io.millrace.common.cached.CachedFunction;
import org.apache.flink.util.Collector;

/** Adds each record, and tells of each n-th. */
final class RunningFunction<K, T, A, R> extends CachedFunction<K, T, Counted<A>, RunningResult<K, R>> {
    private static final long serialVersionUID = 1L;

    private final Aggregate<? super T, A, R> aggregate;
    private final int every;

    RunningFunction(Aggregate<? super T, A, R> aggregate, int every) {
        this.aggregate = aggregate;
        this.every = every;
    }

    @Override
    public Counted<A> create() {
        return new Counted<>(aggregate.create(), 0);
    }

    @Override
    public void process(T record, Context<K, Counted<A>> context, Collector<RunningResult<K, R>> out) throws Exception {
        Counted<A> counted = context.value();
        long timestamp = context.timestamp();
        aggregate.add(counted.accumulator, record, timestamp == Long.MIN_VALUE ? context.processingTime() : timestamp);
        counted.count++;
        if (counted.count % every == 0) {
            out.collect(new RunningResult<>(context.key(), aggregate.result(counted.accumulator), counted.count));
        }
    }
}
