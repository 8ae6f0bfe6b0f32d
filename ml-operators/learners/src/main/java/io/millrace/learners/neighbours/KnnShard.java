package io.millrace.learners.neighbours;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.Schema;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Some of the records of a {@link KnnClassifier} or {@link KnnRegressor}, any of them, which a {@link KnnLedger} numbers, and
 * those of them that may be among the nearest of all. A search takes time in proportion to its records times features. For
 * one thread.
 */
public final class KnnShard {
    /** How many numbers {@link #get} gives of a neighbour. */
    public static final int NUMBERS = 4;

    private static final int LEAST_ROOM = 16;

    private record Kept(long index, double[] record, double target, double weight) {}

    private final Schema schema;
    private final int window;
    private final Nearest nearest;
    private Points points;
    private long[] indices = new long[0];
    private double[] targets = new double[0];
    private double[] weights = new double[0];
    private double[] distances = new double[0];
    private double[] asked = new double[0];
    private int[] found = new int[0];
    private int count;
    /** Where the oldest lies; the others behind it, and round. */
    private int oldest;

    private long first;

    /**
     * Of no records.
     *
     * @throws IllegalArgumentException when the setup is not one of k-nearest neighbours
     */
    public KnnShard(Setup<?> setup) {
        KnnSettings settings = KnnLedger.settings(setup);
        this.schema = setup.schema();
        this.window = settings.window();
        this.nearest = new Nearest(settings.neighbours());
        this.points = new Points(schema);
        points.widen(schema.size());
    }

    /**
     * Follows what the ledger has learned; each shard has to, whosever the record is.
     *
     * @param width {@link KnnLedger#width} since
     * @param first {@link KnnLedger#first} since
     */
    public void follow(int width, long first) {
        points.widen(width);
        this.first = first;
    }

    /**
     * Takes a record, after {@link #follow}.
     *
     * @param index of the record, above all before
     * @param record what {@link KnnLedger#learn} gave
     * @param weight above 0
     */
    public void add(long index, double[] record, double target, double weight) {
        int slot = points.size();
        if (slot > 0 && indices[oldest] < first) {
            slot = oldest;
            points.replace(slot, record);
            oldest = slot + 1 == points.size() ? 0 : slot + 1;
        } else {
            straighten();
            points.add(record, window);
            room();
        }
        indices[slot] = index;
        targets[slot] = target;
        weights[slot] = NeighbourWindow.kept(weight);
    }

    /**
     * Finds the nearest of the records here, and all as near as the last of them.
     *
     * @param record what {@link KnnLedger#ask} gave, or {@link KnnLedger#learn} after it
     * @param scales {@link KnnLedger#scales} for it
     */
    public void search(double[] record, double[] scales) {
        int size = points.size();
        count = 0;
        if (size == 0) {
            return;
        }
        points.squaredDistances(cut(record, scales.length), scales, true, distances, size);
        for (int age = 0; age < size && indices[at(age)] < first; age++) {
            distances[at(age)] = Double.POSITIVE_INFINITY;
        }
        nearest.search(distances, size);
        if (found.length < nearest.count()) {
            found = new int[points.capacity()];
        }
        for (int i = 0; i < nearest.count(); i++) {
            if (indices[nearest.place(i)] >= first) {
                found[count++] = nearest.place(i);
            }
        }
    }

    /** How many the last search found. */
    public int found() {
        return count;
    }

    /** One that the last search found: its number, squared distance, target and weight, {@value #NUMBERS} in all. */
    public void get(int which, double[] into, int from) {
        int slot = found[which];
        into[from] = indices[slot];
        into[from + 1] = distances[slot];
        into[from + 2] = targets[slot];
        into[from + 3] = weights[slot];
    }

    /** How many records it holds, some of which the ledger may have forgotten. */
    public int size() {
        return points.size();
    }

    /** Bytes on the heap. */
    public long memoryBytes() {
        return HeapSize.object(56)
                + points.memoryBytes()
                + nearest.memoryBytes()
                + HeapSize.ints(found.length)
                + HeapSize.doubles(asked.length)
                + 4 * HeapSize.doubles(indices.length);
    }

