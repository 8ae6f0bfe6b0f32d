package io.millrace.learners.neighbours;

import io.millrace.learners.HeapSize;
import java.util.Arrays;

/** The nearest so far, nearest first; of those as near as the last, the first that came. */
final class NearestList {
    /** Below this a distance counts as this, so that its inverse is finite. */
    private static final double LEAST_DISTANCE = 1e-9;

    final double[] distances;
    final int[] labels;
    final int[] slots;
    int count;

    NearestList(int wanted) {
        this.distances = new double[wanted];
        this.labels = new int[wanted];
        this.slots = new int[wanted];
    }

    void clear() {
        count = 0;
        Arrays.fill(distances, Double.POSITIVE_INFINITY);
    }

    void copy(NearestList other) {
        count = other.count;
        System.arraycopy(other.distances, 0, distances, 0, distances.length);
        System.arraycopy(other.labels, 0, labels, 0, count);
        System.arraycopy(other.slots, 0, slots, 0, count);
    }

    /** What a squared distance has to be below to be among the nearest; infinity until there are enough. */
    double bound() {
        return distances[distances.length - 1];
    }

    /** Puts one in its place; its squared distance is below the {@link #bound()}. */
    void insert(double distance, int label, int slot) {
        int at = Math.min(count, distances.length - 1);
        while (at > 0 && distances[at - 1] > distance) {
            distances[at] = distances[at - 1];
            labels[at] = labels[at - 1];
            slots[at] = slots[at - 1];
            at--;
        }
        distances[at] = distance;
        labels[at] = label;
        slots[at] = slot;
        count = Math.min(count + 1, distances.length);
    }

    /** The nearest of two lists. */
    void merge(NearestList a, NearestList b) {
        clear();
        for (int i = 0; i < a.count; i++) {
            insert(a.distances[i], a.labels[i], a.slots[i]);
        }
        for (int i = 0; i < b.count && b.distances[i] < bound(); i++) {
            insert(b.distances[i], b.labels[i], b.slots[i]);
        }
    }

    /** Adds the votes of the nearest, one over the distance each; gives their sum. */
    double vote(double[] votes) {
        double total = 0;
        for (int i = 0; i < count; i++) {
            double vote = 1 / Math.max(LEAST_DISTANCE, Math.sqrt(distances[i]));
            votes[labels[i]] += vote;
            total += vote;
        }
        return total;
    }

    /**
     * The class with most votes, the lowest of those that tie; -1 where nothing is near.
     *
     * @param votes scratch, all zero before and after
     */
    int winner(double[] votes) {
        vote(votes);
        int best = -1;
        for (int i = 0; i < count; i++) {
            int label = labels[i];
            if (best < 0 || votes[label] > votes[best] || votes[label] == votes[best] && label < best) {
                best = label;
            }
        }
        for (int i = 0; i < count; i++) {
            votes[labels[i]] = 0;
        }
        return best;
    }

    /** The squared distance of the furthest that has this label; -1 where none has it. */
    double furthest(int label) {
        for (int i = count - 1; i >= 0; i--) {
            if (labels[i] == label) {
                return distances[i];
            }
        }
        return -1;
    }

    long memoryBytes() {
        return HeapSize.object(16) + HeapSize.doubles(distances.length) + 2 * HeapSize.ints(labels.length);
    }
}
