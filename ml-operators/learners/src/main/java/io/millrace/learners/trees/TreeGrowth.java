package io.millrace.learners.trees;

import io.millrace.learners.Classifier;
import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.SplitMix64;
import io.millrace.learners.bayes.ClassStatistics;
import io.millrace.learners.bayes.Columns;
import io.millrace.learners.bayes.Logarithm;
import io.millrace.learners.drift.Adwin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What all classification trees have in common: leaves that predict, learn, split, and give up their estimates for lack of
 * memory. Nodes have windows over their errors where a setup of those is given.
 */
final class TreeGrowth {
    private static final double LEAST_CLASS = 0.01;
    private static final double INHERITED = 1;
    private static final double RELIEF = 0.8;
    /** What a node with a window of errors takes at most, without its estimates. */
    private static final long WATCHED_BYTES = 2_560;

    final Inputs inputs;
    final HoeffdingTree.Settings settings;
    private final Subspace subspace;
    private final @Nullable Setup<Adwin.Settings> watch;
    private final SplitMix64 random;
    private final GainSearch search = new GainSearch();
    private final double logConfidence;
    private int @Nullable [] features;
    private Columns columns = Columns.NONE;
    Node root;
    private int classes;
    private int nodes;
    private long bytes;
    /** No node has estimates left to give up. */
    private boolean exhausted;

    private double[] scores = new double[4];

    TreeGrowth(
            Inputs inputs,
            HoeffdingTree.Settings settings,
            int @Nullable [] features,
            Subspace subspace,
            long seed,
            @Nullable Setup<Adwin.Settings> watch) {
        this.inputs = inputs;
        this.settings = settings;
        this.subspace = subspace;
        this.watch = watch;
        this.random = new SplitMix64(seed);
        this.logConfidence = Math.log(1 / settings.splitConfidence());
        this.features = features == null ? null : features.clone();
        this.root = new Node(0);
        reset();
    }

    TreeGrowth(
            Inputs inputs,
            HoeffdingTree.Settings settings,
            Subspace subspace,
            @Nullable Setup<Adwin.Settings> watch,
            SnapshotReader in) {
        this.inputs = inputs;
        this.settings = settings;
        this.subspace = subspace;
        this.watch = watch;
        this.random = new SplitMix64(in.readLong());
        this.logConfidence = Math.log(1 / settings.splitConfidence());
        this.features = in.readBoolean() ? Columns.read(inputs, in).features() : null;
        this.columns = Columns.read(inputs, in);
        this.classes = in.readCount("classes", Classifier.MAX_CLASSES);
        this.root = Node.read(inputs, columns, watch, 0, in);
        this.bytes = bytes(root);
        this.nodes = root.countAll();
        check(root);
    }

    private void check(Node node) {
        ClassStatistics statistics = node.statistics;
        if (statistics == null ? node.left == null : !statistics.allBelow(classes)) {
            throw new CorruptSnapshotException("a leaf has estimates, and of classes below " + classes);
        }
        if (statistics != null) {
            checkRoom(statistics.slots());
        }
        for (Node next : node.nexts()) {
            if (next != null) {
                check(next);
            }
        }
    }

    void write(SnapshotWriter out) {
        out.writeLong(random.state());
        out.writeBoolean(features != null);
        if (features != null) {
            Columns.of(inputs, features).write(out);
        }
        columns.write(out);
        out.writeCount(classes);
        root.write(columns, out);
    }

    void reset() {
        columns = subspace.whole() ? subspace.draw(inputs, features, random) : Columns.NONE;
        bytes = 0;
        nodes = 0;
        classes = 0;
        root = leaf(0, new ClassStatistics(leafColumns(), 1));
    }

    void reset(int @Nullable [] newFeatures) {
        features = newFeatures == null ? null : newFeatures.clone();
        reset();
    }

    int @Nullable [] features() {
        return features == null ? null : features.clone();
    }

    void widen(int[] more) {
        features = more.clone();
        columns = subspace.whole() ? Columns.of(inputs, features) : Columns.NONE;
    }

    int classes() {
        return classes;
    }

    long memoryBytes() {
        long own = HeapSize.object(72) + HeapSize.object(8) + HeapSize.doubles(scores.length) + search.memoryBytes();
        long lists = (features == null ? 0 : HeapSize.ints(features.length))
                + (columns == Columns.NONE ? 0 : columns.memoryBytes());
        return own + lists + bytes;
    }

