package io.millrace.learners.neighbours;

import io.millrace.learners.HeapSize;
import java.util.Arrays;

/**
 * Least and greatest value of each numeric feature among some {@link Points}, from which the scale of distances follows:
 * from 0 at the least to 1 at the greatest value, the record that is compared included. A range below 1e-50 counts as that,
 * so that no square overflows.
 */
final class Ranges {
    private static final double LEAST_RANGE = 1e-50;

    private final Points points;
    private double[] low = new double[0];
    private double[] high = new double[0];
    /** How many have the least, and the greatest, value: only when none is left is there a search. */
    private int[] lows = new int[0];

    private int[] highs = new int[0];
    private double[] inverse = new double[0];

    Ranges(Points points) {
        this.points = points;
        widen();
        refresh();
    }

    /** Looks at all points anew. */
    void refresh() {
        for (int j = 0; j < low.length; j++) {
            search(j);
        }
    }

    /** Follows the points' width. */
    void widen() {
        int before = low.length;
        int width = points.width();
        if (width == before) {
            return;
        }
        low = Arrays.copyOf(low, width);
        high = Arrays.copyOf(high, width);
        lows = Arrays.copyOf(lows, width);
        highs = Arrays.copyOf(highs, width);
        inverse = new double[width];
        for (int j = before; j < width; j++) {
            low[j] = Double.POSITIVE_INFINITY;
            high[j] = Double.NEGATIVE_INFINITY;
        }
    }

    /** After a record was added; missing values are NaN. */
    void added(double[] record) {
        for (int j = 0; j < low.length; j++) {
            double value = record[j];
            if (value <= low[j]) {
                lows[j] = value < low[j] ? 1 : lows[j] + 1;
                low[j] = value;
            }
            if (value >= high[j]) {
                highs[j] = value > high[j] ? 1 : highs[j] + 1;
                high[j] = value;
            }
        }
    }

    /** After a record was replaced or removed: its values before that, missing ones NaN. */
    void removed(double[] record) {
        for (int j = 0; j < low.length; j++) {
            double value = record[j];
            boolean lost = value == low[j] && --lows[j] == 0;
            if (value == high[j] && --highs[j] == 0 || lost) {
                search(j);
            }
        }
    }

    private void search(int feature) {
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        int leasts = 0;
        int greatests = 0;
        double[] column = points.column(feature);
        boolean complete = points.complete(feature);
        for (int i = 0; i < points.size(); i++) {
            double value = column[i];
            if (complete || !points.missing(feature, i)) {
                if (value <= least) {
                    leasts = value < least ? 1 : leasts + 1;
                    least = value;
                }
                if (value >= greatest) {
                    greatests = value > greatest ? 1 : greatests + 1;
                    greatest = value;
                }
            }
        }
        low[feature] = least;
        high[feature] = greatest;
        lows[feature] = leasts;
        highs[feature] = greatests;
    }

    /** Sets {@link #inverse()} for comparing with this record. */
    void scaleFor(double[] record) {
        for (int j = 0; j < low.length; j++) {
            inverse[j] = inverse(record[j], low[j], high[j]);
        }
    }

    /** One over the range from the least to the greatest value, a further one included; 0 where it is empty. */
    static double inverse(double value, double low, double high) {
        double least = value < low ? value : low;
        double greatest = value > high ? value : high;
        return greatest > least ? 1 / Math.max(greatest - least, LEAST_RANGE) : 0;
    }

    double[] inverse() {
        return inverse;
    }

    long memoryBytes() {
        return HeapSize.object(24) + 3 * HeapSize.doubles(low.length) + 2 * HeapSize.ints(low.length);
    }
}
