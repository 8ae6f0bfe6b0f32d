package io.millrace.jobs.traffic;

import org.apache.flink.api.common.functions.AggregateFunction;

/** Adds records to a window's statistics. */
final class TrafficAggregate implements AggregateFunction<Flow, TrafficStats, TrafficStats> {
    private static final long serialVersionUID = 1L;

    private final boolean withDelay;

    TrafficAggregate(boolean withDelay) {
        this.withDelay = withDelay;
    }

    @Override
    public TrafficStats createAccumulator() {
        return new TrafficStats();
    }

    @Override
    public TrafficStats add(Flow flow, TrafficStats stats) {
        stats.add(flow, withDelay);
        return stats;
    }

    @Override
    public TrafficStats getResult(TrafficStats stats) {
        return stats;
    }

    @Override
    public TrafficStats merge(TrafficStats a, TrafficStats b) {
        a.merge(b);
        return a;
    }
}
