package io.millrace.learners.trees;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.bayes.Columns;
import io.millrace.learners.drift.PageHinkley;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node of a {@link RegressionTree}: a leaf, or a test with two branches. */
final class RegressionNode {
    static final long BYTES = HeapSize.object(56);
    static final int MAX_DEPTH = 100;

    final int depth;
    int feature = -1;
    boolean nominal;
    boolean missingLeft;
    double threshold;

    @Nullable
    RegressionNode left;

    @Nullable
    RegressionNode right;

    @Nullable
    RegressionLeaf leaf;

    /** Watches the tree's error here; null without a change test. */
    @Nullable
    PageHinkley errors;
    /** Grows beside this one since its error rose; with weight of records since then, and both's recent squared errors. */
    @Nullable
    RegressionNode alternate;

    int sinceAlternate;
    double ownLoss;
    double alternateLoss;

    RegressionNode(int depth) {
        this.depth = depth;
    }

    /** The branch a record takes. */
    @SuppressWarnings("NullAway")
    RegressionNode next(double[] features) {
        double x = features[feature];
        if (nominal ? x == threshold : x <= threshold) {
            return left;
        }
        return Double.isNaN(x) && missingLeft ? left : right;
    }

    /** The leaf a record comes to. */
    @SuppressWarnings("NullAway")
    RegressionLeaf leaf(double[] features) {
        RegressionNode node = this;
        while (node.left != null) {
            node = node.next(features);
        }
        return node.leaf;
    }

    void part(Split split, RegressionNode newLeft, RegressionNode newRight, @Nullable PageHinkley newErrors) {
        feature = split.feature;
        nominal = split.nominal;
        threshold = split.threshold;
        missingLeft = split.missingLeft;
        left = newLeft;
        right = newRight;
        leaf = null;
        errors = newErrors;
    }

    /** Takes over all that another node is. */
    void become(RegressionNode other) {
        feature = other.feature;
        nominal = other.nominal;
        threshold = other.threshold;
        missingLeft = other.missingLeft;
        left = other.left;
        right = other.right;
        leaf = other.leaf;
        errors = other.errors;
        alternate = other.alternate;
    }

    /** Adds all leaves from here on that have bins to give up. */
    void collect(List<RegressionLeaf> leaves) {
        if (leaf != null) {
            if (leaf.splittable()) {
                leaves.add(leaf);
            }
            return;
        }
        for (RegressionNode next : new RegressionNode[] {left, right, alternate}) {
            if (next != null) {
                next.collect(leaves);
            }
        }
    }

    void write(Columns shared, SnapshotWriter out) {
        out.writeBoolean(leaf != null);
        if (leaf != null) {
            leaf.write(shared, out);
            return;
        }
        out.writeCount(feature);
        out.writeBoolean(nominal);
        out.writeBoolean(missingLeft);
        out.writeDouble(threshold);
        if (left != null && right != null) {
            left.write(shared, out);
            right.write(shared, out);
        }
        out.writeBoolean(errors != null);
        if (errors != null) {
            errors.write(out);
        }
        out.writeBoolean(alternate != null);
        if (alternate != null) {
            out.writeCount(sinceAlternate);
            out.writeDouble(ownLoss);
            out.writeDouble(alternateLoss);
            alternate.write(shared, out);
        }
    }

    static RegressionNode read(
            Inputs inputs,
            Columns shared,
            boolean centroids,
            int depth,
            Setup<PageHinkley.Settings> test,
            SnapshotReader in) {
        in.reserve(BYTES);
        RegressionNode node = new RegressionNode(depth);
        if (in.readBoolean()) {
            node.leaf = new RegressionLeaf(inputs, shared, centroids, in);
            return node;
        }
        if (depth >= MAX_DEPTH) {
            throw new CorruptSnapshotException("a tree is at most " + MAX_DEPTH + " deep");
        }
        node.feature = in.readCount("feature of a test", inputs.width() - 1);
        node.nominal = in.readBoolean();
        node.missingLeft = in.readBoolean();
        node.threshold = in.readFinite("threshold");
        node.left = read(inputs, shared, centroids, depth + 1, test, in);
        node.right = read(inputs, shared, centroids, depth + 1, test, in);
        node.errors = in.readBoolean() ? new PageHinkley(test, in) : null;
        if (in.readBoolean()) {
            node.sinceAlternate = in.readCount("records since the alternate", Integer.MAX_VALUE);
            node.ownLoss = in.readPositive("loss");
            node.alternateLoss = in.readPositive("loss of the alternate");
            node.alternate = read(inputs, shared, centroids, depth + 1, test, in);
        }
        return node;
    }
}
