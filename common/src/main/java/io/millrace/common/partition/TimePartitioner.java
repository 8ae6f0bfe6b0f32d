package io.millrace.common.partition;

import java.time.Duration;
import org.apache.flink.api.common.functions.Partitioner;
import org.jspecify.annotations.Nullable;

/** The bucket's number since 1970, modulo the number of subtasks. */
final class TimePartitioner implements Partitioner<Long> {
    private static final long serialVersionUID = 1L;

    private final long bucketMillis;

    TimePartitioner(Duration bucket) {
        if (bucket.compareTo(Duration.ofMillis(1)) < 0 || bucket.getNano() % 1_000_000 != 0) {
            throw new IllegalArgumentException("bucket must be whole milliseconds, at least 1 ms: " + bucket);
        }
        bucketMillis = bucket.toMillis();
    }

    @Override
    public int partition(@Nullable Long timestamp, int subtasks) {
        if (timestamp == null) {
            throw new IllegalArgumentException("a timestamp must not be null: the timestamp selector gave null");
        }
        return Math.floorMod(Math.floorDiv(timestamp, bucketMillis), subtasks);
    }
}
