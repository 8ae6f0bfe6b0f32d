package io.millrace.learners.linear;

import io.millrace.learners.HeapSize;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;
import java.util.List;

/**
 * Running mean and standard deviation, by weight, of some columns of numbers: West, "Updating mean and variance
 * estimates: an improved method", 1979, doi:10.1145/359146.359153. A single wild value cannot spoil a column for good:
 * once a column has a weight of {@value #WARM_UP}, what lies more than {@value #REACH} deviations from its mean is cut to
 * that, a bound that doubles with each such value and halves with each other, so that a column that has moved is soon
 * followed. A column that has not varied has scale 0.
 */
final class Moments {
    /** Standardised values are cut to this many deviations. */
    static final double LIMIT = 5;

    private static final double WARM_UP = 32;
    private static final double REACH = 16;
    private static final double MAX_REACH = 0x1p60;
    private static final int STRIDE = 5;
    private static final int MEAN = 1;
    private static final int SQUARES = 2;
    private static final int BOUND = 3;
    private static final int SCALE = 4;

    private double[] columns;

    Moments(int size) {
        columns = new double[STRIDE * size];
        start(0);
    }

    Moments(int size, SnapshotReader in) {
        in.reserve(8L * STRIDE * size);
        columns = new double[STRIDE * size];
        for (int at = 0; at < columns.length; at += STRIDE) {
            columns[at] = in.readPositive("weight of a column");
            columns[at + MEAN] = in.readFinite("mean of a column");
            columns[at + SQUARES] = in.readPositive("squares of a column");
            columns[at + BOUND] = in.readPositive("bound of a column");
            rescale(at);
        }
    }

    void write(SnapshotWriter out) {
        for (int at = 0; at < columns.length; at += STRIDE) {
            out.writeDouble(columns[at]);
            out.writeDouble(columns[at + MEAN]);
            out.writeDouble(columns[at + SQUARES]);
            out.writeDouble(columns[at + BOUND]);
        }
    }

    long memoryBytes() {
        return HeapSize.object(4) + HeapSize.doubles(columns.length);
    }

    /** Makes room for so many columns; never fewer than there are. */
    void grow(int size) {
        int from = columns.length;
        columns = Arrays.copyOf(columns, STRIDE * size);
        start(from);
    }

    double mean(int column) {
        return columns[STRIDE * column + MEAN];
    }

    /** One over the standard deviation; 0 where that is 0. */
    double scale(int column) {
        return columns[STRIDE * column + SCALE];
    }

    /** Deviations from the mean, from -{@value #LIMIT} to {@value #LIMIT}. */
    double standardised(int column, double value) {
        int at = STRIDE * column;
        double z = (value - columns[at + MEAN]) * columns[at + SCALE];
        return z > LIMIT ? LIMIT : z < -LIMIT ? -LIMIT : z;
    }

    /** Learns a value that is not NaN, by a weight above 0; gives it cut as it was learned. */
    double learn(int column, double value, double weight) {
        int at = STRIDE * column;
        double mean = columns[at + MEAN];
        double before = columns[at];
        double deviation = value - mean;
        double learned = value;
        double bound = columns[at + BOUND];
        if (Math.abs(deviation) * columns[at + SCALE] > bound && before >= WARM_UP) {
            deviation = Math.copySign(bound / columns[at + SCALE], deviation);
            learned = mean + deviation;
            columns[at + BOUND] = Math.min(2 * bound, MAX_REACH);
        } else if (bound > REACH) {
            columns[at + BOUND] = Math.max(bound / 2, REACH);
        }
        double after = before + weight;
        double share = weight / after;
        columns[at] = after;
        columns[at + MEAN] = mean + deviation * share;
        columns[at + SQUARES] += deviation * deviation * before * share;
        rescale(at);
        return learned;
    }

    /**
     * Takes in what columns that went on from these have learned, each apart from the others: with W, m and S for weight,
     * mean and sum of squared deviations, 0 for these columns and i for those, what all together have seen has weight
     * {@code W = W0 + sum(Wi - W0)}, mean {@code m = m0 + sum(Wi (mi - m0)) / W}, and squares about m of
     * {@code Q0 + sum(Qi - Q0)} with {@code Q = S + W' (m' - m)²} of each. That is what one would have that had seen all,
     * but for rounding and for values that were cut by other bounds; the widest bound is kept.
     */
    void merge(List<Moments> parts) {
        for (int at = 0; at < columns.length; at += STRIDE) {
            merge(parts, at);
        }
    }

    private void merge(List<Moments> parts, int at) {
        double before = columns[at];
        double mean = columns[at + MEAN];
        double weight = before;
        double moved = 0;
        for (Moments part : parts) {
            if (at < part.columns.length) {
                weight += part.columns[at] - before;
                moved += part.columns[at] * (part.columns[at + MEAN] - mean);
                columns[at + BOUND] = Math.max(columns[at + BOUND], part.columns[at + BOUND]);
            }
        }
        if (!(weight > 0)) {
            return;
        }
        double merged = mean + moved / weight;
        double own = columns[at + SQUARES] + before * (mean - merged) * (mean - merged);
        double squares = own;
        for (Moments part : parts) {
            if (at < part.columns.length) {
                double apart = part.columns[at + MEAN] - merged;
                squares += part.columns[at + SQUARES] + part.columns[at] * apart * apart - own;
            }
        }
        columns[at] = weight;
        columns[at + MEAN] = merged;
        columns[at + SQUARES] = Math.max(0, squares);
        rescale(at);
    }

    private void start(int from) {
        for (int at = from; at < columns.length; at += STRIDE) {
            columns[at + BOUND] = REACH;
        }
    }

    /** Below a millionth of a millionth of the mean, deviations are rounding errors. */
    private void rescale(int at) {
        double variance = columns[at] > 0 ? columns[at + SQUARES] / columns[at] : 0;
        double mean = columns[at + MEAN];
        columns[at + SCALE] = variance > 1e-24 * mean * mean && variance > 1e-200 ? 1 / Math.sqrt(variance) : 0;
    }
}