    void probabilities(Node leaf, double[] record, double[] into, int among) {
        statistics(leaf).probabilities(record, byBayes(leaf), scores, into, among);
    }

    private boolean byBayes(Node leaf) {
        return switch (settings.leafPrediction()) {
            case MAJORITY -> false;
            case NAIVE_BAYES -> true;
            case NAIVE_BAYES_ADAPTIVE -> leaf.bayesRight >= leaf.majorityRight;
        };
    }

    static ClassStatistics statistics(Node node) {
        return Objects.requireNonNull(node.statistics);
    }

    /** Whether the leaf's prediction is this label; counts which of its ways to predict are right. */
    boolean count(Node leaf, double[] record, int label, double weight) {
        ClassStatistics statistics = statistics(leaf);
        boolean byBayes = byBayes(leaf);
        boolean bayesRight = false;
        if (settings.leafPrediction() != LeafPrediction.MAJORITY && leaf.active) {
            statistics.scores(record, scores);
            int best = 0;
            for (int slot = 1; slot < statistics.slots(); slot++) {
                best = scores[slot] > scores[best] ? slot : best;
            }
            bayesRight = statistics.slots() > 0 && statistics.classAt(best) == label;
        }
        int heaviest = statistics.heaviest();
        boolean majorityRight = heaviest >= 0 && statistics.classAt(heaviest) == label;
        leaf.bayesRight += bayesRight ? weight : 0;
        leaf.majorityRight += majorityRight ? weight : 0;
        return byBayes && leaf.active ? bayesRight : majorityRight;
    }

    /** Learns from a record at a node; true when it is time to look for a split. */
    boolean learn(Node node, double[] record, int label, double weight) {
        classes = Math.max(classes, label + 1);
        if (node.active && missesFeatures(node)) {
            widen(node);
        }
        ClassStatistics statistics = node.statistics;
        node.seen += weight;
        if (statistics == null || statistics.slotOf(label) < 0 && !makeRoom(statistics.slotBytes())) {
            return false;
        }
        statistics = node.statistics;
        if (statistics == null) {
            return false;
        }
        long before = statistics.memoryBytes();
        statistics.learn(record, label, weight);
        checkRoom(statistics.slots());
        grew(statistics.memoryBytes() - before);
        if (node.seen - node.evaluated >= settings.gracePeriod()) {
            node.evaluated = node.seen;
            return true;
        }
        return false;
    }

    /** Takes note of so many bytes more. */
    void grew(long more) {
        bytes += more;
        if (more > 0 && bytes > settings.maxBytes()) {
            relieve(0);
        }
    }

    private boolean missesFeatures(Node node) {
        int pool = features == null ? inputs.width() : features.length;
        return statistics(node).columns().size() < subspace.of(pool);
    }

    /** A longer record than any before came: the node looks at new features too, or draws anew. */
    private void widen(Node node) {
        long more = 64L * Math.max(1, statistics(node).slots()) * subspace.of(inputs.width());
        if (!makeRoom(more) || !node.active) {
            return;
        }
        if (subspace.whole() && features == null && columns.size() < inputs.width()) {
            columns = Columns.all(inputs);
        }
        replace(node, statistics(node).with(leafColumns()));
        exhausted = false;
    }

    Columns leafColumns() {
        return subspace.whole() ? columns : subspace.draw(inputs, features, random);
    }

    private void replace(Node node, ClassStatistics statistics) {
        bytes += bytes(statistics) - bytes(statistics(node));
        node.statistics = statistics;
        checkRoom(statistics.slots());
    }

    private long bytes(ClassStatistics statistics) {
        boolean shared = subspace.whole() || statistics.columns().size() == 0;
        return statistics.memoryBytes() + (shared ? 0 : statistics.columns().memoryBytes());
    }

    private long bytes(Node node) {
        long sum = Node.BYTES;
        sum += node.statistics == null ? 0 : bytes(node.statistics);
        sum += node.errors == null ? 0 : node.errors.memoryBytes();
        for (Node next : node.nexts()) {
            sum += next == null ? 0 : bytes(next);
        }
        return sum;
    }

    Node leaf(int depth, ClassStatistics statistics) {
        Node leaf = new Node(depth);
        leaf.statistics = statistics;
        leaf.errors = watch == null ? null : new Adwin(watch);
        bytes += bytes(leaf);
        nodes++;
        exhausted = false;
        checkRoom(statistics.slots());
        return leaf;
    }

