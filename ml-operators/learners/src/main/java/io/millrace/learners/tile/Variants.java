package io.millrace.learners.tile;

/**
 * What the variants of {@link Tiles} are.
 *
 * @param rates step of each
 * @param sections how much each knows, ascending: 0 features, 1 extras too, 2 changes from the last record too
 * @param damping what is added to the sum of squared gradients
 * @param ladder which variants there are while there is room for all cells at that, the fullest first, each a part of
 *     the one before
 */
@SuppressWarnings("ArrayRecordComponent")
public record Variants(double[] rates, int[] sections, double damping, int[][] ladder) {
    boolean changes() {
        return sections[sections.length - 1] == 2;
    }
}
