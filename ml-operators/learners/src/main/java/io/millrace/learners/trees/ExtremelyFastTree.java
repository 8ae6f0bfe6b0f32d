package io.millrace.learners.trees;

import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.Parameter;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.bayes.ClassStatistics;

/**
 * A Hoeffding tree that splits as soon as the best feature is surely better than no split, and looks again at its splits:
 * Manapragada, Webb, Salehi, "Extremely fast decision tree", 2018, doi:10.1145/3219819.3220005. Inner nodes go on with
 * their estimates; a split is replaced, with all below it, once another feature is surely better. A record costs the time
 * of learning at a leaf at each level. Where memory is short, inner nodes give up their estimates first, and keep their
 * splits then.
 */
public final class ExtremelyFastTree extends TreeClassifier<ExtremelyFastTree.Settings> {
    /** Parameters of {@link ExtremelyFastTree}. */
    public record Settings(
            @Parameter(value = "", help = "The tree.") HoeffdingTree.Settings tree,

            @Parameter(value = "2000", min = 1, max = 1e9, help = "Weight a node sees between two looks at its split.")
            double reviewPeriod) {}

    public static final LearnerType<ExtremelyFastTree> TYPE = LearnerType.of(
                    Role.CLASSIFIER,
                    "extremely-fast-tree",
                    Settings.class,
                    ExtremelyFastTree::new,
                    ExtremelyFastTree::new)
            .documented(
                    "A decision tree that splits early and revises its splits; learns from fewer records than others.",
                    "Manapragada, Webb, Salehi, Extremely fast decision tree, 2018, doi:10.1145/3219819.3220005");

    private final double period;

    ExtremelyFastTree(Setup<Settings> setup) {
        super(setup, setup.settings().tree(), null);
        this.period = setup.settings().reviewPeriod();
    }

    ExtremelyFastTree(Setup<Settings> setup, SnapshotReader in) {
        super(setup, setup.settings().tree(), null, in);
        this.period = setup.settings().reviewPeriod();
    }

    @Override
    public LearnerType<ExtremelyFastTree> type() {
        return TYPE;
    }

    @Override
    void grow(double[] record, int label, double weight) {
        Node node = growth.root;
        growth.count(node.leaf(record), record, label, weight);
        while (node.left != null) {
            if (node.statistics != null) {
                double before = Math.floor(node.seen / period);
                growth.learn(node, record, label, weight);
                if (Math.floor(node.seen / period) > before && revise(node)) {
                    return;
                }
            }
            node = node.next(record);
        }
        if (growth.learn(node, record, label, weight) && growth.ready(node)) {
            ClassStatistics statistics = TreeGrowth.statistics(node);
            Split split = growth.best(statistics);
            double bound = growth.bound(statistics);
            if (split.gain > bound || split.gain > 0 && bound < growth.settings.tieThreshold()) {
                growth.split(node, split, true);
            }
        }
    }

    /** Whether another split took the place of the node's own. */
    private boolean revise(Node node) {
        ClassStatistics statistics = node.statistics;
        if (statistics == null || statistics.slots() < 2) {
            return false;
        }
        Split split = growth.best(statistics);
        double gain = growth.gainOf(statistics, node.feature);
        if (split.feature == node.feature || split.gain - gain <= growth.bound(statistics)) {
            return false;
        }
        growth.prune(node);
        growth.split(node, split, true);
        return true;
    }
}
