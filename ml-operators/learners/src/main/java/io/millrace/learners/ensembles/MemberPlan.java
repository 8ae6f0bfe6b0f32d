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
    private static final long LEAST_BYTES = 10_000;

    /**
     * Bytes for each tree of so many members with so many trees and windows each.
     *
     * @throws IllegalArgumentException when that is less than a tree needs
     */
    static long treeBytes(long maxBytes, int members, int treesEach, int windows) {
        long bytes = (maxBytes / Math.max(1, members) - windows * WINDOW_BYTES - OWN_BYTES) / treesEach;
        if (bytes < LEAST_BYTES) {
            throw new IllegalArgumentException("max-bytes, " + maxBytes + ", leaves " + bytes + " for each tree of "
                    + members + " members, which needs " + LEAST_BYTES);
        }
        return bytes;
    }

    /** Bytes on the heap: it is made anew of each setup. */
    long memoryBytes() {
        return HeapSize.object(32)
                + weights.memoryBytes()
                + 200
                + HeapSize.object(40)
                + (leaves == trees ? 0 : HeapSize.object(16));
    }

    static HoeffdingTree.Settings settings(TreeSettings tree, long bytes) {
        return new HoeffdingTree.Settings(
                tree.gracePeriod(), tree.splitConfidence(), tree.tieThreshold(), tree.leafPrediction(), bytes);
    }
}
