package io.millrace.learners.ensembles;

import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.SplitMix64;
import io.millrace.learners.drift.Adwin;
import io.millrace.learners.trees.RegressionTree;
import org.jspecify.annotations.Nullable;

/**
 * A regression tree with its own lots, a window over its errors, and, from a warning to a change, its successor. An error e
 * counts as {@code e² / (e² + variance of the target)}, from 0 to 1. Trees of odd numbers are steadfast: they are replaced
 * at a share of the changes only, so that what comes back finds a tree that knows it.
 */
final class RegressionMember {
    private final RegressionPlan plan;
    private final Inputs inputs;
    private final boolean steadfast;
    private final SplitMix64 random;
    private RegressionTree tree;
    private @Nullable RegressionTree successor;
    private Adwin errors;
    private Adwin warnings;

    RegressionMember(RegressionPlan plan, Inputs inputs, long seed, int number) {
        this.plan = plan;
        this.inputs = inputs;
        this.steadfast = number % 2 == 1;
        this.random = new SplitMix64(seed);
        this.errors = new Adwin(plan.change());
        this.warnings = new Adwin(plan.warning());
        this.tree = fresh();
    }

    RegressionMember(RegressionPlan plan, Inputs inputs, int number, SnapshotReader in) {
        this.plan = plan;
        this.inputs = inputs;
        this.steadfast = number % 2 == 1;
        this.random = new SplitMix64(in.readLong());
        this.errors = new Adwin(plan.change(), in);
        this.warnings = new Adwin(plan.warning(), in);
        this.tree = read(in);
        this.successor = in.readBoolean() ? read(in) : null;
    }

    private RegressionTree read(SnapshotReader in) {
        return new RegressionTree(inputs, plan.tree(), plan.leaves(), plan.centroids(), in);
    }

    void write(SnapshotWriter out) {
        out.writeLong(random.state());
        errors.write(out);
        warnings.write(out);
        tree.write(out);
        out.writeBoolean(successor != null);
        if (successor != null) {
            successor.write(out);
        }
    }

    long memoryBytes() {
        return HeapSize.object(29)
                + HeapSize.object(8)
                + tree.memoryBytes()
                + errors.memoryBytes()
                + warnings.memoryBytes()
                + (successor == null ? 0 : successor.memoryBytes());
    }

    private RegressionTree fresh() {
        return plan.tree(inputs, random.nextLong());
    }

    /** Like odds that it is right, by its window of errors with one hit and one error more, squared. */
    double word() {
        if (tree.blank()) {
            return 0;
        }
        double wrong = errors.estimation() * errors.width();
        double odds = (errors.width() - wrong + 1) / (wrong + 1);
        return odds * odds;
    }

    double predict(double[] record) {
        return tree.predict(record);
    }

    double distance(double[] record, double[] factors) {
        return tree.distance(record, factors);
    }

    /** @param variance of the target */
    void learn(double[] record, double target, double weight, double variance) {
        int count = plan.weights().next(random);
        if (count == 0) {
            return;
        }
        boolean knows = !tree.blank() && variance > 0;
        double error = knows ? target - tree.predict(record) : 0;
        tree.learn(record, target, count * weight);
        if (successor != null) {
            successor.learn(record, target, count * weight);
        }
        if (knows) {
            watch(error * error / (error * error + variance));
        }
    }

    private void watch(double loss) {
        if (TreeMember.rose(warnings, loss)) {
            successor = fresh();
            warnings = new Adwin(warnings.setup());
        }
        if (TreeMember.rose(errors, loss)) {
            if (!steadfast || random.nextDouble() < plan.renewal()) {
                tree = successor == null ? fresh() : successor;
                errors = new Adwin(errors.setup());
                warnings = new Adwin(warnings.setup());
            }
            successor = null;
        }
    }
}
