package io.millrace.learners.auto;

import io.millrace.learners.HeapSize;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.tile.RunningFeatures;

/** How much a feature counts in distances: the more, the higher the square of its correlation with the target. */
final class TargetEmphasis {
    private static final double LEAST = 0.05;

    private final RunningFeatures features;
    private int[] elements;
    private double total;
    private double targetMean;
    private double targetSquare;
    private double[] product;
    private double[] mean;
    private double[] square;
    private float[] emphasis;

    TargetEmphasis(RunningFeatures features) {
        this.features = features;
        this.elements = new int[0];
        this.product = new double[0];
        this.mean = new double[0];
        this.square = new double[0];
        this.emphasis = new float[0];
    }

    /** As it was written, for the same elements. */
    TargetEmphasis(RunningFeatures features, int[] elements, SnapshotReader in) {
        this(features);
        this.elements = elements;
        total = in.readPositive("records");
        targetMean = in.readFinite("mean");
        targetSquare = in.readFinite("square");
        product = in.readFiniteDoubles("products", elements.length);
        mean = in.readFiniteDoubles("means", elements.length);
        square = in.readFiniteDoubles("squares", elements.length);
        emphasis = new float[elements.length];
        update();
    }

    /** Writes what the constructor reads. */
    void write(SnapshotWriter out) {
        out.writeDouble(total);
        out.writeDouble(targetMean);
        out.writeDouble(targetSquare);
        out.writeDoubles(product, product.length);
        out.writeDoubles(mean, mean.length);
        out.writeDoubles(square, square.length);
    }

    /** Bytes on the heap. */
    long memoryBytes() {
        return HeapSize.object(52) + 3 * HeapSize.doubles(product.length) + HeapSize.ints(emphasis.length);
    }

    /** Begins anew with other elements; the array is shared. */
    void elements(int[] chosen) {
        elements = chosen;
        total = 0;
        targetMean = 0;
        targetSquare = 0;
        product = new double[chosen.length];
        mean = new double[chosen.length];
        square = new double[chosen.length];
        emphasis = new float[chosen.length];
        update();
    }

    /** What squared distances in deviations are multiplied by. */
    float[] values() {
        return emphasis;
    }

    /** Learns that the record at hand has this target, standardised and cut. */
    void learn(double target) {
        double portion = 1 / ++total;
        targetMean += (target - targetMean) * portion;
        targetSquare += (target * target - targetSquare) * portion;
        for (int j = 0; j < elements.length; j++) {
            double z = features.scaled(elements[j]);
            product[j] += (z * target - product[j]) * portion;
            mean[j] += (z - mean[j]) * portion;
            square[j] += (z * z - square[j]) * portion;
        }
        update();
    }

    private void update() {
        double targetVariance = targetSquare - targetMean * targetMean;
        for (int j = 0; j < elements.length; j++) {
            double covariance = product[j] - mean[j] * targetMean;
            double variances = (square[j] - mean[j] * mean[j]) * targetVariance;
            double correlation = variances > 1e-9 ? covariance * covariance / variances : 0;
            emphasis[j] = (float) (LEAST + Math.max(0, Math.min(1, correlation)));
        }
    }
}
