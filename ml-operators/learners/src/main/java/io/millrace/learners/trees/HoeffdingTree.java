package io.millrace.learners.trees;

import io.millrace.learners.Classifier;
import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.Parameter;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.SplitMix64;
import io.millrace.learners.bayes.ClassStatistics;
import io.millrace.learners.bayes.Columns;
import io.millrace.learners.bayes.Logarithm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
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
    private static final double LEAST_CLASS = 0.01;
    private static final double INHERITED = 1;
    private static final double RELIEF = 0.8;

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

            @Parameter(value = "NAIVE_BAYES_ADAPTIVE", help = "How leaves predict.")
            LeafPrediction leafPrediction,

            @Parameter(
                    value = "32 mb",
                    min = 10_000,
                    bytes = true,
                    help = "Memory beyond which leaves give up their estimates, and growth ends.")
            long maxBytes) {}

    private final Inputs inputs;
    private final Settings settings;
    private final Subspace subspace;
    private final SplitMix64 random;
    private final GainSearch search = new GainSearch();
    private final double logConfidence;
    private int @Nullable [] features;
    private Columns columns = Columns.NONE;
    private Node root;
    private int classes;
    private long bytes;
    private double[] scores = new double[4];

    /**
     * For ensembles: a tree that has seen nothing.
     *
     * @param inputs cleans the records; shared by all members
     * @param features the only ones it looks at, ascending; null for all, and those that come
     * @param subspace of those, what each leaf looks at
     * @param seed of the lots that the subspace draws
     */
    public HoeffdingTree(Inputs inputs, Settings settings, int @Nullable [] features, Subspace subspace, long seed) {
        this.inputs = inputs;
        this.settings = settings;
        this.subspace = subspace;
        this.random = new SplitMix64(seed);
        this.logConfidence = Math.log(1 / settings.splitConfidence());
        this.features = features == null ? null : features.clone();
        this.root = new Node(0);
        reset();
    }

    /** As {@link #write} left it; inputs, settings and subspace are the same as they were. */
    public HoeffdingTree(Inputs inputs, Settings settings, Subspace subspace, SnapshotReader in) {
        this.inputs = inputs;
        this.settings = settings;
        this.subspace = subspace;
        this.random = new SplitMix64(in.readLong());
        this.logConfidence = Math.log(1 / settings.splitConfidence());
        this.features = in.readBoolean() ? Columns.read(inputs, in).features() : null;
        this.columns = Columns.read(inputs, in);
        this.classes = in.readCount("classes", Classifier.MAX_CLASSES);
        this.root = Node.read(inputs, columns, 0, in);
        restored(root);
    }

    private void restored(Node node) {
        bytes += Node.BYTES;
        if (node.left != null && node.right != null) {
            restored(node.left);
            restored(node.right);
            return;
        }
        ClassStatistics statistics = statistics(node);
        bytes += bytes(statistics);
        checkRoom(statistics.slots());
        for (int slot = 0; slot < statistics.slots(); slot++) {
            if (statistics.classAt(slot) >= classes) {
                throw new CorruptSnapshotException(
                        "classes are below " + classes + ", found " + statistics.classAt(slot));
            }
        }
    }

    /** Writes what the constructor reads. */
    public void write(SnapshotWriter out) {
        out.writeLong(random.state());
        out.writeBoolean(features != null);
        if (features != null) {
            Columns.of(inputs, features).write(out);
        }
        columns.write(out);
        out.writeCount(classes);
        root.write(columns, out);
    }

    /** Forgets all it has learned; goes on drawing lots. */
    public void reset() {
        columns = subspace.whole() ? subspace.draw(inputs, features, random) : Columns.NONE;
        bytes = 0;
        classes = 0;
        root = leaf(0, new ClassStatistics(leafColumns(), 1));
    }

    /** Forgets all it has learned, and looks at these features only from here on, ascending; at all where null. */
    public void reset(int @Nullable [] newFeatures) {
        features = newFeatures == null ? null : newFeatures.clone();
        reset();
    }

    /** One more than the highest label learned; 0 before the first. */
    public int classes() {
        return classes;
    }

    /** Leaves and inner nodes; takes a walk. */
    public int nodes() {
        return nodes(root);
    }

    private static int nodes(Node node) {
        return node.left == null || node.right == null ? 1 : 1 + nodes(node.left) + nodes(node.right);
    }

    /** Bytes on the heap, without what it shares; kept up as it grows. */
    public long memoryBytes() {
        long own = HeapSize.object(72) + HeapSize.object(8) + HeapSize.doubles(scores.length) + search.memoryBytes();
        long lists = (features == null ? 0 : HeapSize.ints(features.length))
                + (columns == Columns.NONE ? 0 : columns.memoryBytes());
        return own + lists + bytes;
    }

    /**
     * How likely each class is.
     *
     * @param into its first {@code among} elements are set, with a sum of 1, or all 0 where nothing was learned
     * @param among at least {@link #classes()}
     */
    public void probabilities(double[] record, double[] into, int among) {
        Node leaf = root.leaf(record);
        statistics(leaf).probabilities(record, byBayes(leaf), scores, into, among);
    }

    private boolean byBayes(Node leaf) {
        return switch (settings.leafPrediction()) {
            case MAJORITY -> false;
            case NAIVE_BAYES -> true;
            case NAIVE_BAYES_ADAPTIVE -> leaf.bayesRight >= leaf.majorityRight;
        };
    }

    private static ClassStatistics statistics(Node leaf) {
        return java.util.Objects.requireNonNull(leaf.statistics);
    }

    /** Learns from a record with a weight above 0. */
    public void learn(double[] record, int label, double weight) {
        classes = Math.max(classes, label + 1);
        Node leaf = root.leaf(record);
        if (leaf.active && missesFeatures(leaf)) {
            widen(leaf);
        }
        ClassStatistics statistics = statistics(leaf);
        count(leaf, statistics, record, label, weight);
        leaf.seen += weight;
        long before = statistics.memoryBytes();
        if (statistics.slotOf(label) < 0 && bytes + statistics.slotBytes() > settings.maxBytes()) {
            relieve(statistics.slotBytes());
            statistics = statistics(leaf);
            before = statistics.memoryBytes();
            if (bytes + statistics.slotBytes() > settings.maxBytes()) {
                return;
            }
        }
        statistics.learn(record, label, weight);
        checkRoom(statistics.slots());
        long grown = statistics.memoryBytes() - before;
        if (grown > 0) {
            bytes += grown;
            if (bytes > settings.maxBytes()) {
                relieve(0);
            }
        }
        if (leaf.seen - leaf.evaluated >= settings.gracePeriod()) {
            leaf.evaluated = leaf.seen;
            evaluate(leaf);
        }
    }

    private void count(Node leaf, ClassStatistics statistics, double[] record, int label, double weight) {
        if (settings.leafPrediction() == LeafPrediction.NAIVE_BAYES_ADAPTIVE && leaf.active) {
            statistics.scores(record, scores);
            int best = 0;
            for (int slot = 1; slot < statistics.slots(); slot++) {
                best = scores[slot] > scores[best] ? slot : best;
            }
            if (statistics.slots() > 0 && statistics.classAt(best) == label) {
                leaf.bayesRight += weight;
            }
        }
        int heaviest = statistics.heaviest();
        if (heaviest >= 0 && statistics.classAt(heaviest) == label) {
            leaf.majorityRight += weight;
        }
    }

    private boolean missesFeatures(Node leaf) {
        int pool = features == null ? inputs.width() : features.length;
        return statistics(leaf).columns().size() < subspace.of(pool);
    }

    /** A longer record than any before came: the leaf looks at new features too, or draws anew. */
    private void widen(Node leaf) {
        if (subspace.whole() && features == null && columns.size() < inputs.width()) {
            columns = Columns.all(inputs);
        }
        replace(leaf, statistics(leaf).with(leafColumns()));
    }

    private Columns leafColumns() {
        return subspace.whole() ? columns : subspace.draw(inputs, features, random);
    }

    private void replace(Node leaf, ClassStatistics statistics) {
        bytes += bytes(statistics) - bytes(statistics(leaf));
        leaf.statistics = statistics;
        checkRoom(statistics.slots());
    }

    private long bytes(ClassStatistics statistics) {
        boolean shared = subspace.whole() || statistics.columns().size() == 0;
        return statistics.memoryBytes() + (shared ? 0 : statistics.columns().memoryBytes());
    }

    private Node leaf(int depth, ClassStatistics statistics) {
        Node leaf = new Node(depth);
        leaf.statistics = statistics;
        bytes += Node.BYTES + bytes(statistics);
        checkRoom(statistics.slots());
        return leaf;
    }

    private void checkRoom(int slots) {
        if (slots > scores.length) {
            scores = new double[Math.max(slots, 2 * scores.length)];
        }
    }

    private void evaluate(Node leaf) {
        ClassStatistics statistics = statistics(leaf);
        if (!leaf.active) {
            reactivate(leaf);
            return;
        }
        if (statistics.slots() < 2 || leaf.depth >= Node.MAX_DEPTH) {
            return;
        }
        Split split = search.best(statistics);
        double range = Logarithm.of(statistics.slots()) / Logarithm.of(2);
        double bound = Math.sqrt(range * range * logConfidence / (2 * statistics.total()));
        boolean sure = split.gain - split.secondGain > bound || bound < settings.tieThreshold();
        if (split.gain > 0 && sure && room(leaf, statistics.memoryBytes() + 2 * Node.BYTES)) {
            split(leaf, split);
        }
    }

    private boolean room(Node leaf, long more) {
        if (bytes + more > settings.maxBytes()) {
            relieve(more);
        }
        return leaf.active && bytes + more <= settings.maxBytes();
    }

    private void split(Node leaf, Split split) {
        ClassStatistics statistics = statistics(leaf);
        double[] lefts = GainSearch.lefts(statistics, split);
        double[] rights = new double[lefts.length];
        Arrays.setAll(rights, slot -> statistics.classWeight(slot) - lefts[slot]);
        Node left = leaf(leaf.depth + 1, statistics.part(leafColumns(), lefts, LEAST_CLASS, INHERITED));
        Node right = leaf(leaf.depth + 1, statistics.part(leafColumns(), rights, LEAST_CLASS, INHERITED));
        bytes -= bytes(statistics);
        leaf.part(split, left, right);
    }

    /** Lets the leaves with least to gain give up their estimates until so many bytes more have room. */
    private void relieve(long more) {
        List<Node> leaves = new ArrayList<>();
        collect(root, leaves);
        leaves.sort(Comparator.comparingDouble(Node::promise));
        long target = (long) (settings.maxBytes() * RELIEF) - more;
        for (Node leaf : leaves) {
            if (bytes <= target) {
                return;
            }
            leaf.active = false;
            replace(leaf, statistics(leaf).with(Columns.NONE));
        }
    }

    private static void collect(Node node, List<Node> leaves) {
        if (node.left != null && node.right != null) {
            collect(node.left, leaves);
            collect(node.right, leaves);
        } else if (node.active) {
            leaves.add(node);
        }
    }

    private void reactivate(Node leaf) {
        ClassStatistics old = statistics(leaf);
        long more = 64L * old.slots() * Math.max(1, subspace.of(inputs.width()));
        if (bytes + more <= settings.maxBytes() * RELIEF) {
            replace(leaf, old.with(leafColumns()));
            leaf.active = true;
        }
    }
}
