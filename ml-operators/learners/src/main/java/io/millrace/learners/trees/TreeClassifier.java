package io.millrace.learners.trees;

import io.millrace.learners.Classifier;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.drift.Adwin;
import io.millrace.learners.pmml.PmmlSource;
import io.millrace.learners.pmml.PmmlWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A learner of one tree over all features. */
abstract class TreeClassifier<S extends Record> implements Classifier, PmmlSource {
    private final Setup<S> setup;
    private final Inputs inputs;
    final TreeGrowth growth;
    private double[] scratch;

    TreeClassifier(Setup<S> setup, HoeffdingTree.Settings settings, @Nullable Setup<Adwin.Settings> watch) {
        this.setup = setup;
        this.inputs = new Inputs(setup.schema());
        this.growth = new TreeGrowth(inputs, settings, null, Subspace.all(), setup.seed(), watch);
        this.scratch = new double[0];
    }

    TreeClassifier(
            Setup<S> setup, HoeffdingTree.Settings settings, @Nullable Setup<Adwin.Settings> watch, SnapshotReader in) {
        this.setup = setup;
        this.inputs = new Inputs(setup.schema(), in);
        this.growth = new TreeGrowth(inputs, settings, Subspace.all(), watch, in);
        this.scratch = new double[growth.classes()];
    }

    @Override
    public final void write(SnapshotWriter out) {
        inputs.write(out);
        growth.write(out);
    }

    @Override
    public final Setup<S> setup() {
        return setup;
    }

    /** @throws IllegalStateException when leaves predict by naive Bayes, which no PMML tree does */
    @Override
    public final void writePmml(PmmlWriter out) {
        if (growth.settings.leafPrediction() != LeafPrediction.MAJORITY) {
            throw new IllegalStateException("a tree is told in PMML where its leaves predict by majority, not by "
                    + growth.settings
                            .leafPrediction()
                            .name()
                            .toLowerCase(Locale.ROOT)
                            .replace('_', '-'));
        }
        TreePmml.classification(out, growth, classes());
    }

    @Override
    public final long memoryBytes() {
        return HeapSize.object(16) + HeapSize.doubles(scratch.length) + inputs.memoryBytes() + growth.memoryBytes();
    }

    /** Leaves and inner nodes, without those of alternates; takes a walk. */
    public final int nodes() {
        return growth.root.count();
    }

    @Override
    public final int classes() {
        return growth.classes();
    }

    @Override
    public final int predict(double[] features) {
        int classes = classes();
        probabilities(features, scratch);
        int best = classes == 0 ? -1 : 0;
        for (int i = 1; i < classes; i++) {
            best = scratch[i] > scratch[best] ? i : best;
        }
        return best;
    }

    @Override
    public final void probabilities(double[] features, double[] into) {
        Inputs.checkRoom(into, classes());
        if (classes() > 0) {
            double[] record = inputs.forPrediction(features);
            growth.probabilities(growth.root.leaf(record), record, into, classes());
        }
    }

    @Override
    public final void learn(double[] features, int label, double weight) {
        Inputs.checkLabel(label);
        Inputs.checkWeight(weight);
        Inputs.checkWidth(features);
        if (weight > 0) {
            grow(inputs.forLearning(features), label, weight);
            if (scratch.length < classes()) {
                scratch = new double[classes()];
            }
        }
    }

    abstract void grow(double[] record, int label, double weight);
}
