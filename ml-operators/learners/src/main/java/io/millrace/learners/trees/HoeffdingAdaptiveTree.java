package io.millrace.learners.trees;

import io.millrace.learners.DriftDetector;
import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.Parameter;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.drift.Adwin;
import java.util.Objects;

/**
 * A Hoeffding tree that follows changes: Bifet, Gavaldà, "Adaptive learning from evolving data streams", 2009,
 * doi:10.1007/978-3-642-03915-7_22 (HAT-ADWIN). Each node, leaves too, has an {@link Adwin} over the errors of the tree's
 * predictions there; when the errors have risen, a tree grows beside it, and takes its place once its errors are surely
 * fewer, or goes once they are surely more, or once {@value #LONGEST} records did not decide. A record costs some 20 ns per
 * level more than with a {@link HoeffdingTree}, and as much again where an alternate grows.
 */
public final class HoeffdingAdaptiveTree extends TreeClassifier<HoeffdingAdaptiveTree.Settings> {
    private static final int LEAST = 300;
    private static final int LONGEST = 20_000;

    /** Parameters of {@link HoeffdingAdaptiveTree}. */
    public record Settings(
            @Parameter(value = "", help = "The tree and its alternates.")
            HoeffdingTree.Settings tree,

            @Parameter(
                    value = "0.002",
                    min = 0,
                    above = true,
                    max = 1,
                    help = "Probability that an alternate is begun without need.")
            double changeConfidence,

            @Parameter(
                    value = "0.05",
                    min = 0,
                    above = true,
                    max = 1,
                    help = "Probability that an alternate replaces a branch that is better.")
            double replaceConfidence) {}

    public static final LearnerType<HoeffdingAdaptiveTree> TYPE = LearnerType.of(
                    Role.CLASSIFIER,
                    "hoeffding-adaptive-tree",
                    Settings.class,
                    HoeffdingAdaptiveTree::new,
                    HoeffdingAdaptiveTree::new)
            .documented(
                    "A decision tree that replaces branches whose errors rise; fast, for streams that change.",
                    "Bifet, Gavaldà, Adaptive learning from evolving data streams, 2009,"
                            + " doi:10.1007/978-3-642-03915-7_22");

    private final double logConfidence;

    HoeffdingAdaptiveTree(Setup<Settings> setup) {
        super(setup, setup.settings().tree(), Adwin.setup(setup.settings().changeConfidence()));
        this.logConfidence = Math.log(2 / setup.settings().replaceConfidence());
    }

    HoeffdingAdaptiveTree(Setup<Settings> setup, SnapshotReader in) {
        super(setup, setup.settings().tree(), Adwin.setup(setup.settings().changeConfidence()), in);
        this.logConfidence = Math.log(2 / setup.settings().replaceConfidence());
    }

    @Override
    public LearnerType<HoeffdingAdaptiveTree> type() {
        return TYPE;
    }

    @Override
    void grow(double[] record, int label, double weight) {
        grow(growth.root, true, record, label, weight);
    }

    private void grow(Node top, boolean main, double[] record, int label, double weight) {
        Node leaf = top.leaf(record);
        double error = growth.count(leaf, record, label, weight) ? 0 : 1;
        Node node = top;
        while (true) {
            boolean rose = watch(node, error);
            if (main && rose && node.left == null) {
                growth.renew(node);
            } else if (main && rose && node.alternate == null) {
                node.alternate = growth.fresh(node.depth);
            }
            if (main && node.alternate != null) {
                grow(node.alternate, false, record, label, weight);
                if (settle(node, node.alternate)) {
                    return;
                }
            }
            if (node.left == null) {
                break;
            }
            node.seen += weight;
            node = node.next(record);
        }
        if (growth.learn(leaf, record, label, weight)) {
            HoeffdingTree.tryToSplit(growth, leaf);
        }
    }

    private boolean watch(Node node, double error) {
        Adwin errors = Objects.requireNonNull(node.errors);
        double before = errors.estimation();
        long bytes = errors.memoryBytes();
        boolean changed = errors.add(error) == DriftDetector.Signal.DRIFT;
        growth.grew(errors.memoryBytes() - bytes);
        return changed && errors.estimation() > before;
    }

    /** Lets the alternate take the node's place, or go, once that is clear; true for the former. */
    private boolean settle(Node node, Node alternate) {
        Adwin own = Objects.requireNonNull(node.errors);
        Adwin other = Objects.requireNonNull(alternate.errors);
        if (own.width() <= LEAST || other.width() <= LEAST) {
            return false;
        }
        double error = own.estimation();
        double bound = Math.sqrt(2 * error * (1 - error) * logConfidence * (1.0 / own.width() + 1.0 / other.width()));
        if (bound < error - other.estimation()) {
            growth.replace(node, alternate);
            return true;
        }
        if (bound < other.estimation() - error || alternate.seen > LONGEST) {
            growth.drop(alternate);
            node.alternate = null;
        }
        return false;
    }
}
