package io.millrace.benchmarks;

import io.millrace.operators.Prediction;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Counts of how long predictions took, exact to 10 µs up to 20 s, from the {@link System#nanoTime()} that they have as their
 * time. One sink at a time in a JVM.
 */
final class Latencies {
    private static final long WIDTH_NANOS = 10_000;
    private static final int BUCKETS = 2_000_000;
    private static final AtomicLongArray COUNTS = new AtomicLongArray(BUCKETS);
    private static final AtomicLong GREATEST = new AtomicLong();

    Latencies() {
        for (int i = 0; i < BUCKETS; i++) {
            COUNTS.setPlain(i, 0);
        }
        GREATEST.set(0);
    }

    /** @param skipped how many predictions do not count at first */
    Sink<Prediction> sink(long skipped) {
        return new Timing(skipped);
    }

    /** The least time that so great a share took at most; the greatest for 1. */
    double millis(double share) {
        if (share >= 1) {
            return GREATEST.get() / 1e6;
        }
        long goal = (long) Math.ceil(share * count());
        long passed = 0;
        for (int i = 0; i < BUCKETS; i++) {
            passed += COUNTS.get(i);
            if (passed >= goal) {
                return (i + 1) * WIDTH_NANOS / 1e6;
            }
        }
        return Double.NaN;
    }

    private static long count() {
        long count = 0;
        for (int i = 0; i < BUCKETS; i++) {
            count += COUNTS.get(i);
        }
        return count;
    }

    void requireCount(long expected) {
        if (count() != expected) {
            throw new IllegalStateException(count() + " predictions came, not " + expected);
        }
    }

    String line(String what, double rate) {
        return String.format(
                Locale.ROOT,
                "%s, %,.0f/s, %,d predictions: p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms, greatest %.2f ms",
                what,
                rate,
                count(),
                millis(0.5),
                millis(0.99),
                millis(0.999),
                millis(1));
    }

    private record Timing(long skipped) implements Sink<Prediction> {
        @Override
        public SinkWriter<Prediction> createWriter(WriterInitContext context) {
            return new Writer(skipped);
        }
    }

    private static final class Writer implements SinkWriter<Prediction> {
        private final long skipped;
        private long count;

        Writer(long skipped) {
            this.skipped = skipped;
        }

        @Override
        public void write(Prediction prediction, Context context) {
            if (count++ >= skipped) {
                long nanos = System.nanoTime() - prediction.time();
                int bucket = (int) Math.min(BUCKETS - 1, nanos / WIDTH_NANOS);
                COUNTS.setPlain(bucket, COUNTS.getPlain(bucket) + 1);
                if (nanos > GREATEST.getPlain()) {
                    GREATEST.setPlain(nanos);
                }
            }
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
    }
}