    /** A leaf that has seen nothing; null without room for it. */
    @Nullable
    Node fresh(int depth) {
        ClassStatistics empty = new ClassStatistics(leafColumns(), 1);
        return makeRoom(2 * bytes(empty) + Node.BYTES) && mayGrow() ? leaf(depth, empty) : null;
    }

    /** Lets a leaf forget what it has learned. */
    void renew(Node leaf) {
        replace(leaf, new ClassStatistics(leafColumns(), 1));
        leaf.active = true;
        exhausted = false;
        leaf.seen = 0;
        leaf.evaluated = 0;
        leaf.majorityRight = 0;
        leaf.bayesRight = 0;
    }

    /** Makes a node with estimates a leaf. */
    void prune(Node node) {
        drop(Objects.requireNonNull(node.left));
        drop(Objects.requireNonNull(node.right));
        node.left = null;
        node.right = null;
    }

    /** A node that is no longer part of the tree, with all below it. */
    void drop(Node node) {
        bytes -= bytes(node);
        nodes -= node.countAll();
    }

    /** Puts another node's contents, its own alternate included, in a node's place. */
    void replace(Node node, Node by) {
        node.alternate = null;
        drop(node);
        node.become(by);
    }

    private boolean mayGrow() {
        return watch == null || (nodes + 2) * WATCHED_BYTES <= settings.maxBytes() / 2;
    }

    private void checkRoom(int slots) {
        if (slots > scores.length) {
            scores = new double[Math.max(slots, 2 * scores.length)];
        }
    }

    /** Hoeffding's bound on a gain, from what a node has seen and its parent knew of it. */
    double bound(ClassStatistics statistics) {
        double range = Logarithm.of(Math.max(2, statistics.slots())) / Logarithm.of(2);
        return Math.sqrt(range * range * logConfidence / (2 * statistics.total()));
    }

    Split best(ClassStatistics statistics) {
        return search.best(statistics);
    }

    double gainOf(ClassStatistics statistics, int feature) {
        return search.of(statistics, feature).gain;
    }

    /** Whether a leaf may be looked at for a split; wakes it where it sleeps and there is room. */
    boolean ready(Node leaf) {
        if (!leaf.active) {
            ClassStatistics old = statistics(leaf);
            long more = 64L * old.slots() * Math.max(1, subspace.of(inputs.width()));
            if (bytes + more <= settings.maxBytes() * RELIEF) {
                replace(leaf, old.with(leafColumns()));
                leaf.active = true;
                exhausted = false;
            }
            return false;
        }
        return statistics(leaf).slots() > 1 && leaf.depth < Node.MAX_DEPTH;
    }

    /** Parts a leaf, if there is room; its estimates go, or stay. */
    void split(Node leaf, Split split, boolean keep) {
        long more = (keep ? 2 : 1) * statistics(leaf).memoryBytes() + 2 * Node.BYTES;
        if (!mayGrow() || !makeRoom(more) || !leaf.active) {
            return;
        }
        ClassStatistics statistics = statistics(leaf);
        double[] lefts = GainSearch.lefts(statistics, split);
        double[] rights = new double[lefts.length];
        Arrays.setAll(rights, slot -> statistics.classWeight(slot) - lefts[slot]);
        Node left = leaf(leaf.depth + 1, statistics.part(leafColumns(), lefts, LEAST_CLASS, INHERITED));
        Node right = leaf(leaf.depth + 1, statistics.part(leafColumns(), rights, LEAST_CLASS, INHERITED));
        leaf.part(split, left, right);
        if (!keep) {
            bytes -= bytes(statistics);
            leaf.statistics = null;
        }
    }

    private boolean makeRoom(long more) {
        if (bytes + more > settings.maxBytes()) {
            relieve(more);
        }
        return bytes + more <= settings.maxBytes();
    }

    /** Lets the nodes with least to gain give up their estimates until so many bytes more have room. */
    private void relieve(long more) {
        if (exhausted) {
            return;
        }
        List<Node> candidates = new ArrayList<>();
        root.collect(candidates);
        candidates.sort(Comparator.comparingDouble(Node::promise));
        long target = (long) (settings.maxBytes() * RELIEF) - more;
        for (Node node : candidates) {
            if (bytes <= target) {
                return;
            }
            node.active = false;
            if (node.left == null) {
                replace(node, statistics(node).with(Columns.NONE));
            } else {
                bytes -= bytes(statistics(node));
                node.statistics = null;
            }
        }
        exhausted = true;
    }
}
