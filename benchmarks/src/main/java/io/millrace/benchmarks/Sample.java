package io.millrace.benchmarks;

import java.util.Arrays;

/** Repeated measurements of one thing. */
final class Sample {
    private final double[] sorted;

    Sample(double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("a sample needs at least one value");
        }
        sorted = values.clone();
        Arrays.sort(sorted);
    }

    int size() {
        return sorted.length;
    }

    double median() {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Greatest minus least, as a share of the median. */
    double spread() {
        double range = sorted[sorted.length - 1] - sorted[0];
        return range == 0 ? 0 : range / median();
    }
}
