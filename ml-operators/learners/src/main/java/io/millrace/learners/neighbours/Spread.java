package io.millrace.learners.neighbours;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;

/**
 * Scales of features by their standard deviation in the short-term memory, taken anew where that has shrunk, and where as many
 * records as it then held have come since; kept in between, so that distances between the same records stay what they are.
 * The scale of a feature is as long as the range of a uniform distribution of that deviation.
 */
final class Spread {
    private static final double RANGE_OF_DEVIATION = Math.sqrt(12);
    private static final double MOST_INVERSE = 1e50;

    private double[] inverse = new double[0];
    private int left;

    Spread() {}

    Spread(SnapshotReader in, int width, int most) {
        this.inverse = in.readFiniteDoubles("scale of a feature", width);
        for (double scale : inverse) {
            if (scale < 0 || scale > MOST_INVERSE) {
                throw new CorruptSnapshotException("scale of a feature is 0 to " + MOST_INVERSE + ", found " + scale);
            }
        }
        this.left = in.readCount("records until scales are taken anew", most);
    }

    void write(SnapshotWriter out) {
        out.writeDoubles(inverse, inverse.length);
        out.writeCount(left);
    }

    void widen(int width) {
        inverse = Arrays.copyOf(inverse, width);
    }

    /** Counts a record; whether scales are due to be taken anew. */
    boolean due() {
        left = Math.max(0, left - 1);
        return left == 0;
    }

    void take(Points points) {
        left = Math.max(1, points.size());
        for (int j = 0; j < inverse.length; j++) {
            double deviation = points.nominal(j) ? 0 : deviation(points, j);
            inverse[j] = deviation > 0 ? Math.min(MOST_INVERSE, 1 / (deviation * RANGE_OF_DEVIATION)) : 0;
        }
    }

    private static double deviation(Points points, int feature) {
        double mean = 0;
        double squares = 0;
        int known = 0;
        for (int i = 0; i < points.size(); i++) {
            if (!points.missing(feature, i)) {
                known++;
                double value = points.column(feature)[i];
                double difference = value - mean;
                mean += difference / known;
                squares += difference * (value - mean);
            }
        }
        return known == 0 ? 0 : Math.sqrt(squares / known);
    }

    /** By feature: one over the length of its scale; 0 for one that has been constant. */
    double[] inverse() {
        return inverse;
    }

    long memoryBytes() {
        return HeapSize.object(8) + HeapSize.doubles(inverse.length);
    }
}
