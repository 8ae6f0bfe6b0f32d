package io.millrace.learners.auto;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;

/**
 * Makes one distribution over classes of those of the members: two linear pools, whose weights fall exponentially with a
 * member's recent errors (Littlestone, Warmuth, "The weighted majority algorithm", 1994, doi:10.1006/inco.1994.1009), a
 * logarithmic pool whose weights are learned by gradient descent on the log loss, by member and by member and class, and
 * a pool of the three.
 */
final class ClassStack {
    private static final int POOLS = 3;
    private static final double LONG = 0.9995;
    private static final double SHORT = 0.99;
    private static final double MEMBER_SHARPNESS = 0.5;
    private static final double POOL_SHARPNESS = 0.2;
    private static final double SURE = 0.98;
    private static final double START = 1.2;
    private static final double COMMON_RATE = 0.2;
    private static final double CLASS_RATE = 0.1;
    private static final double BIAS_RATE = 0.04;
    private static final double MOST = 1e6;

    private final int members;
    private int classes;
    private final double[] longErrors;
    private final double[] shortErrors;
    private final double[] poolErrors = new double[POOLS];
    private final double[] common;
    private final double[] commonSquares;
    private double[] byClass = {};
    private double[] byClassSquares = {};
    private double[] bias = {};
    private double[] biasSquares = {};

    private final double[] share;
    private double[] logs = {};
    private double[] pools = {};

    ClassStack(int members) {
        this.members = members;
        this.longErrors = new double[members];
        this.shortErrors = new double[members];
        this.common = new double[members];
        this.commonSquares = new double[members];
        this.share = new double[members];
        Arrays.fill(common, START / members);
    }

    ClassStack(int members, int classes, SnapshotReader in) {
        this(members);
        this.classes = classes;
        read(in, longErrors);
        read(in, shortErrors);
        read(in, poolErrors);
        read(in, common);
        read(in, commonSquares);
        in.reserve(48L * members * classes);
        resize();
        read(in, byClass);
        read(in, byClassSquares);
        read(in, bias);
        read(in, biasSquares);
    }

    private static void read(SnapshotReader in, double[] into) {
        for (int i = 0; i < into.length; i++) {
            into[i] = in.readFinite("weight of a member");
            if (Math.abs(into[i]) > MOST * MOST) {
                throw new CorruptSnapshotException("weight of a member is bounded, found " + into[i]);
            }
        }
    }

    void write(SnapshotWriter out) {
        for (double[] values : new double[][] {
            longErrors, shortErrors, poolErrors, common, commonSquares, byClass, byClassSquares, bias, biasSquares
        }) {
            out.writeDoubles(values, values.length);
        }
    }

    long memoryBytes() {
        return HeapSize.object(64)
                + 5 * HeapSize.doubles(members)
                + HeapSize.doubles(POOLS)
                + 3 * HeapSize.doubles(byClass.length)
                + 2 * HeapSize.doubles(bias.length)
                + HeapSize.doubles(pools.length);
    }

    private void resize() {
        byClass = Arrays.copyOf(byClass, members * classes);
        byClassSquares = Arrays.copyOf(byClassSquares, members * classes);
        bias = Arrays.copyOf(bias, classes);
        biasSquares = Arrays.copyOf(biasSquares, classes);
        logs = new double[members * classes];
        pools = new double[POOLS * classes];
    }

    /** There are so many classes from now on. */
    void classes(int count) {
        if (count > classes) {
            classes = count;
            resize();
        }
    }

    /**
     * Sets the first elements to the distribution.
     *
     * @param votes of member m for class c at {@code c * members + m}, each member's of sum 1
     */
    void combine(double[] votes, double[] into) {
        linear(votes, longErrors, 0);
        linear(votes, shortErrors, classes);
        logarithmic(votes);
        double least = Math.min(poolErrors[0], Math.min(poolErrors[1], poolErrors[2]));
        double sum = 0;
        Arrays.fill(into, 0, classes, 0);
        for (int p = 0; p < POOLS; p++) {
            double weight = Math.exp(-POOL_SHARPNESS * (poolErrors[p] - least));
            sum += weight;
            for (int c = 0; c < classes; c++) {
                into[c] += weight * pools[p * classes + c];
            }
        }
        double total = 0;
        for (int c = 0; c < classes; c++) {
            total += into[c];
        }
        for (int c = 0; c < classes; c++) {
            into[c] /= total;
        }
    }

