package io.millrace.learners.ensembles;

import io.millrace.learners.HeapSize;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;

/**
 * Puts together the predictions of leaves, one of each member: the mean over the nearest k, by what each member's word
 * counts, with the k of least squared error of late. Ties go to the first member, and to the smallest k. Some {@code n²/4}
 * comparisons for n members.
 */
public final class NearestLeaves {
    private static final double FADING = 0.999;

    private final double[] losses;
    private final double[] means;
    private final int[] order;

    /** For so many members, of which no record was learned. */
    public NearestLeaves(int members) {
        this.losses = new double[members];
        this.means = new double[members];
        this.order = new int[members];
    }

    /** As {@link #write} left it. */
    public NearestLeaves(int members, SnapshotReader in) {
        this(members);
        for (int i = 0; i < members; i++) {
            losses[i] = in.readPositive("loss of nearest leaves");
        }
    }

    /** Writes what the constructor reads. */
    public void write(SnapshotWriter out) {
        out.writeDoubles(losses, losses.length);
    }

    /** Bytes on the heap. */
    public long memoryBytes() {
        return HeapSize.object(12) + 2 * HeapSize.doubles(losses.length) + HeapSize.ints(losses.length);
    }

    /** How many leaves count now, at most. */
    public int nearest() {
        int best = 0;
        for (int k = 1; k < losses.length; k++) {
            best = losses[k] < losses[best] ? k : best;
        }
        return best + 1;
    }

    /**
     * The prediction of all.
     *
     * @param predictions of each member
     * @param words what each counts; a member of which it is 0 is passed over
     * @param distances of each one's leaf
     */
    public double combine(double[] predictions, double[] words, double[] distances) {
        int known = means(predictions, words, distances);
        return known == 0 ? 0 : means[Math.min(known, nearest()) - 1];
    }

    /** Learns which k would have been best; the arguments are those of {@link #combine}. */
    public void learn(double[] predictions, double[] words, double[] distances, double target, double weight) {
        int known = means(predictions, words, distances);
        for (int k = 0; k < losses.length && known > 0; k++) {
            double apart = target - means[Math.min(known, k + 1) - 1];
            losses[k] = FADING * losses[k] + weight * apart * apart;
        }
    }

    /** Sets the mean of the nearest 1, 2, …; returns how many members know anything. */
    private int means(double[] predictions, double[] words, double[] distances) {
        int known = 0;
        for (int i = 0; i < losses.length; i++) {
            if (words[i] > 0) {
                int at = known++;
                while (at > 0 && distances[order[at - 1]] > distances[i]) {
                    order[at] = order[at - 1];
                    at--;
                }
                order[at] = i;
            }
        }
        double sum = 0;
        double all = 0;
        for (int k = 0; k < known; k++) {
            sum += words[order[k]] * predictions[order[k]];
            all += words[order[k]];
            means[k] = sum / all;
        }
        return known;
    }
}
