package io.millrace.learners.neighbours;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;

/**
 * Scales of features by their standard deviation over all records so far, taken anew where the number of records is a power
 * of two, and kept in between, so that distances between the same records stay what they are. The scale of a feature is
 * as long as the range of a uniform distribution of that deviation.
 */
final class Spread {
    private static final double RANGE_OF_DEVIATION = Math.sqrt(12);
    private static final double MOST_INVERSE = 1e50;

    private long records;
    private double[] counts = new double[0];
    private double[] means = new double[0];
    private double[] squares = new double[0];
    private double[] inverse = new double[0];

    Spread() {}

    Spread(SnapshotReader in, int width) {
        this.records = in.readLong();
        if (records < 0) {
            throw new CorruptSnapshotException("records are at least 0, found " + records);
        }
        this.counts = positive("values of a feature", in, width);
        this.means = in.readFiniteDoubles("mean of a feature", width);
        this.squares = positive("squares of a feature", in, width);
        this.inverse = positive("scale of a feature", in, width);
        for (int j = 0; j < width; j++) {
            if (inverse[j] > MOST_INVERSE || Math.abs(means[j]) > 2 * Inputs.MAX_VALUE) {
                throw new CorruptSnapshotException("scale and mean of a feature are at most " + MOST_INVERSE + " and "
                        + Inputs.MAX_VALUE + ", found " + inverse[j] + " and " + means[j]);
            }
        }
    }

    private static double[] positive(String what, SnapshotReader in, int width) {
        double[] values = in.readFiniteDoubles(what, width);
        for (double value : values) {
            if (value < 0) {
                throw new CorruptSnapshotException(what + " is at least 0, found " + value);
            }
        }
        return values;
    }

    void write(SnapshotWriter out) {
        out.writeLong(records);
        out.writeDoubles(counts, counts.length);
        out.writeDoubles(means, means.length);
        out.writeDoubles(squares, squares.length);
        out.writeDoubles(inverse, inverse.length);
    }

    void widen(int width) {
        counts = Arrays.copyOf(counts, width);
        means = Arrays.copyOf(means, width);
        squares = Arrays.copyOf(squares, width);
        inverse = Arrays.copyOf(inverse, width);
    }

    /** Takes a record in; whether scales are new. */
    boolean add(double[] record) {
        for (int j = 0; j < counts.length; j++) {
            double value = record[j];
            if (!Double.isNaN(value)) {
                counts[j]++;
                double difference = value - means[j];
                means[j] += difference / counts[j];
                squares[j] += difference * (value - means[j]);
            }
        }
        records++;
        if (Long.bitCount(records) != 1) {
            return false;
        }
        for (int j = 0; j < counts.length; j++) {
            double deviation = counts[j] > 0 ? Math.sqrt(squares[j] / counts[j]) : 0;
            inverse[j] = deviation > 0 ? Math.min(MOST_INVERSE, 1 / (deviation * RANGE_OF_DEVIATION)) : 0;
        }
        return true;
    }

    /** By feature: one over the length of its scale; 0 for one that has been constant. */
    double[] inverse() {
        return inverse;
    }

    long memoryBytes() {
        return HeapSize.object(24) + 4 * HeapSize.doubles(counts.length);
    }
}
