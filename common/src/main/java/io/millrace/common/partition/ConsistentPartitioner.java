package io.millrace.common.partition;

import java.util.stream.IntStream;
import org.apache.flink.api.common.functions.Partitioner;
import org.jspecify.annotations.Nullable;

/** A ring of subtasks, named by their numbers, so that one more subtask leaves the others where they are. */
final class ConsistentPartitioner<K> implements Partitioner<K> {
    private static final long serialVersionUID = 1L;

    private final ConsistentHashing settings;
    private transient @Nullable BoundedLoads loads;
    private transient int subtasks;

    ConsistentPartitioner(ConsistentHashing settings) {
        this.settings = settings;
    }

    @Override
    public int partition(K key, int parallelism) {
        BoundedLoads current = loads;
        if (current == null || subtasks != parallelism) {
            current = loads = ring(parallelism).bounded(settings);
            subtasks = parallelism;
        }
        return current.assignIndex(Hashing.ofKey(key));
    }

    private ConsistentHash ring(int parallelism) {
        return ConsistentHash.of(
                IntStream.range(0, parallelism).mapToObj(Integer::toString).toList(), settings.points());
    }
}
