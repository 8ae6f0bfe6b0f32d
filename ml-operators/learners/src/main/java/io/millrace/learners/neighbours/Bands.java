package io.millrace.learners.neighbours;

import io.millrace.learners.HeapSize;
import java.util.Arrays;

/**
 * For each record of a window, those earlier ones that are among the nearest to it in some window that ends with it: all
 * that are nearer than all but {@code k - 1} of those between (a k-skyband). They tell the prediction for the record from
 * a window that begins anywhere, with no distance computed again. There are {@code k (1 + ln(n / k))} of them among n records
 * in random order; beyond {@value #PER_NEIGHBOUR} k the earliest are forgotten.
 */
final class Bands {
    static final int PER_NEIGHBOUR = 16;

    private final int room;
    private char[] ages = new char[0];
    private float[] distances = new float[0];
    private int[] counts = new int[0];
    private final NearestList nearest;
    private int next;

    Bands(int neighbours) {
        this.room = PER_NEIGHBOUR * neighbours;
        this.nearest = new NearestList(neighbours);
    }

    static long bytesPerRecord(int neighbours) {
        return 6L * PER_NEIGHBOUR * neighbours + 4;
    }

    void resize(int capacity) {
        ages = Arrays.copyOf(ages, capacity * room);
        distances = Arrays.copyOf(distances, capacity * room);
        counts = Arrays.copyOf(counts, capacity);
    }

    /** Empties the band of a record. */
    void begin(int position) {
        counts[position] = 0;
        next = position * room;
    }

    /** Adds, from the latest to the earliest, a record so many positions before. */
    void add(int position, int age, double squaredDistance) {
        if (counts[position] < room) {
            ages[next] = (char) age;
            distances[next] = (float) squaredDistance;
            counts[position]++;
            next++;
        }
    }

    void removeFirst(int count, int size) {
        System.arraycopy(ages, count * room, ages, 0, (size - count) * room);
        System.arraycopy(distances, count * room, distances, 0, (size - count) * room);
        System.arraycopy(counts, count, counts, 0, size - count);
    }

    /**
     * Whether the neighbours of a record in a window from some position on vote for its label.
     *
     * @param votes scratch, all zero before and after
     */
    boolean right(int position, int start, int[] labels, double[] votes) {
        nearest.clear();
        int from = position * room;
        int oldest = position - start;
        for (int i = from; i < from + counts[position] && ages[i] <= oldest; i++) {
            if (distances[i] < nearest.bound()) {
                nearest.insert(distances[i], labels[position - ages[i]], 0);
            }
        }
        return nearest.winner(votes) == labels[position];
    }

    long memoryBytes() {
        return HeapSize.object(24)
                + nearest.memoryBytes()
                + HeapSize.array(2L * ages.length)
                + HeapSize.ints(distances.length)
                + HeapSize.ints(counts.length);
    }
}