    /** Writes those records that have this rest when their numbers are divided by so many parts; {@link #take} reads them. */
    public void write(int part, int parts, SnapshotWriter out) {
        List<Kept> own =
                kept().stream().filter(kept -> kept.index % parts == part).toList();
        out.writeCount(points.width());
        out.writeLong(first);
        out.writeCount(own.size());
        for (Kept kept : own) {
            out.writeLong(kept.index);
            out.writeDoubles(kept.record, kept.record.length);
            out.writeDouble(kept.target);
            out.writeDouble(kept.weight);
        }
    }

    /** Adds records that {@link #write} wrote at the same time as those that are here. */
    public void take(SnapshotReader in) {
        int width = in.readCount("features seen", Schema.MAX_FEATURES);
        long since = in.readLong();
        int size = in.readCountOf("records kept", window, 8 * (width + 3));
        in.reserve((long) size * (8L * width + 80));
        List<Kept> all = kept();
        for (int i = 0; i < size; i++) {
            long index = in.readLong();
            double[] record = in.readDoubles("values kept", width);
            double target = in.readFinite("target kept");
            double weight = in.readFinite("weight kept");
            if (index < since || !(weight > 0 && weight <= Inputs.MAX_WEIGHT)) {
                throw new CorruptSnapshotException("records kept are those from " + since
                        + " on, with weights above 0 to " + Inputs.MAX_WEIGHT + ", found " + index + " with " + weight);
            }
            all.add(new Kept(index, record, target, weight));
        }
        fill(Math.max(width, points.width()), Math.max(since, first), all);
    }

    /**
     * Puts all records where a window of all of them has them.
     *
     * @throws IllegalArgumentException when one is missing
     */
    void arrange(KnnLedger ledger, Points into, double[] itsTargets, double[] itsWeights) {
        List<Kept> all = kept();
        all.removeIf(kept -> kept.index < ledger.first());
        for (int slot = 0; slot < ledger.size(); slot++) {
            int age = (slot - ledger.oldest() + ledger.size()) % ledger.size();
            if (all.size() != ledger.size() || all.get(age).index != ledger.first() + age) {
                throw new IllegalArgumentException("records kept are the " + ledger.size() + " from " + ledger.first()
                        + " on; these are " + all.size() + " others");
            }
            Kept kept = all.get(age);
            into.add(kept.record, ledger.size());
            itsTargets[slot] = kept.target;
            itsWeights[slot] = kept.weight;
        }
    }

    /** All that the ledger has not forgotten, from the oldest to the latest. */
    private List<Kept> kept() {
        List<Kept> kept = new ArrayList<>();
        for (int age = 0; age < points.size(); age++) {
            int slot = at(age);
            if (indices[slot] >= first) {
                double[] record = new double[points.width()];
                points.get(slot, record);
                kept.add(new Kept(indices[slot], record, targets[slot], weights[slot]));
            }
        }
        return kept;
    }

    private void fill(int width, long since, List<Kept> records) {
        records.sort(Comparator.comparingLong(Kept::index));
        points = new Points(schema);
        points.widen(width);
        oldest = 0;
        first = since;
        for (Kept kept : records) {
            int before = kept.record.length;
            double[] record = Arrays.copyOf(kept.record, width);
            Arrays.fill(record, before, width, Double.NaN);
            add(kept.index, record, kept.target, kept.weight);
        }
    }

    private double[] cut(double[] record, int width) {
        if (record.length == width) {
            return record;
        }
        if (asked.length != width) {
            asked = new double[width];
        }
        System.arraycopy(record, 0, asked, 0, width);
        return asked;
    }

    private int at(int age) {
        int slot = oldest + age;
        return slot < points.size() ? slot : slot - points.size();
    }

    private void straighten() {
        if (oldest > 0) {
            points.rotate(oldest);
            rotate(targets);
            rotate(weights);
            long[] before = indices.clone();
            for (int age = 0; age < points.size(); age++) {
                indices[age] = before[at(age)];
            }
            oldest = 0;
        }
    }

    private void rotate(double[] numbers) {
        double[] before = numbers.clone();
        for (int age = 0; age < points.size(); age++) {
            numbers[age] = before[at(age)];
        }
    }

    private void room() {
        int capacity = Math.max(LEAST_ROOM, points.capacity());
        if (indices.length < capacity) {
            indices = Arrays.copyOf(indices, capacity);
            targets = Arrays.copyOf(targets, capacity);
            weights = Arrays.copyOf(weights, capacity);
            distances = new double[capacity];
        }
    }
}
