package io.millrace.learners.trees;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.bayes.ClassStatistics;
import io.millrace.learners.bayes.Columns;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A node of a {@link HoeffdingTree}: a leaf with estimates, or a test with two branches. */
final class Node {
    static final long BYTES = HeapSize.object(64);
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

    /** Weight of records it was wrong on: what there is to be gained here. */
    double promise() {
        return seen - Math.max(majorityRight, bayesRight);
    }

    void part(Split split, Node newLeft, Node newRight) {
        feature = split.feature;
        nominal = split.nominal;
        threshold = split.threshold;
        missingLeft = split.missingLeft;
        left = newLeft;
        right = newRight;
        statistics = null;
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
            return;
        }
        out.writeBoolean(active);
        out.writeDouble(seen);
        out.writeDouble(evaluated);
        out.writeDouble(majorityRight);
        out.writeDouble(bayesRight);
        ClassStatistics estimates = Objects.requireNonNull(statistics);
        out.writeBoolean(estimates.columns() == shared);
        if (estimates.columns() != shared) {
            estimates.columns().write(out);
        }
        estimates.write(out);
    }

    static Node read(Inputs inputs, Columns shared, int depth, SnapshotReader in) {
        in.reserve(BYTES);
        Node node = new Node(depth);
        if (in.readBoolean()) {
            if (depth >= MAX_DEPTH) {
                throw new CorruptSnapshotException("a tree is at most " + MAX_DEPTH + " deep");
            }
            node.feature = in.readCount("feature of a test", inputs.width() - 1);
            node.nominal = in.readBoolean();
            node.missingLeft = in.readBoolean();
            node.threshold = in.readFinite("threshold");
            node.left = read(inputs, shared, depth + 1, in);
            node.right = read(inputs, shared, depth + 1, in);
            return node;
        }
        node.active = in.readBoolean();
        node.seen = in.readPositive("weight seen");
        node.evaluated = in.readPositive("weight seen at the last look");
        node.majorityRight = in.readPositive("weight the majority was right for");
        node.bayesRight = in.readPositive("weight naive Bayes was right for");
        Columns columns = in.readBoolean() ? shared : Columns.read(inputs, in);
        node.statistics = new ClassStatistics(columns.size() == 0 ? Columns.NONE : columns, in);
        return node;
    }
}
