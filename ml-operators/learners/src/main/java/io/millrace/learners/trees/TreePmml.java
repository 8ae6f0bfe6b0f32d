package io.millrace.learners.trees;

import io.millrace.learners.pmml.PmmlWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Trees in PMML. One whose leaves give constants is a tree model, in which a missing value takes the branch that it takes here;
 * one with linear leaves is a list of regression models, of which the one counts whose path the record fits.
 */
final class TreePmml {
    private static final String TRUE = "True";

    private final PmmlWriter out;
    private int nodes;

    private TreePmml(PmmlWriter out) {
        this.out = out;
    }

    /** Writes a tree whose leaves predict by majority. */
    static void classification(PmmlWriter out, TreeGrowth growth, int classes) {
        TreePmml pmml = new TreePmml(out);
        pmml.begin("classification");
        out.probabilities(classes);
        pmml.node(growth, growth.root, classes, null, true);
        out.close();
    }

    private void begin(String function) {
        out.open(
                        "TreeModel",
                        "functionName",
                        function,
                        "splitCharacteristic",
                        "binarySplit",
                        "missingValueStrategy",
                        "defaultChild")
                .miningSchema();
    }

    @SuppressWarnings("NullAway") // a node with one branch has both
    private void node(TreeGrowth growth, Node node, int classes, @Nullable Node parent, boolean left) {
        String id = Integer.toString(nodes++);
        double[] probabilities = new double[classes];
        if (node.left == null) {
            growth.probabilities(node, new double[0], probabilities, classes);
            int best = 0;
            for (int c = 1; c < classes; c++) {
                best = probabilities[c] > probabilities[best] ? c : best;
            }
            out.open("Node", "id", id, "score", out.className(best));
        } else {
            // A branch's nodes are numbered on from its own.
            int next = nodes;
            int right = next + node.left.count();
            out.open("Node", "id", id, "defaultChild", Integer.toString(node.missingLeft ? next : right));
        }
        if (parent == null) {
            out.element(TRUE);
        } else {
            test(parent.feature, parent.nominal, parent.threshold, left);
        }
        if (node.left == null) {
            for (int c = 0; c < classes; c++) {
                String share = Double.toString(probabilities[c]);
                out.element("ScoreDistribution", "value", out.className(c), "recordCount", share, "probability", share);
            }
        } else {
            node(growth, node.left, classes, node, true);
            node(growth, node.right, classes, node, false);
        }
        out.close();
    }

    private void test(int feature, boolean nominal, double threshold, boolean left) {
        String operator = nominal ? (left ? "equal" : "notEqual") : left ? "lessOrEqual" : "greaterThan";
        String value = nominal ? out.category(feature, (int) threshold) : Double.toString(threshold);
        out.element("SimplePredicate", "field", out.feature(feature), "operator", operator, "value", value);
    }

    private record Step(RegressionNode node, boolean left) {}

    /** Writes a regression tree. */
    static void regression(PmmlWriter out, RegressionNode root, RegressionPrediction by) {
        out.open("MiningModel", "functionName", "regression").miningSchema();
        out.open("Segmentation", "multipleModelMethod", "selectFirst");
        new TreePmml(out).segments(root, by, new ArrayDeque<>());
        out.close().close();
    }

    @SuppressWarnings("NullAway") // a node is a leaf or has both branches
    private void segments(RegressionNode node, RegressionPrediction by, Deque<Step> path) {
        if (node.leaf == null) {
            path.addLast(new Step(node, true));
            segments(node.left, by, path);
            path.removeLast();
            path.addLast(new Step(node, false));
            segments(node.right, by, path);
            path.removeLast();
            return;
        }
        out.open("Segment", "id", Integer.toString(++nodes));
        path(new ArrayList<>(path));
        node.leaf.writePmml(out, by);
        out.close();
    }

    private void path(List<Step> steps) {
        if (steps.isEmpty()) {
            out.element(TRUE);
            return;
        }
        boolean several = steps.size() > 1;
        if (several) {
            out.open("CompoundPredicate", "booleanOperator", "and");
        }
        for (Step step : steps) {
            RegressionNode node = step.node();
            boolean missing = step.left() == node.missingLeft;
            if (missing) {
                out.open("CompoundPredicate", "booleanOperator", "or");
            }
            test(node.feature, node.nominal, node.threshold, step.left());
            if (missing) {
                out.element("SimplePredicate", "field", out.feature(node.feature), "operator", "isMissing");
                out.close();
            }
        }
        if (several) {
            out.close();
        }
    }
}
