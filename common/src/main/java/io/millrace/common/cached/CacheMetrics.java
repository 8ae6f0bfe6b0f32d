package io.millrace.common.cached;

import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/** What a cache counts, and shows in a metric group if it has one. */
final class CacheMetrics {
    final Count hits = new Count();
    final Count misses = new Count();
    final Count loads = new Count();
    final Count writes = new Count();
    final Count evictions = new Count();

    CacheMetrics(@Nullable MetricGroup group, LongSupplier bytes, LongSupplier entries) {
        if (group == null) {
            return;
        }
        group.counter("hits", hits);
        group.counter("misses", misses);
        group.counter("loads", loads);
        group.counter("writes", writes);
        group.counter("evictions", evictions);
        group.gauge("bytes", (Gauge<Long>) bytes::getAsLong);
        group.gauge("entries", (Gauge<Long>) entries::getAsLong);
    }

    /** Counted by one thread and read by others, to which it may be a little behind. */
    static final class Count implements Counter {
        private long count;

        @Override
        public void inc() {
            count++;
        }

        @Override
        public void inc(long n) {
            count += n;
        }

        @Override
        public void dec() {
            count--;
        }

        @Override
        public void dec(long n) {
            count -= n;
        }

        @Override
        public long getCount() {
            return count;
        }
    }
}
