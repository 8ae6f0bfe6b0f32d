package io.millrace.learners.trees;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.bayes.ClassStatistics;
import io.millrace.learners.bayes.Columns;
import io.millrace.learners.drift.Adwin;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node of a classification tree: a leaf with estimates, or a test with two branches. */
final class Node {
    static final long BYTES = HeapSize.object(72);
    static final int MAX_DEPTH = 100;

    final int depth;
    int feature = -1;
    boolean nominal;
    boolean missingLeft;
    double threshold;

    @Nullable
    Node left;

    @Nullable
    Node right;

    @Nullable
    ClassStatistics statistics;

    boolean active = true;
    /** Weight of records that came here, and what it was when a split was last looked for. */
    double seen;

    double evaluated;
    /** Weight of records for which the majority and naive Bayes were right before they were learned. */
    double majorityRight;

    double bayesRight;

    /** Errors of the tree's predictions here; null without a window. */
    @Nullable
    Adwin errors;
    /** Grows beside this node since its errors changed. */
    @Nullable
    Node alternate;

    Node(int depth) {
        this.depth = depth;
    }

    /** The branch a record takes. */
    @SuppressWarnings("NullAway")
    Node next(double[] features) {
        double x = features[feature];
        if (nominal ? x == threshold : x <= threshold) {
            return left;
        }
        return Double.isNaN(x) && missingLeft ? left : right;
    }

    /** The leaf a record comes to. */
    Node leaf(double[] features) {
        Node node = this;
        while (node.left != null) {
            node = node.next(features);
        }
        return node;
    }

    /** Weight of records it was wrong on: what there is to be gained here; 0 where there is a split already. */
    double promise() {
        return left != null ? 0 : seen - Math.max(majorityRight, bayesRight);
    }

    void part(Split split, Node newLeft, Node newRight) {
        feature = split.feature;
        nominal = split.nominal;
        threshold = split.threshold;
        missingLeft = split.missingLeft;
        left = newLeft;
        right = newRight;
    }

    /** Takes over all that another node is. */
    void become(Node other) {
        feature = other.feature;
        nominal = other.nominal;
        missingLeft = other.missingLeft;
        threshold = other.threshold;
        left = other.left;
        right = other.right;
        statistics = other.statistics;
        active = other.active;
        seen = other.seen;
        evaluated = other.evaluated;
        majorityRight = other.majorityRight;
        bayesRight = other.bayesRight;
        errors = other.errors;
        alternate = other.alternate;
    }

    @Nullable
    Node[] nexts() {
        return new @Nullable Node[] {left, right, alternate};
    }

    /** Adds all nodes from here on that have estimates to give up. */
    void collect(List<Node> candidates) {
        if (active && statistics != null) {
            candidates.add(this);
        }
        for (Node next : nexts()) {
            if (next != null) {
                next.collect(candidates);
            }
        }
    }

    /** Nodes from here on, with alternates. */
    int countAll() {
        int sum = 1;
        for (Node next : nexts()) {
            sum += next == null ? 0 : next.countAll();
        }
        return sum;
    }

    /** Nodes from here on, without alternates. */
    int count() {
        return left == null || right == null ? 1 : 1 + left.count() + right.count();
    }

    void write(Columns shared, SnapshotWriter out) {
        out.writeBoolean(left != null);
        if (left != null && right != null) {
            out.writeCount(feature);
            out.writeBoolean(nominal);
            out.writeBoolean(missingLeft);
            out.writeDouble(threshold);
            left.write(shared, out);
            right.write(shared, out);
        }
        out.writeBoolean(active);
        out.writeDouble(seen);
        out.writeDouble(evaluated);
        out.writeDouble(majorityRight);
        out.writeDouble(bayesRight);
        out.writeBoolean(statistics != null);
        if (statistics != null) {
            out.writeBoolean(statistics.columns() == shared);
            if (statistics.columns() != shared) {
                statistics.columns().write(out);
            }
            statistics.write(out);
        }
        if (errors != null) {
            errors.write(out);
        }
        out.writeBoolean(alternate != null);
        if (alternate != null) {
            alternate.write(shared, out);
        }
    }

    static Node read(
            Inputs inputs, Columns shared, @Nullable Setup<Adwin.Settings> watch, int depth, SnapshotReader in) {
        in.reserve(BYTES);
        if (depth > MAX_DEPTH) {
            throw new CorruptSnapshotException("a tree is at most " + MAX_DEPTH + " deep");
        }
        Node node = new Node(depth);
        if (in.readBoolean()) {
            node.feature = in.readCount("feature of a test", inputs.width() - 1);
            node.nominal = in.readBoolean();
            node.missingLeft = in.readBoolean();
            node.threshold = in.readFinite("threshold");
            node.left = read(inputs, shared, watch, depth + 1, in);
            node.right = read(inputs, shared, watch, depth + 1, in);
        }
        node.active = in.readBoolean();
        node.seen = in.readPositive("weight seen");
        node.evaluated = in.readPositive("weight seen at the last look");
        node.majorityRight = in.readPositive("weight the majority was right for");
        node.bayesRight = in.readPositive("weight naive Bayes was right for");
        if (in.readBoolean()) {
            Columns columns = in.readBoolean() ? shared : Columns.read(inputs, in);
            node.statistics = new ClassStatistics(columns.size() == 0 ? Columns.NONE : columns, in);
        }
        node.errors = watch == null ? null : new Adwin(watch, in);
        node.alternate = in.readBoolean() ? read(inputs, shared, watch, depth + 1, in) : null;
        return node;
    }
}
