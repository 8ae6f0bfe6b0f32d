package io.millrace.learners.ensembles;

import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.Setup;
import io.millrace.learners.drift.Adwin;
import io.millrace.learners.trees.RegressionTree;
import io.millrace.learners.trees.Subspace;

/**
 * How members of an ensemble of regression trees learn; one for all of them.
 *
 * @param weights how often each learns a record
 * @param tree settings of each tree
 * @param leaves features that each leaf looks at
 * @param change finds that a member's errors have risen
 * @param warning finds that they may be rising, and has another tree grow in the background
 * @param renewal share of changes at which trees of odd numbers are replaced
 * @param centroids whether leaves know where their records lie
 */
record RegressionPlan(
        PoissonWeights weights,
        RegressionTree.Settings tree,
        Subspace leaves,
        Setup<Adwin.Settings> change,
        Setup<Adwin.Settings> warning,
        double renewal,
        boolean centroids) {
    static RegressionTree.Settings settings(RegressionTreeSettings tree, long bytes) {
        return new RegressionTree.Settings(
                tree.gracePeriod(), tree.splitConfidence(), tree.tieThreshold(), tree.leafPrediction(), false, bytes);
    }

    RegressionTree tree(Inputs inputs, long seed) {
        return new RegressionTree(inputs, tree, null, leaves, seed, centroids);
    }

    /** Bytes on the heap: it is made anew of each setup. */
    long memoryBytes() {
        return HeapSize.object(32) + weights.memoryBytes() + 2 * 100 + HeapSize.object(40) + HeapSize.object(16);
    }
}
