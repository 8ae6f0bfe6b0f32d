package io.millrace.learners.evaluation;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;

/**
 * The area under the ROC curve of the last records of a binary classification, exactly, ties counted half: what Brzezinski
 * and Stefanowski call prequential AUC ("Prequential AUC: properties of the area under the ROC curve for data streams with
 * concept drift", 2017, doi:10.1007/s10115-017-1022-8). Adding takes a few nanoseconds, the value a sort of the window.
 */
public final class WindowedAuc {
    private final double[] scores;
    private final boolean[] positives;
    private int filled;
    private int next;

    /**
     * Of nothing.
     *
     * @param window how many of the last records count: 1 to {@value Horizon#MAX_WINDOW}
     * @throws IllegalArgumentException when the window is out of range
     */
    public WindowedAuc(int window) {
        Horizon.sliding(window);
        this.scores = new double[window];
        this.positives = new boolean[window];
    }

    /** As it was written. */
    public WindowedAuc(SnapshotReader in) {
        int window = in.readCount("window", Horizon.MAX_WINDOW);
        in.reserve(9L * window);
        this.filled = in.readCountOf("records", window, 9);
        this.next = in.readCount("place of the next record", Math.max(0, window - 1));
        if (window == 0 || filled < window && next != filled) {
            throw new CorruptSnapshotException("place of the next record is " + filled + ", found " + next);
        }
        this.scores = Arrays.copyOf(in.readFiniteDoubles("scores", filled), window);
        this.positives = new boolean[window];
        for (int i = 0; i < filled; i++) {
            positives[i] = in.readBoolean();
        }
    }

    /** Writes what the constructor reads: 9 bytes for each record of the window. */
    public void write(SnapshotWriter out) {
        out.writeCount(scores.length);
        out.writeCount(filled);
        out.writeCount(next);
        out.writeDoubles(scores, filled);
        for (int i = 0; i < filled; i++) {
            out.writeBoolean(positives[i]);
        }
    }

    /** Bytes on the heap. */
    public long memoryBytes() {
        return HeapSize.object(16) + HeapSize.doubles(scores.length) + HeapSize.array(scores.length);
    }

    /**
     * Adds one record.
     *
     * @param positive whether it is of the positive class
     * @param score greater for those that were held for positive, such as the probability of that class
     * @throws IllegalArgumentException when the score is not finite; nothing is changed then
     */
    public void add(boolean positive, double score) {
        if (!Double.isFinite(score)) {
            throw new IllegalArgumentException("score is a finite number, not " + score);
        }
        // Zero has two signs that compare as equal and sort apart.
        scores[next] = score + 0.0;
        positives[next] = positive;
        next = next + 1 == scores.length ? 0 : next + 1;
        filled = Math.min(filled + 1, scores.length);
    }

    /**
     * How likely a positive one of the window has a greater score than a negative one, 0 to 1; NaN where the window lacks one
     * of the two.
     */
    public double value() {
        double[] up = new double[filled];
        double[] down = new double[filled];
        int ups = 0;
        int downs = 0;
        for (int i = 0; i < filled; i++) {
            if (positives[i]) {
                up[ups++] = scores[i];
            } else {
                down[downs++] = scores[i];
            }
        }
        Arrays.sort(up, 0, ups);
        Arrays.sort(down, 0, downs);
        // Twice the pairs that stand right, so that halves are whole.
        long twice = 0;
        int less = 0;
        int atMost = 0;
        for (int i = 0; i < ups; i++) {
            while (less < downs && down[less] < up[i]) {
                less++;
            }
            while (atMost < downs && down[atMost] <= up[i]) {
                atMost++;
            }
            twice += less + (long) atMost;
        }
        return ups == 0 || downs == 0 ? Double.NaN : twice / (2.0 * ups * downs);
    }
}
