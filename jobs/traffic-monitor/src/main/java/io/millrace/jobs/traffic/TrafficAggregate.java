package io.millrace.jobs.traffic;

import io.millrace.common.aggregate.Aggregate;
import io.millrace.common.state.ValueCodec;

/**
 * Adds records to a window's statistics. State does not depend on what is asked for: what was not kept of earlier records
 * is missing in the results, as long as their windows last.
 *
 * @param withQuantiles whether quantiles of the value are asked for
 * @param withDelay whether the delay is
 */
record TrafficAggregate(boolean withQuantiles, boolean withDelay)
        implements Aggregate<Flow, TrafficStats, TrafficStats> {
    @Override
    public TrafficStats create() {
        return new TrafficStats();
    }

    @Override
    public void add(TrafficStats stats, Flow flow, long timestamp) {
        stats.add(flow);
        if (withQuantiles) {
            stats.addQuantile(flow.value());
        }
        if (withDelay && flow.hasDelay()) {
            stats.addDelay(flow.arrival() - flow.time());
        }
    }

    @Override
    public void merge(TrafficStats into, TrafficStats later) {
        into.merge(later);
    }

    /** The accumulator itself, to be read at once. */
    @Override
    public TrafficStats result(TrafficStats stats) {
        return stats;
    }

    @Override
    public ValueCodec<TrafficStats> codec() {
        return new TrafficStats.Codec();
    }

    @Override
    public String signature() {
        return "traffic-statistics";
    }
}
