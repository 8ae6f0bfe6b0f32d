package io.millrace.learners.tile;

import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;

/** A record's weight over the mean weight so far, so that steps know no unit of weights. */
final class MeanWeight {
    private static final double MOST = 8;
    /** Bytes on the heap. */
    static final long BYTES = 32;

    private double sum;
    private double count;

    MeanWeight() {}

    MeanWeight(SnapshotReader in) {
        sum = in.readPositive("sum of weights");
        count = in.readPositive("number of weights");
    }

    void write(SnapshotWriter out) {
        out.writeDouble(sum);
        out.writeDouble(count);
    }

    /** Learns the weight, over 0, and gives it relative to the mean: over 0, at most 8. */
    float learn(double weight) {
        sum += weight;
        count++;
        return (float) Math.min(MOST, weight * (count / sum));
    }
}
