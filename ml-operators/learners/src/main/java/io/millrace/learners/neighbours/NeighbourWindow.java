package io.millrace.learners.neighbours;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.Schema;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;

/**
 * The latest records with their targets, and the nearest of them to another. The search is exact: every distance is
 * computed, and all records as near as the last of the neighbours wanted count, so that no order decides between them.
 */
final class NeighbourWindow {
    /** Target, weight and distance of a record, and its place among those found. */
    private static final int BYTES_BESIDES = 3 * 8 + 4;

    private static final double LEAST_WEIGHT = 1e-100;

    private final KnnSettings settings;
    private final Inputs inputs;
    private final Points points;
    private final Ranges ranges;
    private final Nearest nearest;
    private double[] targets;
    private double[] weights;
    private double[] distances;
    private double[] leaving = new double[0];
    private int oldest;

    NeighbourWindow(Schema schema, KnnSettings settings) {
        this.settings = settings;
        this.inputs = new Inputs(schema);
        this.points = new Points(schema);
        this.ranges = new Ranges(points);
        this.nearest = new Nearest(settings.neighbours());
        this.targets = new double[0];
        this.weights = new double[0];
        this.distances = new double[0];
        widen();
    }

    NeighbourWindow(Schema schema, KnnSettings settings, SnapshotReader in) {
        this.settings = settings;
        this.inputs = new Inputs(schema, in);
        in.reserve(8L * settings.neighbours());
        this.nearest = new Nearest(settings.neighbours());
        this.points = Points.read(schema, in, settings.window(), inputs.width());
        this.oldest = in.readCount("oldest record", Math.max(0, points.size() - 1));
        if (points.size() > most()) {
            throw new CorruptSnapshotException("records kept are at most " + most() + ", found " + points.size());
        }
        if (points.capacity() > most()) {
            points.resize(most());
        }
        if (points.size() < most() && oldest != 0) {
            throw new CorruptSnapshotException("the oldest record of a window that is not full is 0, found " + oldest);
        }
        int size = points.size();
        int room = points.capacity();
        in.reserve(24L * room + 60L * inputs.width());
        this.targets = Arrays.copyOf(in.readFiniteDoubles("targets kept", size), room);
        this.weights = Arrays.copyOf(in.readFiniteDoubles("weights kept", size), room);
        for (int i = 0; i < size; i++) {
            if (weights[i] < LEAST_WEIGHT || weights[i] > Inputs.MAX_WEIGHT) {
                throw new CorruptSnapshotException(
                        "weights kept are " + LEAST_WEIGHT + " to " + Inputs.MAX_WEIGHT + ", found " + weights[i]);
            }
            if (Math.abs(targets[i]) > Inputs.MAX_VALUE) {
                throw new CorruptSnapshotException(
                        "targets kept are within " + Inputs.MAX_VALUE + ", found " + targets[i]);
            }
        }
        this.distances = new double[room];
        this.leaving = new double[inputs.width()];
        this.ranges = new Ranges(points);
    }

    void write(SnapshotWriter out) {
        write(out, points, oldest, targets, weights);
    }

    /** Writes a window of these records, the oldest of which is at some place. */
    static void write(SnapshotWriter out, Points points, int oldest, double[] targets, double[] weights) {
        out.writeCount(points.width());
        points.write(out);
        out.writeCount(oldest);
        out.writeDoubles(targets, points.size());
        out.writeDoubles(weights, points.size());
    }

    int size() {
        return points.size();
    }

    /** The records as they lie. Not to be changed. */
    Points points() {
        return points;
    }

    /** Where the oldest record lies, with the others behind it, and the latest before it. */
    int oldest() {
        return oldest;
    }

    double weight(int slot) {
        return weights[slot];
    }

    double target(int slot) {
        return targets[slot];
    }

