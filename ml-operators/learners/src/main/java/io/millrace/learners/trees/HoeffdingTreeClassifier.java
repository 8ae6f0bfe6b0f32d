package io.millrace.learners.trees;

import io.millrace.learners.Classifier;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;

/** One {@link HoeffdingTree} over all features. */
public final class HoeffdingTreeClassifier implements Classifier {
    public static final LearnerType<HoeffdingTreeClassifier> TYPE = LearnerType.of(
                    Role.CLASSIFIER,
                    "hoeffding-tree",
                    HoeffdingTree.Settings.class,
                    HoeffdingTreeClassifier::new,
                    HoeffdingTreeClassifier::new)
            .documented(
                    "A decision tree that only grows; very fast, for streams that do not change.",
                    "Domingos, Hulten, Mining high-speed data streams, 2000, doi:10.1145/347090.347107");

    private final Setup<HoeffdingTree.Settings> setup;
    private final Inputs inputs;
    private final HoeffdingTree tree;
    private double[] scratch = new double[0];

    HoeffdingTreeClassifier(Setup<HoeffdingTree.Settings> setup) {
        this.setup = setup;
        this.inputs = new Inputs(setup.schema());
        this.tree = new HoeffdingTree(inputs, setup.settings(), null, Subspace.all(), setup.seed());
    }

    HoeffdingTreeClassifier(Setup<HoeffdingTree.Settings> setup, SnapshotReader in) {
        this.setup = setup;
        this.inputs = new Inputs(setup.schema(), in);
        this.tree = new HoeffdingTree(inputs, setup.settings(), Subspace.all(), in);
        this.scratch = new double[tree.classes()];
    }

    @Override
    public void write(SnapshotWriter out) {
        inputs.write(out);
        tree.write(out);
    }

    @Override
    public LearnerType<HoeffdingTreeClassifier> type() {
        return TYPE;
    }

    @Override
    public Setup<HoeffdingTree.Settings> setup() {
        return setup;
    }

    @Override
    public long memoryBytes() {
        return HeapSize.object(16) + HeapSize.doubles(scratch.length) + inputs.memoryBytes() + tree.memoryBytes();
    }

    /** Leaves and inner nodes of the tree; takes a walk. */
    public int nodes() {
        return tree.nodes();
    }

    @Override
    public int classes() {
        return tree.classes();
    }

    @Override
    public int predict(double[] features) {
        int classes = classes();
        probabilities(features, scratch);
        int best = classes == 0 ? -1 : 0;
        for (int i = 1; i < classes; i++) {
            best = scratch[i] > scratch[best] ? i : best;
        }
        return best;
    }

    @Override
    public void probabilities(double[] features, double[] into) {
        Inputs.checkRoom(into, classes());
        if (classes() > 0) {
            tree.probabilities(inputs.forPrediction(features), into, classes());
        }
    }

    @Override
    public void learn(double[] features, int label, double weight) {
        Inputs.checkLabel(label);
        Inputs.checkWeight(weight);
        Inputs.checkWidth(features);
        if (weight > 0) {
            tree.learn(inputs.forLearning(features), label, weight);
            if (scratch.length < classes()) {
                scratch = new double[classes()];
            }
        }
    }
}
