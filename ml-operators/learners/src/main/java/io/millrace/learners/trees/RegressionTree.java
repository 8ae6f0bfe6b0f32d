package io.millrace.learners.trees;

import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.Parameter;
import io.millrace.learners.Schema;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.SplitMix64;
import io.millrace.learners.bayes.Columns;
import io.millrace.learners.drift.PageHinkley;
import io.millrace.learners.pmml.PmmlWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A regression tree that grows with a stream and follows its changes: FIMT-DD (Ikonomovska, Gama, Džeroski, "Learning model
 * trees from evolving data streams", 2011, doi:10.1007/s10618-010-0201-y). A leaf splits where the standard deviation of
 * the target falls most, once Hoeffding's bound says that no other feature does as well. Where the error rises at a node, a
 * tree grows beside it and takes its place once it is better. Unlike the paper, values are kept in bins (so that time and
 * memory per record do not grow), and the linear models of leaves are solved for least squares, so that they do not diverge.
 * Nominal features are tested for one category against all others.
 *
 * <p>This is the tree itself, for learners made of trees: {@link RegressionTreeRegressor} is the learner. Records are as
 * the {@link Inputs} it shares with them has cleaned them, and targets and weights are checked. Memory stays at about the
 * maximum of the settings: the leaves with least to gain give up their bins first, and the tree stops growing then.
 */
public final class RegressionTree {
    private static final double RELIEF = 0.8;
    private static final int TRIAL = 150;
    private static final int TRIALS = 10;
    private static final double FADING = 0.995;

    /** Parameters of {@link RegressionTree}. */
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

            @Parameter(value = "adaptive", help = "How leaves predict.")
            RegressionPrediction leafPrediction,

            @Parameter(value = "true", help = "Whether branches are replaced when their error rises.")
            boolean changeTest,

            @Parameter(
                    value = "32 mb",
                    min = 10_000,
                    bytes = true,
                    help = "Memory beyond which leaves give up their bins, and growth ends.")
            long maxBytes) {}

    private static final Setup<PageHinkley.Settings> TEST =
            new Setup<>(Schema.numeric(0), new PageHinkley.Settings(0.005, 50, 200), 0);

    private final Inputs inputs;
    private final Settings settings;
    private final Subspace subspace;
    private final boolean centroids;
    private final SplitMix64 random;
    private final double logConfidence;
    private final int @Nullable [] features;
    private Columns columns = Columns.NONE;
    private RegressionNode root;
    private double seen;
    private double mean;
    private double squares;
    private long bytes;
    /** No leaf has bins left to give up. */
    private boolean exhausted;

    private double[] z = new double[1];
    private double[] scratch = new double[1];
    private final double[] sides = new double[6];

    /**
     * For ensembles: a tree that has seen nothing.
     *
     * @param inputs cleans the records; shared by all members
     * @param features the only ones it looks at, ascending; null for all, and those that come
     * @param subspace of those, what each leaf looks at
     * @param seed of the lots that the subspace draws
     * @param centroids whether leaves keep the centroid of their records, for {@link #distance}
     */
    public RegressionTree(
            Inputs inputs,
            Settings settings,
            int @Nullable [] features,
            Subspace subspace,
            long seed,
            boolean centroids) {
        this.centroids = centroids;
        this.inputs = inputs;
        this.settings = settings;
        this.subspace = subspace;
        this.random = new SplitMix64(seed);
        this.logConfidence = Math.log(1 / settings.splitConfidence());
        this.features = features == null ? null : features.clone();
        this.root = new RegressionNode(0);
        reset();
    }

    /** As {@link #write} left it; the other arguments are the same as they were. */
    public RegressionTree(Inputs inputs, Settings settings, Subspace subspace, boolean centroids, SnapshotReader in) {
        this.centroids = centroids;
        this.inputs = inputs;
        this.settings = settings;
        this.subspace = subspace;
        this.random = new SplitMix64(in.readLong());
        this.logConfidence = Math.log(1 / settings.splitConfidence());
        this.features = in.readBoolean() ? Columns.read(inputs, in).features() : null;
        this.columns = Columns.read(inputs, in);
        this.seen = in.readPositive("weight seen");
        this.mean = in.readFinite("mean target");
        this.squares = in.readPositive("squares of targets");
        this.root = RegressionNode.read(inputs, columns, centroids, 0, TEST, in);
        this.bytes = bytes(root);
        room(root);
    }

    /** Writes what the constructor reads. */
    public void write(SnapshotWriter out) {
        out.writeLong(random.state());
        out.writeBoolean(features != null);
        if (features != null) {
            Columns.of(inputs, features).write(out);
        }
        columns.write(out);
        out.writeDouble(seen);
        out.writeDouble(mean);
        out.writeDouble(squares);
        root.write(columns, out);
    }

    /** Forgets all it has learned; goes on drawing lots. */
    public void reset() {
        columns = subspace.whole() ? subspace.draw(inputs, features, random) : Columns.NONE;
        seen = 0;
        mean = 0;
        squares = 0;
        root = node(0, fresh());
        bytes = bytes(root);
    }

    /** Leaves and inner nodes, without those of alternates; takes a walk. */
    public int nodes() {
        return nodes(root);
    }

    private static int nodes(RegressionNode node) {
        return node.left == null || node.right == null ? 1 : 1 + nodes(node.left) + nodes(node.right);
    }

    /** Bytes on the heap, without what it shares; kept up as it grows. */
    public long memoryBytes() {
        long own = HeapSize.object(97) + HeapSize.object(8) + HeapSize.doubles(6) + 2 * HeapSize.doubles(z.length);
        long lists = (features == null ? 0 : HeapSize.ints(features.length))
                + (columns == Columns.NONE ? 0 : columns.memoryBytes());
        return own + lists + bytes;
    }

    /** A finite number; 0 before the first record. */
    public double predict(double[] record) {
        return root.leaf(record).predict(record, settings.leafPrediction(), z);
    }

    void writePmml(PmmlWriter out) {
        TreePmml.regression(out, root, settings.leafPrediction());
    }

    /** Whether it has learned nothing. */
    public boolean blank() {
        return seen == 0;
    }

    /**
     * How far a record is from the centroid of the leaf it comes to: the sum of squared differences, each times its
     * factor and at most 100. Numbers that either lacks, or that have no factor, are passed over; 0 without centroids.
     */
    public double distance(double[] record, double[] factors) {
        Centroid centroid = root.leaf(record).centroid;
        return centroid == null ? 0 : centroid.distance(record, factors);
    }

    /** Learns from a record with a weight above 0. */
    public void learn(double[] record, double target, double weight) {
        seen += weight;
        double apart = target - mean;
        mean += apart * (weight / seen);
        squares += weight * apart * (target - mean);
        learn(root, true, record, target, weight);
    }

    private void learn(RegressionNode top, boolean watched, double[] record, double target, double weight) {
        RegressionNode node = top;
        double error = settings.changeTest() && watched
                ? target - top.leaf(record).predict(record, settings.leafPrediction(), z)
                : 0;
        double deviation = Math.sqrt(squares / seen);
        while (node.leaf == null) {
            if (node.errors != null && watched) {
                watch(node, Math.abs(error) / Math.max(deviation, Double.MIN_NORMAL));
                if (node.alternate != null && grow(node, error, record, target, weight)) {
                    return;
                }
            }
            node = node.next(record);
        }
        learnLeaf(node, record, target, weight);
    }

    private void watch(RegressionNode node, double error) {
        boolean rose = Objects.requireNonNull(node.errors).add(error) == PageHinkley.Signal.DRIFT;
        if (!rose || node.alternate != null) {
            return;
        }
        RegressionNode alternate = node(node.depth, fresh());
        if (makeRoom(bytes(alternate))) {
            node.alternate = alternate;
            node.sinceAlternate = 0;
            node.ownLoss = 0;
            node.alternateLoss = 0;
            bytes += bytes(alternate);
        }
    }

    /** Lets the alternate learn; true when it has taken the node's place. */
    private boolean grow(RegressionNode node, double error, double[] record, double target, double weight) {
        RegressionNode alternate = Objects.requireNonNull(node.alternate);
        double other = target - alternate.leaf(record).predict(record, settings.leafPrediction(), z);
        node.ownLoss = FADING * node.ownLoss + weight * error * error;
        node.alternateLoss = FADING * node.alternateLoss + weight * other * other;
        learn(alternate, false, record, target, weight);
        node.sinceAlternate++;
        if (node.sinceAlternate % TRIAL != 0) {
            return false;
        }
        if (node.alternateLoss < node.ownLoss) {
            long before = bytes(node);
            node.become(alternate);
            bytes += bytes(node) - before;
            return true;
        }
        if (node.sinceAlternate >= TRIAL * TRIALS) {
            bytes -= bytes(alternate);
            node.alternate = null;
        }
        return false;
    }

    private void learnLeaf(RegressionNode node, double[] record, double target, double weight) {
        RegressionLeaf leaf = Objects.requireNonNull(node.leaf);
        int wanted = subspace.of(features == null ? inputs.width() : features.length);
        if (leaf.columns.size() < wanted && makeRoom(16L * RegressionLeaf.WARM * wanted)) {
            long before = bytes(leaf);
            if (subspace.whole() && features == null && columns.size() < inputs.width()) {
                columns = Columns.all(inputs);
            }
            leaf = leaf.with(drawn());
            node.leaf = leaf;
            bytes += bytes(leaf) - before;
        }
        room(leaf);
        long before = leaf.memoryBytes();
        leaf.learn(record, target, weight, z, scratch);
        if (leaf.warm()) {
            leaf.settle(makeRoom(TargetBins.bytes(leaf.columns)), z, scratch);
            exhausted = false;
        }
        bytes += leaf.memoryBytes() - before;
        if (bytes > settings.maxBytes()) {
            relieve(0);
        }
        if (leaf.seen - leaf.evaluated >= settings.gracePeriod()) {
            leaf.evaluated = leaf.seen;
            if (leaf.splittable() && node.depth < RegressionNode.MAX_DEPTH) {
                evaluate(node, leaf);
            }
        }
    }

    private RegressionLeaf fresh() {
        Columns own = drawn();
        RegressionLeaf leaf = new RegressionLeaf(own, new LeafModel(own.numbers()));
        leaf.centroid = centroids ? new Centroid(inputs.width()) : null;
        return leaf;
    }

    private Columns drawn() {
        return subspace.whole() ? columns : subspace.draw(inputs, features, random);
    }

    private void room(RegressionNode node) {
        if (node.leaf != null) {
            room(node.leaf);
            return;
        }
        for (RegressionNode next : new RegressionNode[] {node.left, node.right, node.alternate}) {
            if (next != null) {
                room(next);
            }
        }
    }

    private void room(RegressionLeaf leaf) {
        int needed = leaf.columns.numbers() + 1;
        if (z.length < needed) {
            z = new double[needed];
            scratch = new double[needed];
        }
    }

    private RegressionNode node(int depth, RegressionLeaf leaf) {
        RegressionNode node = new RegressionNode(depth);
        node.leaf = leaf;
        room(leaf);
        return node;
    }

    private void evaluate(RegressionNode node, RegressionLeaf leaf) {
        Split split = leaf.best(sides);
        double bound = Math.sqrt(logConfidence / (2 * leaf.weight()));
        boolean sure = split.secondGain + bound * split.gain < split.gain || bound < settings.tieThreshold();
        if (!(split.gain > 0) || !sure) {
            return;
        }
        long more = 2 * (bytes(leaf) + RegressionNode.BYTES);
        if (!makeRoom(more) || !leaf.splittable()) {
            return;
        }
        long before = bytes(node);
        RegressionNode left = node(node.depth + 1, leaf.branch(drawn(), sides, 0));
        RegressionNode right = node(node.depth + 1, leaf.branch(drawn(), sides, 3));
        node.part(split, left, right, settings.changeTest() ? new PageHinkley(TEST) : null);
        bytes += bytes(node) - before;
    }

    private boolean makeRoom(long more) {
        if (bytes + more > settings.maxBytes()) {
            relieve(more);
        }
        return bytes + more <= settings.maxBytes();
    }

    /** Lets the leaves with least to gain give up their bins until so many bytes more have room. */
    private void relieve(long more) {
        if (exhausted) {
            return;
        }
        List<RegressionLeaf> leaves = new ArrayList<>();
        root.collect(leaves);
        leaves.sort(Comparator.comparingDouble(RegressionLeaf::promise));
        long target = (long) (settings.maxBytes() * RELIEF) - more;
        for (RegressionLeaf leaf : leaves) {
            if (bytes <= target) {
                return;
            }
            bytes -= leaf.memoryBytes();
            leaf.deactivate();
            bytes += leaf.memoryBytes();
        }
        exhausted = true;
    }

    private long bytes(RegressionLeaf leaf) {
        return leaf.memoryBytes() + (subspace.whole() ? 0 : leaf.columns.memoryBytes());
    }

    private long bytes(RegressionNode node) {
        long sum = RegressionNode.BYTES;
        if (node.leaf != null) {
            return sum + bytes(node.leaf);
        }
        sum += node.errors == null ? 0 : node.errors.memoryBytes();
        for (RegressionNode next : new RegressionNode[] {node.left, node.right, node.alternate}) {
            sum += next == null ? 0 : bytes(next);
        }
        return sum;
    }
}
