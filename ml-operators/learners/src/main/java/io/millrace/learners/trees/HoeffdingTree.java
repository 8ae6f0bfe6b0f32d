package io.millrace.learners.trees;

import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.Parameter;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.bayes.ClassStatistics;
import org.jspecify.annotations.Nullable;

/**
 * A decision tree that grows with a stream: a leaf splits once Hoeffding's bound says that the best feature is better than
 * the next (VFDT: Domingos, Hulten, "Mining high-speed data streams", 2000, doi:10.1145/347090.347107), thresholds come
 * from normal distributions per class (Gama, Rocha, Medas 2003, doi:10.1145/956750.956813), and leaves predict by majority
 * or naive Bayes (Holmes, Kirkby, Pfahringer, "Stress-testing Hoeffding trees", 2005, doi:10.1007/11564126_51). Nominal
 * features are tested for one category against all others. A record without the tested feature takes the branch that
 * more of the others took.
 *
 * <p>This is the tree itself, for learners made of trees: {@link HoeffdingTreeClassifier} is the learner. Records are as
 * the {@link Inputs} it shares with them has cleaned them, and labels and weights are checked. Predicting and learning
 * take some 2 and 10 ns per feature, and a few per level; memory stays at about the maximum of the settings: the leaves
 * with least to gain give up their estimates first, and the tree stops growing then.
 */
public final class HoeffdingTree {
    /** Parameters of {@link HoeffdingTree}. */
    public record Settings(
            @Parameter(value = "200", min = 1, max = 1e9, help = "Weight a leaf sees between two looks for a split.")
            double gracePeriod,

            @Parameter(
                    value = "1e-7",
                    min = 0,
                    above = true,
                    max = 1,
                    help = "Probability that a split is not on the best feature.")
            double splitConfidence,

            @Parameter(
                    value = "0.05",
                    min = 0,
                    max = 1,
                    help = "Features that differ by less, by Hoeffding's bound, are split on nevertheless.")
            double tieThreshold,

            @Parameter(value = "naive-bayes-adaptive", help = "How leaves predict.")
            LeafPrediction leafPrediction,

            @Parameter(
                    value = "32 mb",
                    min = 10_000,
                    bytes = true,
                    help = "Memory beyond which leaves give up their estimates, and growth ends.")
            long maxBytes) {}

    private final TreeGrowth growth;

    /**
     * For ensembles: a tree that has seen nothing.
     *
     * @param inputs cleans the records; shared by all members
     * @param features the only ones it looks at, ascending; null for all, and those that come
     * @param subspace of those, what each leaf looks at
     * @param seed of the lots that the subspace draws
     */
    public HoeffdingTree(Inputs inputs, Settings settings, int @Nullable [] features, Subspace subspace, long seed) {
        this.growth = new TreeGrowth(inputs, settings, features, subspace, seed, null);
    }

    /** As {@link #write} left it; inputs, settings and subspace are the same as they were. */
    public HoeffdingTree(Inputs inputs, Settings settings, Subspace subspace, SnapshotReader in) {
        this.growth = new TreeGrowth(inputs, settings, subspace, null, in);
    }

    /** Writes what the constructor reads. */
    public void write(SnapshotWriter out) {
        growth.write(out);
    }

    /** Forgets all it has learned; goes on drawing lots. */
    public void reset() {
        growth.reset();
    }

    /** Forgets all it has learned, and looks at these features only from here on, ascending; at all where null. */
    public void reset(int @Nullable [] features) {
        growth.reset(features);
    }

    /** The only features it looks at, ascending; null for all. A new array. */
    public int @Nullable [] features() {
        return growth.features();
    }

    /** Looks at these features from here on, ascending: those it has looked at, and more. */
    public void widen(int[] features) {
        growth.widen(features);
    }

    /** One more than the highest label learned; 0 before the first. */
    public int classes() {
        return growth.classes();
    }

    /** Leaves and inner nodes; takes a walk. */
    public int nodes() {
        return growth.root.count();
    }

    /** Bytes on the heap, without what it shares; kept up as it grows. */
    public long memoryBytes() {
        return HeapSize.object(4) + growth.memoryBytes();
    }

    /**
     * How likely each class is.
     *
     * @param into its first {@code among} elements are set, with a sum of 1, or all 0 where nothing was learned
     * @param among at least {@link #classes()}
     */
    public void probabilities(double[] record, double[] into, int among) {
        growth.probabilities(growth.root.leaf(record), record, into, among);
    }

    /** Learns from a record with a weight above 0; true when the label is what it predicted. */
    public boolean learn(double[] record, int label, double weight) {
        return grow(growth, record, label, weight);
    }

    static boolean grow(TreeGrowth growth, double[] record, int label, double weight) {
        Node leaf = growth.root.leaf(record);
        boolean right = growth.count(leaf, record, label, weight);
        if (growth.learn(leaf, record, label, weight)) {
            tryToSplit(growth, leaf);
        }
        return right;
    }

    /** Splits a leaf where its best feature is surely better than the next, or they are as good as equal. */
    static void tryToSplit(TreeGrowth growth, Node leaf) {
        if (growth.ready(leaf)) {
            ClassStatistics statistics = TreeGrowth.statistics(leaf);
            Split split = growth.best(statistics);
            double bound = growth.bound(statistics);
            boolean sure = split.gain - split.secondGain > bound || bound < growth.settings.tieThreshold();
            if (split.gain > 0 && sure) {
                growth.split(leaf, split, false);
            }
        }
    }
}