    void add(double[] features, double target, double weight) {
        double[] record = inputs.forLearning(features);
        widen();
        int slot = points.size();
        if (slot < most()) {
            points.add(record, most());
            ranges.added(record);
            room();
        } else {
            slot = oldest;
            points.get(slot, leaving);
            points.replace(slot, record);
            ranges.added(record);
            ranges.removed(leaving);
            oldest = slot + 1 == points.size() ? 0 : slot + 1;
        }
        targets[slot] = target;
        weights[slot] = kept(weight);
        shrink();
    }

    /** The weight that is kept of one above 0. */
    static double kept(double weight) {
        return Math.max(LEAST_WEIGHT, weight);
    }

    /** Finds the nearest. */
    void search(double[] features) {
        double[] record = inputs.forPrediction(features);
        ranges.scaleFor(record);
        points.squaredDistances(record, ranges.inverse(), false, distances, points.size());
        nearest.search(distances, points.size());
    }

    /** How many the last search found: as many as wanted, more by ties, less where no more are there. */
    int found() {
        return nearest.count();
    }

    /** Slot of a record that was found; ascending. */
    int slot(int index) {
        return nearest.place(index);
    }

    /** What a neighbour counts: its weight, by the weighting. */
    double vote(int slot) {
        return weights[slot] * settings.weighting().weight(distances[slot]);
    }

    long memoryBytes() {
        return HeapSize.object(52)
                + inputs.memoryBytes()
                + points.memoryBytes()
                + ranges.memoryBytes()
                + nearest.memoryBytes()
                + HeapSize.doubles(leaving.length)
                + 3 * HeapSize.doubles(targets.length);
    }

    /** How many records are kept: falls as features come, or are missing first, and never rises. */
    private int most() {
        return most(settings, points.width(), points.bytesPerPoint());
    }

    /** How many records are kept of so many features and bytes. */
    static int most(KnnSettings settings, int width, long bytesPerPoint) {
        long fixed = width * (Points.bytesPerFeature() + 3 * 8 + 2 * 4 + 16);
        long held = (settings.memory() - fixed) / (bytesPerPoint + BYTES_BESIDES);
        return (int) Math.max(1, Math.min(settings.window(), held));
    }

    /** How many records of so many bytes are kept when features come, until one of them is learned. */
    static long fits(KnnSettings settings, int widthBefore, int width, long bytesPerPointBefore) {
        long perPoint = bytesPerPointBefore + 16L * (width - widthBefore) + BYTES_BESIDES;
        return Math.max(0, (settings.memory() - width * 100L) / perPoint);
    }

    private void widen() {
        if (inputs.width() > points.width()) {
            straighten();
            int before = points.size();
            long fits = fits(settings, points.width(), inputs.width(), points.bytesPerPoint());
            if (before > fits) {
                drop((int) (before - fits));
            }
            points.widen(inputs.width());
            ranges.widen();
            leaving = new double[inputs.width()];
        }
    }

    private void shrink() {
        int most = most();
        if (points.capacity() > most) {
            straighten();
            drop(Math.max(0, points.size() - most));
        }
    }

    private void straighten() {
        if (oldest > 0) {
            points.rotate(oldest);
            rotate(targets);
            rotate(weights);
            oldest = 0;
        }
    }

    private void rotate(double[] numbers) {
        double[] first = Arrays.copyOf(numbers, oldest);
        System.arraycopy(numbers, oldest, numbers, 0, points.size() - oldest);
        System.arraycopy(first, 0, numbers, points.size() - oldest, oldest);
    }

    /** Forgets so many of the oldest, which are the first; gives back what room that leaves. */
    private void drop(int count) {
        points.removeFirst(count);
        System.arraycopy(targets, count, targets, 0, points.size());
        System.arraycopy(weights, count, weights, 0, points.size());
        points.resize(points.size());
        room();
        ranges.refresh();
    }

    private void room() {
        if (targets.length != points.capacity()) {
            targets = Arrays.copyOf(targets, points.capacity());
            weights = Arrays.copyOf(weights, points.capacity());
            distances = new double[points.capacity()];
        }
    }
}
