package io.millrace.learners.trees;

import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.Regressor;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.pmml.PmmlSource;
import io.millrace.learners.pmml.PmmlWriter;

/** One {@link RegressionTree} over all features. */
public final class RegressionTreeRegressor implements Regressor, PmmlSource {
    public static final LearnerType<RegressionTreeRegressor> TYPE = LearnerType.of(
                    Role.REGRESSOR,
                    "regression-tree",
                    RegressionTree.Settings.class,
                    RegressionTreeRegressor::new,
                    RegressionTreeRegressor::new)
            .documented(
                    "A tree with linear models in its leaves that follows changes; fast, where no one line fits.",
                    "Ikonomovska, Gama, Džeroski, Learning model trees from evolving data streams, 2011,"
                            + " doi:10.1007/s10618-010-0201-y");

    private final Setup<RegressionTree.Settings> setup;
    private final Inputs inputs;
    private final RegressionTree tree;

    RegressionTreeRegressor(Setup<RegressionTree.Settings> setup) {
        this.setup = setup;
        this.inputs = new Inputs(setup.schema());
        this.tree = new RegressionTree(inputs, setup.settings(), null, Subspace.all(), setup.seed(), false);
    }

    RegressionTreeRegressor(Setup<RegressionTree.Settings> setup, SnapshotReader in) {
        this.setup = setup;
        this.inputs = new Inputs(setup.schema(), in);
        this.tree = new RegressionTree(inputs, setup.settings(), Subspace.all(), false, in);
    }

    @Override
    public void write(SnapshotWriter out) {
        inputs.write(out);
        tree.write(out);
    }

    @Override
    public LearnerType<RegressionTreeRegressor> type() {
        return TYPE;
    }

    @Override
    public Setup<RegressionTree.Settings> setup() {
        return setup;
    }

    @Override
    public void writePmml(PmmlWriter out) {
        tree.writePmml(out);
    }

    @Override
    public long memoryBytes() {
        return HeapSize.object(12) + inputs.memoryBytes() + tree.memoryBytes();
    }

    /** Leaves and inner nodes of the tree; takes a walk. */
    public int nodes() {
        return tree.nodes();
    }

    @Override
    public double predict(double[] features) {
        return tree.predict(inputs.forPrediction(features));
    }

    @Override
    public void learn(double[] features, double target, double weight) {
        double value = Inputs.checkTarget(target);
        Inputs.checkWeight(weight);
        Inputs.checkWidth(features);
        if (weight > 0) {
            tree.learn(inputs.forLearning(features), value, weight);
        }
    }
}
