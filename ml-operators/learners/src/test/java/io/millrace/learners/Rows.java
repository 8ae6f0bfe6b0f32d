package io.millrace.learners;

import java.util.Arrays;
import java.util.List;

/** Records that no one would like to get, for {@link Stream#SCHEMA}. */
final class Rows {
    static final List<double[]> ODD = List.of(
            new double[0],
            new double[] {1},
            filled(6, Double.NaN),
            filled(6, Double.POSITIVE_INFINITY),
            filled(6, Double.NEGATIVE_INFINITY),
            filled(6, 0),
            filled(6, -0.0),
            filled(6, 1e300),
            filled(6, -1e300),
            filled(6, 1e100),
            filled(6, -1e100),
            filled(6, Double.MIN_VALUE),
            filled(6, 1e-300),
            filled(9, 3),
            filled(40, Double.NaN),
            new double[] {1, 2, 3, -1, 5, 6},
            new double[] {1, 2, 3, 1.5, 5, 6},
            new double[] {1, 2, 3, 4_095, 5, 6},
            new double[] {1, 2, 3, 1e9, 5, 6},
            new double[] {1e100, -1e100, 1e-100, 2, Double.NaN, 0});

    private Rows() {}

    static double[] filled(int length, double value) {
        double[] row = new double[length];
        Arrays.fill(row, value);
        return row;
    }
}
