package io.millrace.learners.baseline;

import io.millrace.learners.Classifier;
import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.LearnerType.Trait;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;

/**
 * Predicts each class with its share of all labels learned, by weight. Features are passed over. Time per call is in
 * proportion to the number of classes.
 */
public final class MajorityClass implements Classifier {
    /** It has none. */
    public record Settings() {}

    public static final LearnerType<MajorityClass> TYPE = LearnerType.of(
                    Role.CLASSIFIER, "majority-class", Settings.class, MajorityClass::new, MajorityClass::new)
            .documented("The class learned most often; the figure to beat where one class outweighs the others.", "")
            .with(Trait.WEIGHT_IS_REPETITION);

    private final Setup<Settings> setup;
    private double[] weights;
    private double total;

    MajorityClass(Setup<Settings> setup) {
        this.setup = setup;
        this.weights = new double[0];
    }

    MajorityClass(Setup<Settings> setup, SnapshotReader in) {
        this.setup = setup;
        this.weights = new double[in.readCountOf("classes", MAX_CLASSES, 8)];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = in.readPositive("weight of a class");
        }
        this.total = in.readPositive("weight of all classes");
        if (weights.length > 0 && total == 0) {
            throw new CorruptSnapshotException("classes that were learned have a weight, found 0");
        }
    }

    @Override
    public void write(SnapshotWriter out) {
        out.writeCount(weights.length);
        out.writeDoubles(weights, weights.length);
        out.writeDouble(total);
    }

    @Override
    public LearnerType<MajorityClass> type() {
        return TYPE;
    }

    @Override
    public Setup<Settings> setup() {
        return setup;
    }

    @Override
    public long memoryBytes() {
        return HeapSize.object(16) + HeapSize.doubles(weights.length);
    }

    @Override
    public int classes() {
        return weights.length;
    }

    @Override
    public int predict(double[] features) {
        int best = weights.length == 0 ? -1 : 0;
        for (int i = 1; i < weights.length; i++) {
            if (weights[i] > weights[best]) {
                best = i;
            }
        }
        return best;
    }

    @Override
    public void probabilities(double[] features, double[] into) {
        Inputs.checkRoom(into, weights.length);
        for (int i = 0; i < weights.length; i++) {
            into[i] = weights[i] / total;
        }
    }

    @Override
    public void learn(double[] features, int label, double weight) {
        Inputs.checkLabel(label);
        Inputs.checkWeight(weight);
        Inputs.checkWidth(features);
        if (weight > 0) {
            if (label >= weights.length) {
                weights = Arrays.copyOf(weights, label + 1);
            }
            weights[label] += weight;
            total += weight;
        }
    }
}
