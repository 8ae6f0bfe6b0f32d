package io.millrace.learners.ensembles;

import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.Schema;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;

/** Variance of the target, and one over that of each number, over the whole stream: the same for all members. */
final class Scales {
    private final boolean ofFeatures;
    private double weight;
    private double mean;
    private double squares;
    private double[] weights = new double[0];
    private double[] means = new double[0];
    private double[] sums = new double[0];
    private double[] factors = new double[0];

    Scales(boolean ofFeatures) {
        this.ofFeatures = ofFeatures;
    }

    Scales(boolean ofFeatures, SnapshotReader in) {
        this.ofFeatures = ofFeatures;
        this.weight = in.readPositive("weight of targets");
        this.mean = in.readFinite("mean target");
        this.squares = in.readPositive("squares of targets");
        if (ofFeatures) {
            int width = in.readCountOf("scales of features", Schema.MAX_FEATURES, 24);
            this.weights = in.readFiniteDoubles("weight of a feature", width);
            this.means = in.readFiniteDoubles("mean of a feature", width);
            this.sums = in.readFiniteDoubles("squares of a feature", width);
            this.factors = new double[width];
            for (int i = 0; i < width; i++) {
                factors[i] = factor(i);
            }
        }
    }

    void write(SnapshotWriter out) {
        out.writeDouble(weight);
        out.writeDouble(mean);
        out.writeDouble(squares);
        if (ofFeatures) {
            out.writeCount(weights.length);
            out.writeDoubles(weights, weights.length);
            out.writeDoubles(means, means.length);
            out.writeDoubles(sums, sums.length);
        }
    }

    long memoryBytes() {
        return HeapSize.object(41) + 4 * HeapSize.doubles(weights.length);
    }

    /** Variance of the target; 0 before there are two. */
    double variance() {
        return weight > 0 ? squares / weight : 0;
    }

    /** One over the variance of each number; 0 where it is nominal or has only one value. */
    double[] factors() {
        return factors;
    }

    void learn(double[] record, double target, double recordWeight, Inputs inputs) {
        weight += recordWeight;
        double apart = target - mean;
        mean += apart * (recordWeight / weight);
        squares += recordWeight * apart * (target - mean);
        if (ofFeatures) {
            room(record.length);
            for (int i = 0; i < record.length; i++) {
                if (!Double.isNaN(record[i]) && !inputs.nominal(i)) {
                    learn(i, record[i], recordWeight);
                }
            }
        }
    }

    private void learn(int feature, double x, double recordWeight) {
        weights[feature] += recordWeight;
        double apart = x - means[feature];
        means[feature] += apart * (recordWeight / weights[feature]);
        sums[feature] += recordWeight * apart * (x - means[feature]);
        factors[feature] = factor(feature);
    }

    private double factor(int feature) {
        double factor = weights[feature] / sums[feature];
        return sums[feature] > 0 && factor < Double.MAX_VALUE ? factor : 0;
    }

    private void room(int width) {
        if (weights.length < width) {
            weights = Arrays.copyOf(weights, width);
            means = Arrays.copyOf(means, width);
            sums = Arrays.copyOf(sums, width);
            factors = Arrays.copyOf(factors, width);
        }
    }
}
