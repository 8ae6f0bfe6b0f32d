package io.millrace.learners.linear;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Records standardised by two passes over all so far, and linear equations by elimination: what learners are held to. */
final class Naive {
    final List<double[]> rows = new ArrayList<>();
    final List<Double> targets = new ArrayList<>();

    /** Adds a record without a target. */
    void add(double[] row) {
        rows.add(row.clone());
    }

    void add(double[] row, double target) {
        add(row);
        targets.add(target);
    }

    /** A constant 1, and each feature in deviations from the mean of all records so far. */
    double[] terms(double[] row) {
        double[] z = new double[row.length + 1];
        z[0] = 1;
        for (int j = 0; j < row.length; j++) {
            int column = j;
            double[] all = rows.stream().mapToDouble(r -> r[column]).toArray();
            double sd = deviation(all);
            z[j + 1] = sd > 1e-12 ? Math.max(-5, Math.min(5, (row[j] - mean(all)) / sd)) : 0;
        }
        return z;
    }

    double standardised(double target) {
        double sd = deviation(all());
        return sd > 1e-12 ? (target - mean(all())) / sd : 0;
    }

    double predicted(double score) {
        return mean(all()) + deviation(all()) * score;
    }

    double targetDeviation() {
        return deviation(all());
    }

    private double[] all() {
        return targets.stream().mapToDouble(Double::doubleValue).toArray();
    }

    static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    static double deviation(double[] values) {
        double mean = mean(values);
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return Math.sqrt(sum / values.length);
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** A x = b by elimination with pivots; neither is changed. */
    static double[] solve(double[][] a, double[] b) {
        int n = b.length;
        double[][] m = new double[n][];
        for (int i = 0; i < n; i++) {
            m[i] = java.util.Arrays.copyOf(a[i], n + 1);
            m[i][n] = b[i];
        }
        for (int k = 0; k < n; k++) {
            int pivot = k;
            for (int i = k + 1; i < n; i++) {
                pivot = Math.abs(m[i][k]) > Math.abs(m[pivot][k]) ? i : pivot;
            }
            double[] swap = m[k];
            m[k] = m[pivot];
            m[pivot] = swap;
            for (int i = 0; i < n; i++) {
                double factor = i == k ? 0 : m[i][k] / m[k][k];
                for (int j = k; j <= n; j++) {
                    m[i][j] -= factor * m[k][j];
                }
            }
        }
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = m[i][n] / m[i][i];
        }
        return x;
    }

    /** Three features of unlike scales, two of them correlated. */
    static double[] row(SplittableRandom random) {
        double a = random.nextDouble();
        return new double[] {a * 1000 - 300, a + random.nextDouble(), 1e-3 * random.nextDouble()};
    }

    /** A line through such features, with noise of deviation near 0.3. */
    static double target(double[] row, SplittableRandom random) {
        return 5 + 0.002 * row[0] - 3 * row[1] + 1e3 * row[2] + (random.nextDouble() - 0.5);
    }
}