    private void linear(double[] votes, double[] errors, int from) {
        double least = errors[0];
        for (int m = 1; m < members; m++) {
            least = Math.min(least, errors[m]);
        }
        double sum = 0;
        for (int m = 0; m < members; m++) {
            share[m] = Math.exp(-MEMBER_SHARPNESS * (errors[m] - least));
            sum += share[m];
        }
        for (int m = 0; m < members; m++) {
            share[m] /= sum;
        }
        for (int c = 0; c < classes; c++) {
            double vote = 0;
            for (int m = 0; m < members; m++) {
                vote += share[m] * votes[c * members + m];
            }
            pools[from + c] = vote;
        }
    }

    private void logarithmic(double[] votes) {
        int from = 2 * classes;
        double floor = (1 - SURE) / classes;
        double most = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            double score = bias[c];
            for (int m = 0; m < members; m++) {
                int at = c * members + m;
                logs[at] = Math.log(SURE * votes[at] + floor);
                score += (common[m] + byClass[at]) * logs[at];
            }
            pools[from + c] = score;
            most = Math.max(most, score);
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            pools[from + c] = Math.exp(pools[from + c] - most);
            sum += pools[from + c];
        }
        for (int c = 0; c < classes; c++) {
            pools[from + c] /= sum;
        }
    }

    /** Learns from the label of the record that {@link #combine} was called for last. */
    void learn(double[] votes, int label, double relative) {
        for (int m = 0; m < members; m++) {
            double wrong = best(votes, m, members) == label ? 0 : relative;
            longErrors[m] = LONG * longErrors[m] + wrong;
            shortErrors[m] = SHORT * shortErrors[m] + wrong;
        }
        for (int p = 0; p < POOLS; p++) {
            poolErrors[p] = LONG * poolErrors[p] + (best(pools, p * classes, 1) == label ? 0 : relative);
        }
        descend(label, relative);
    }

    /** How much of the result each member carries; adds up to 1. */
    void shares(double[] into) {
        Arrays.fill(into, 0, members, 0);
        double least = Math.min(poolErrors[0], Math.min(poolErrors[1], poolErrors[2]));
        double sum = 0;
        for (int p = 0; p < POOLS; p++) {
            double weight = Math.exp(-POOL_SHARPNESS * (poolErrors[p] - least));
            sum += weight;
            double all = 0;
            for (int m = 0; m < members; m++) {
                share[m] = p == 2 ? common[m] : Math.exp(-MEMBER_SHARPNESS * (p == 0 ? longErrors : shortErrors)[m]);
                all += share[m];
            }
            for (int m = 0; m < members; m++) {
                into[m] += weight * (all > 0 ? share[m] / all : 1.0 / members);
            }
        }
        for (int m = 0; m < members; m++) {
            into[m] /= sum;
        }
    }

    private int best(double[] values, int from, int stride) {
        int best = 0;
        for (int c = 1; c < classes; c++) {
            if (values[from + c * stride] > values[from + best * stride]) {
                best = c;
            }
        }
        return best;
    }

    private void descend(int label, double relative) {
        Arrays.fill(share, 0);
        for (int c = 0; c < classes; c++) {
            double g = relative * (pools[2 * classes + c] - (c == label ? 1 : 0));
            biasSquares[c] += g * g;
            bias[c] -= BIAS_RATE * g / Math.sqrt(biasSquares[c] + 1);
            for (int m = 0; m < members; m++) {
                int at = c * members + m;
                double slope = g * logs[at];
                share[m] += slope;
                byClassSquares[at] += slope * slope;
                byClass[at] -= CLASS_RATE * slope / Math.sqrt(byClassSquares[at] + 1);
            }
        }
        for (int m = 0; m < members; m++) {
            commonSquares[m] += share[m] * share[m];
            common[m] = Math.max(0, common[m] - COMMON_RATE * share[m] / Math.sqrt(commonSquares[m] + 1));
        }
    }
}
