package io.millrace.common.cached;

import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** What a cache counts. */
final class CacheMetrics {
    final Counter hits;
    final Counter misses;
    final Counter loads;
    final Counter writes;
    final Counter evictions;

    CacheMetrics(MetricGroup group, LongSupplier bytes, LongSupplier entries) {
        hits = group.counter("hits");
        misses = group.counter("misses");
        loads = group.counter("loads");
        writes = group.counter("writes");
        evictions = group.counter("evictions");
        group.gauge("bytes", (Gauge<Long>) bytes::getAsLong);
        group.gauge("entries", (Gauge<Long>) entries::getAsLong);
    }
}
