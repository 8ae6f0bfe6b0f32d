package io.millrace.learners.neighbours;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.Schema;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;

/**
 * What must be known of all records of a {@link KnnClassifier} or {@link KnnRegressor} together where they lie in several
 * {@link KnnShard}s: which of them are kept, the range of each feature, which feature one of them lacks. It sees every record,
 * numbers them, keeps none, and tells each shard what to do and {@link KnnMerge} what all of it means. Time per record in
 * proportion to the features.
 */
public final class KnnLedger {
    private static final long NEVER = -1;

    private final KnnSettings settings;
    private final Schema schema;
    private final Inputs inputs;
    private int width;
    /** By feature: whether it was missing since there were records, as {@link Points} tells. */
    private boolean[] masked = new boolean[0];

    private long[] lastMissing = new long[0];
    private Extremes[] greatest = new Extremes[0];
    private Extremes[] leastNegated = new Extremes[0];
    private double[] scales = new double[0];
    private long next;
    private int size;
    private int oldest;

    /**
     * Of no records.
     *
     * @throws IllegalArgumentException when the setup is not one of k-nearest neighbours
     */
    public KnnLedger(Setup<?> setup) {
        this.settings = settings(setup);
        this.schema = setup.schema();
        this.inputs = new Inputs(schema);
        widen();
    }

    /** As {@link #write} left it. */
    public KnnLedger(Setup<?> setup, SnapshotReader in) {
        this.settings = settings(setup);
        this.schema = setup.schema();
        this.inputs = new Inputs(schema, in);
        this.next = in.readLong();
        this.size = in.readCount("records kept", settings.window());
        this.oldest = in.readCount("oldest record", Math.max(0, size - 1));
        if (next < size) {
            throw new CorruptSnapshotException("records learned are at least " + size + ", found " + next);
        }
        resize(inputs.width());
        for (int j = 0; j < width; j++) {
            masked[j] = in.readBoolean();
            lastMissing[j] = in.readLong();
            greatest[j] = new Extremes(in, first(), next);
            leastNegated[j] = new Extremes(in, first(), next);
        }
    }

    /** Of the records that such a window holds, numbered from 0. */
    KnnLedger(Setup<?> setup, NeighbourWindow window) {
        this(setup);
        Points points = window.points();
        resize(points.width());
        inputs.forLearning(new double[width]);
        this.next = window.size();
        this.size = window.size();
        this.oldest = window.oldest();
        for (int j = 0; j < width; j++) {
            masked[j] = points.masked(j);
            for (int age = 0; age < size; age++) {
                put(j, age, points.get((oldest + age) % size, j));
            }
        }
    }

    static KnnSettings settings(Setup<?> setup) {
        if (setup.settings() instanceof KnnSettings settings) {
            return settings;
        }
        throw new IllegalArgumentException("settings of k-nearest neighbours expected, not " + setup.settings());
    }

    /** Writes what the constructor reads. */
    public void write(SnapshotWriter out) {
        inputs.write(out);
        out.writeLong(next);
        out.writeCount(size);
        out.writeCount(oldest);
        for (int j = 0; j < width; j++) {
            out.writeBoolean(masked[j]);
            out.writeLong(lastMissing[j]);
            greatest[j].write(out);
            leastNegated[j].write(out);
        }
    }

    /** Number of the oldest record kept. */
    public long first() {
        return next - size;
    }

    /** Number of the next record. */
    public long next() {
        return next;
    }

    /** How many records are kept. */
    public int size() {
        return size;
    }

    /** Place of the oldest record in the order in which neighbours are added up. */
    public int oldest() {
        return oldest;
    }

    /** Features seen so far. */
    public int width() {
        return width;
    }

    boolean masked(int feature) {
        return masked[feature];
    }

    /**
     * Finds out how shards compare a record with theirs.
     *
     * @return the record, as wide as all there are, by the rules of {@link Inputs}; the array given where nothing had to be
     *     changed, else one that the next call overwrites
     */
    public double[] ask(double[] features) {
        double[] record = inputs.forPrediction(features);
        long first = first();
        for (int j = 0; j < width; j++) {
            double scale = schema.nominal(j)
                    ? 1
                    : Ranges.inverse(record[j], -leastNegated[j].greatest(), greatest[j].greatest());
            scales[j] = lastMissing[j] >= first ? -scale : scale;
        }
        return record;
    }

    /**
     * How shards compare the record asked about last: by feature, one over the range of a number, over the records kept and this
     * one, and 1 of a nominal feature; less than 0 by as much where a record kept lacks it; 0 where it is not compared. The next
     * call of {@link #ask} overwrites it.
     */
    public double[] scales() {
        return scales;
    }

    /**
     * Numbers a record, and forgets those that go for it.
     *
     * @return the record as {@link #ask} gives it, wider where it is the first that is
     */
    public double[] learn(double[] features) {
        double[] record = inputs.forLearning(features);
        widen();
        long index = next++;
        if (size < most()) {
            size++;
        } else {
            oldest = oldest + 1 == size ? 0 : oldest + 1;
        }
        for (int j = 0; j < width; j++) {
            put(j, index, record[j]);
        }
        int most = most();
        if (size > most) {
            size = most;
            oldest = 0;
        }
        long first = first();
        for (int j = 0; j < width; j++) {
            greatest[j].forget(first);
            leastNegated[j].forget(first);
        }
        return record;
    }

    /** Bytes on the heap. */
    public long memoryBytes() {
        long bytes = HeapSize.object(60) + inputs.memoryBytes() + HeapSize.array(masked.length);
        for (int j = 0; j < width; j++) {
            bytes += greatest[j].memoryBytes() + leastNegated[j].memoryBytes();
        }
        return bytes + 2 * HeapSize.doubles(width) + 2 * HeapSize.ints(width);
    }

    private void put(int feature, long index, double value) {
        if (Double.isNaN(value)) {
            masked[feature] = true;
            lastMissing[feature] = index;
        } else if (!schema.nominal(feature)) {
            greatest[feature].add(index, value);
            leastNegated[feature].add(index, -value);
        }
    }

    private int most() {
        return NeighbourWindow.most(settings, width, bytesPerPoint());
    }

    private long bytesPerPoint() {
        int masks = 0;
        for (boolean missing : masked) {
            masks += missing ? 1 : 0;
        }
        return Points.bytesPerPoint(width, masks);
    }

    /** As a window of all records does it: drops what no longer fits first, and those that are left lack the new features. */
    private void widen() {
        int before = width;
        if (inputs.width() == before) {
            return;
        }
        oldest = 0;
        size = (int) Math.min(size, NeighbourWindow.fits(settings, before, inputs.width(), bytesPerPoint()));
        resize(inputs.width());
        for (int j = before; j < width && size > 0; j++) {
            masked[j] = true;
            lastMissing[j] = next - 1;
        }
    }

    private void resize(int features) {
        int before = width;
        width = features;
        masked = Arrays.copyOf(masked, features);
        lastMissing = Arrays.copyOf(lastMissing, features);
        greatest = Arrays.copyOf(greatest, features);
        leastNegated = Arrays.copyOf(leastNegated, features);
        scales = new double[features];
        for (int j = before; j < features; j++) {
            lastMissing[j] = NEVER;
            greatest[j] = new Extremes();
            leastNegated[j] = new Extremes();
        }
    }
}
