package io.millrace.common.partition;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.flink.api.common.functions.Partitioner;
import org.jspecify.annotations.Nullable;

/**
 * Smooth weighted round robin: each turn, every subtask gains its weight, the one with most is taken and pays the sum of all
 * weights. After as many turns as the weights sum up to, all are back at 0.
 */
final class WeightedPartitioner<T> implements Partitioner<T> {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_START = 1024;

    private final int[] weights;
    private final long sum;
    private transient long @Nullable [] credit;

    WeightedPartitioner(int... weights) {
        if (Arrays.stream(weights).anyMatch(weight -> weight < 0)) {
            throw new IllegalArgumentException("weights must not be negative: " + Arrays.toString(weights));
        }
        int divisor = Arrays.stream(weights).reduce(0, WeightedPartitioner::greatestCommonDivisor);
        if (divisor == 0) {
            throw new IllegalArgumentException("weights must have one above 0: " + Arrays.toString(weights));
        }
        this.weights = Arrays.stream(weights).map(weight -> weight / divisor).toArray();
        sum = IntStream.of(this.weights).asLongStream().sum();
    }

    @Override
    public int partition(T record, int subtasks) {
        long[] turn = credit;
        if (turn == null) {
            turn = credit = start(subtasks);
        }
        return next(turn);
    }

    private long[] start(int subtasks) {
        if (subtasks != weights.length) {
            throw new IllegalArgumentException("weights must be one for each subtask that receives: there are "
                    + weights.length + " weights, and the parallelism is " + subtasks);
        }
        long[] start = new long[weights.length];
        long skipped = Long.remainderUnsigned(Hashing.ofSender(), Math.min(sum, LONGEST_START));
        for (long i = 0; i < skipped; i++) {
            next(start);
        }
        return start;
    }

    private int next(long[] turn) {
        int most = 0;
        for (int i = 0; i < turn.length; i++) {
            turn[i] += weights[i];
            if (turn[i] > turn[most]) {
                most = i;
            }
        }
        turn[most] -= sum;
        return most;
    }

    private static int greatestCommonDivisor(int a, int b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}
