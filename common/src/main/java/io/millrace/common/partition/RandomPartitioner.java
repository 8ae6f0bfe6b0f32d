package io.millrace.common.partition;

import org.apache.flink.api.common.functions.Partitioner;

/** Draws a subtask by SplitMix64, from the seed and the sender. */
final class RandomPartitioner<T> implements Partitioner<T> {
    private static final long serialVersionUID = 1L;

    private final long seed;
    private transient long state;
    private transient boolean started;

    RandomPartitioner(long seed) {
        this.seed = seed;
    }

    @Override
    public int partition(T record, int subtasks) {
        if (!started) {
            state = Hashing.mix(seed) ^ Hashing.ofSender();
            started = true;
        }
        state = Hashing.step(state);
        return Hashing.spread(Hashing.mix(state), subtasks);
    }
}
