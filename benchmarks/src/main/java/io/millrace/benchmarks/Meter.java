package io.millrace.benchmarks;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Drops records, and takes the time from one of them to another, so that neither a job's start nor its end counts. One job of
 * one sink at a time in a JVM.
 *
 * @param first number of the record, from 1, from which on time counts
 * @param last number of the record up to which it counts
 */
record Meter(long first, long last) {
    private static final AtomicLong BEGUN = new AtomicLong();
    private static final AtomicLong ENDED = new AtomicLong();

    /** A sink of parallelism 1. */
    <T> Sink<T> sink() {
        BEGUN.set(0);
        ENDED.set(0);
        return new Dropping<>(first, last);
    }

    /** Records in a second, once the job has ended. */
    double perSecond() {
        if (BEGUN.get() == 0 || ENDED.get() == 0) {
            throw new IllegalStateException("not all of the " + last + " records came");
        }
        return (last - first) * 1e9 / (ENDED.get() - BEGUN.get());
    }

    private record Dropping<T>(long first, long last) implements Sink<T> {
        @Override
        public SinkWriter<T> createWriter(WriterInitContext context) {
            return new Counting<>(first, last);
        }
    }

    private static final class Counting<T> implements SinkWriter<T> {
        private final long first;
        private final long last;
        private long count;

        Counting(long first, long last) {
            this.first = first;
            this.last = last;
        }

        @Override
        public void write(T record, Context context) {
            count++;
            if (count == first) {
                BEGUN.set(System.nanoTime());
            } else if (count == last) {
                ENDED.set(System.nanoTime());
            }
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
    }
}
