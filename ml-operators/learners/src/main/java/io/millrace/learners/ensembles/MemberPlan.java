package io.millrace.learners.ensembles;

import io.millrace.learners.HeapSize;
import io.millrace.learners.Setup;
import io.millrace.learners.drift.Adwin;
import io.millrace.learners.trees.HoeffdingTree;
import io.millrace.learners.trees.Subspace;
import org.jspecify.annotations.Nullable;

/**
 * How members of an ensemble of classification trees learn; one for all of them.
 *
 * @param weights how often each learns a record
 * @param tree settings of each tree
 * @param leaves features that each leaf looks at
 * @param trees features that each tree looks at
 * @param change finds that a member's errors have risen
 * @param warning finds that they may be rising, and has another tree grow in the background; null for none of that
 * @param renewal share of changes at which trees of odd numbers are replaced
 */
record MemberPlan(
        PoissonWeights weights,
        HoeffdingTree.Settings tree,
        Subspace leaves,
        Subspace trees,
        Setup<Adwin.Settings> change,
        @Nullable Setup<Adwin.Settings> warning,
        double renewal) {
    /** What a window over errors may take, for a stream of any length to come. */
    private static final long WINDOW_BYTES = 3_072;

    private static final long OWN_BYTES = 512;

    /** Bytes for each of so many trees. */
    static long treeBytes(long maxBytes, int members, int treesEach, int windows) {
        return (maxBytes / members - windows * WINDOW_BYTES - OWN_BYTES) / treesEach;
    }

    /** Bytes on the heap: it is made anew of each setup. */
    long memoryBytes() {
        return HeapSize.object(32)
                + weights.memoryBytes()
                + 200
                + HeapSize.object(40)
                + (leaves == trees ? 0 : HeapSize.object(16));
    }

    /** @throws IllegalArgumentException when each tree would have less than it needs */
    static HoeffdingTree.Settings settings(TreeSettings tree, long bytes, int members) {
        if (bytes < 10_000) {
            throw new IllegalArgumentException("max-bytes is too little for " + members
                    + " members: each tree is left with " + bytes + " bytes, it needs 10000");
        }
        return new HoeffdingTree.Settings(
                tree.gracePeriod(), tree.splitConfidence(), tree.tieThreshold(), tree.leafPrediction(), bytes);
    }
}
