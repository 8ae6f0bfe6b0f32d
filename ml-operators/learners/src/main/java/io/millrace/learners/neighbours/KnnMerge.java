package io.millrace.learners.neighbours;

import io.millrace.learners.HeapSize;
import io.millrace.learners.Setup;
import java.util.Arrays;

/**
 * Makes one prediction of what all {@link KnnShard}s have found: to the bit that of a {@link KnnClassifier} or
 * {@link KnnRegressor} that holds all records, however they are spread. Time in proportion to what was found. For one thread.
 */
public final class KnnMerge {
    private final KnnSettings settings;
    private final Nearest nearest;
    private double[] numbers = new double[0];
    private double[] distances = new double[0];
    private long[] places = new long[0];
    private int candidates;
    private int neighbours;

    /** @throws IllegalArgumentException when the setup is not one of k-nearest neighbours */
    public KnnMerge(Setup<?> setup) {
        this.settings = KnnLedger.settings(setup);
        this.nearest = new Nearest(settings.neighbours());
    }

    /**
     * Brings together what was found, in any order.
     *
     * @param found by {@link KnnShard#get}, one neighbour behind the other
     * @param length how many numbers
     * @param first {@link KnnLedger#first} when it was asked
     * @param size {@link KnnLedger#size} then
     * @param oldest {@link KnnLedger#oldest} then
     */
    public void merge(double[] found, int length, long first, int size, int oldest) {
        numbers = found;
        candidates = length / KnnShard.NUMBERS;
        if (distances.length < candidates) {
            distances = new double[2 * candidates];
            places = new long[2 * candidates];
        }
        for (int i = 0; i < candidates; i++) {
            distances[i] = found[KnnShard.NUMBERS * i + 1];
        }
        nearest.search(distances, candidates);
        neighbours = nearest.count();
        for (int i = 0; i < neighbours; i++) {
            int which = nearest.place(i);
            long place = ((long) found[KnnShard.NUMBERS * which] - first + oldest) % size;
            places[i] = place << Integer.SIZE | which;
        }
        Arrays.sort(places, 0, neighbours);
    }

    /** How likely each of so many classes is; nothing is set where there are none. */
    public void probabilities(int classes, double[] into) {
        Arrays.fill(into, 0, classes, 0);
        double total = 0;
        for (int i = 0; i < neighbours; i++) {
            int at = at(i);
            double vote = vote(at);
            into[(int) numbers[at + 2]] += vote;
            total += vote;
        }
        for (int c = 0; c < classes; c++) {
            into[c] /= total;
        }
    }

    /** The mean target; 0 where nothing is kept. */
    public double mean() {
        double sum = 0;
        double total = 0;
        for (int i = 0; i < neighbours; i++) {
            int at = at(i);
            double vote = vote(at);
            sum += vote * numbers[at + 2];
            total += vote;
        }
        return neighbours == 0 ? 0 : sum / total;
    }

    /** Bytes on the heap. */
    public long memoryBytes() {
        return HeapSize.object(28) + nearest.memoryBytes() + 2 * HeapSize.doubles(places.length);
    }

    private int at(int neighbour) {
        return KnnShard.NUMBERS * (int) places[neighbour];
    }

    private double vote(int at) {
        return numbers[at + 3] * settings.weighting().weight(numbers[at + 1]);
    }
}
