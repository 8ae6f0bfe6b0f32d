package io.millrace.learners.trees;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.Schema;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;

/** Mean of each number over the records that came to a leaf; NaN for those that none of them had. */
final class Centroid {
    /** The most that one number adds to a distance: ten standard deviations. */
    private static final double FARTHEST = 100;

    private double[] means;
    private double weight;

    Centroid(int width) {
        this.means = new double[width];
        Arrays.fill(means, Double.NaN);
    }

    Centroid(Inputs inputs, SnapshotReader in) {
        int width = in.readCountOf("numbers of a centroid", Schema.MAX_FEATURES, 8);
        this.means = in.readDoubles("centroid", width);
        this.weight = in.readPositive("weight of a centroid");
        for (double mean : means) {
            if (Math.abs(mean) > Inputs.MAX_VALUE) {
                throw new CorruptSnapshotException("a mean is at most " + Inputs.MAX_VALUE + ", found " + mean);
            }
        }
        if (width > inputs.width()) {
            throw new CorruptSnapshotException(
                    "numbers of a centroid are at most " + inputs.width() + ", found " + width);
        }
    }

    void write(SnapshotWriter out) {
        out.writeCount(means.length);
        out.writeDoubles(means, means.length);
        out.writeDouble(weight);
    }

    long memoryBytes() {
        return HeapSize.object(12) + HeapSize.doubles(means.length);
    }

    /** Where a branch begins: here, with one record's worth of it. */
    Centroid branch() {
        Centroid branch = new Centroid(means.length);
        System.arraycopy(means, 0, branch.means, 0, means.length);
        branch.weight = Math.min(1, weight);
        return branch;
    }

    void learn(double[] record, double recordWeight) {
        if (means.length < record.length) {
            int from = means.length;
            means = Arrays.copyOf(means, record.length);
            Arrays.fill(means, from, means.length, Double.NaN);
        }
        weight += recordWeight;
        double share = recordWeight / weight;
        double[] mean = means;
        for (int i = 0; i < record.length; i++) {
            double apart = record[i] - mean[i];
            if (!Double.isNaN(apart)) {
                mean[i] += apart * share;
            } else if (Double.isNaN(mean[i])) {
                mean[i] = record[i];
            }
        }
    }

    /** Sum of squared differences, each times its factor; numbers that either lacks are passed over. */
    double distance(double[] record, double[] factors) {
        double sum = 0;
        int common = Math.min(Math.min(record.length, means.length), factors.length);
        for (int i = 0; i < common; i++) {
            double apart = record[i] - means[i];
            double term = Math.min(FARTHEST, apart * apart * factors[i]);
            sum += Double.isNaN(term) ? 0 : term;
        }
        return sum;
    }
}
