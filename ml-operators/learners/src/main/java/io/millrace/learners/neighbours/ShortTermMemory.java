package io.millrace.learners.neighbours;

import io.millrace.learners.Classifier;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Schema;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;

/**
 * The latest records, the oldest first. Their number grows until a smaller window predicts better: each record is
 * predicted from all records before it in the memory, and from the latest {@code w} of these, for {@code w} the least
 * window and its doubles. The memory shrinks to {@code w} once that was right where the whole memory was wrong, in the
 * latest {@code w} records, more often than the other way round by {@value #SURE} standard deviations. As long as it is
 * only by {@value #PREFERRED}, the window predicts in place of the whole memory, and nothing is forgotten.
 *
 * <p>{@link Bands} give the predictions of all windows from distances computed once.
 */
final class ShortTermMemory {
    private static final double SURE = 4;
    private static final double PREFERRED = 0.5;
    private static final int MAX_LEVELS = 14;
    /** Bit of the whole memory among those of the windows. */
    private static final int WHOLE = 1 << MAX_LEVELS;

    private final int leastWindow;
    private final Points points;
    private final Bands bands;
    private final NearestList nearest;
    private final NearestList whole;
    /** How many of the latest records predict. */
    private int active;

    /** By window: how often it alone was right, less how often the whole memory alone was; and either. */
    private final int[] gains = new int[MAX_LEVELS];

    private final int[] differences = new int[MAX_LEVELS];
    private int[] labels = new int[0];
    /** By record: bits of the memories that predicted it. */
    private byte[] hits = new byte[0];
    /** By record: bits of the windows, and of the whole memory, that predict it. */
    private char[] rights = new char[0];

    private double[] distances = new double[0];
    private char[] bandAges = new char[0];
    private int bandCount;

    ShortTermMemory(Schema schema, int neighbours, int leastWindow) {
        this(new Points(schema), neighbours, leastWindow);
    }

    private ShortTermMemory(Points points, int neighbours, int leastWindow) {
        this.leastWindow = leastWindow;
        this.points = points;
        this.bands = new Bands(neighbours);
        this.nearest = new NearestList(neighbours);
        this.whole = new NearestList(neighbours);
    }

    /** Bytes for one record, besides the features. */
    static long bytesPerRecord(int neighbours) {
        return 4 + 1 + 8 + 2 + 2 + Bands.bytesPerRecord(neighbours);
    }

    Points points() {
        return points;
    }

    int size() {
        return points.size();
    }

    int[] labels() {
        return labels;
    }

    NearestList nearest() {
        return nearest;
    }

    /** How many of the records the memory of this bit predicted. */
    int hits(int bit) {
        int count = 0;
        for (int i = 0; i < points.size(); i++) {
            count += hits[i] >> bit & 1;
        }
        return count;
    }

    /** Finds the nearest to a record. */
    void search(double[] record, double[] inverse) {
        points.squaredDistances(record, inverse, false, distances, points.size());
        whole.clear();
        bandCount = 0;
        int size = points.size();
        int border = Math.max(0, size - active);
        scan(size, size, border);
        nearest.copy(whole);
        scan(size, border, 0);
    }

    /** Goes on to earlier records, and notes those that are among the nearest when they come. */
    private void scan(int position, int from, int to) {
        double bound = whole.bound();
        for (int i = from - 1; i >= to; i--) {
            if (distances[i] < bound) {
                whole.insert(distances[i], labels[i], i);
                bound = whole.bound();
                bandAges[bandCount++] = (char) (position - i);
            }
        }
    }

    /**
     * Finds the nearest to a record of this memory, itself left out.
     *
     * @param record scratch
     */
    void searchOthers(int position, double[] record, double[] inverse) {
        points.get(position, record);
        points.squaredDistances(record, inverse, false, distances, points.size());
        nearest.clear();
        for (int i = points.size() - 1; i >= 0; i--) {
            if (distances[i] < nearest.bound() && i != position) {
                nearest.insert(distances[i], labels[i], i);
            }
        }
    }

    /** Adds the record that was searched for last. */
    void add(double[] record, int label, int hit, int most) {
        int position = points.size();
        points.add(record, most);
        room();
        labels[position] = label;
        hits[position] = (byte) hit;
        remember(position);
    }

    /** Compares the windows by the latest record too. */
    void compare(double[] votes) {
        int position = points.size() - 1;
        rights[position] = rights(position, votes);
        for (int level = 0, window = leastWindow; level < MAX_LEVELS; level++, window *= 2) {
            count(level, rights[position], 1);
            if (window <= position) {
                count(level, rights[position - window], -1);
            }
        }
    }

    private void count(int level, int bits, int times) {
        int window = bits >> level & 1;
        int whole = (bits & WHOLE) != 0 ? 1 : 0;
        gains[level] += times * (window - whole);
        differences[level] += times * (window ^ whole);
    }

    private char rights(int position, double[] votes) {
        boolean whole = bands.right(position, 0, labels, votes);
        int bits = whole ? WHOLE : 0;
        for (int level = 0, window = leastWindow; level < MAX_LEVELS; level++, window *= 2) {
            boolean right = window < position ? bands.right(position, position - window, labels, votes) : whole;
            bits |= right ? 1 << level : 0;
        }
        return (char) bits;
    }

    /** Chooses the window that predicts; gives how many of the first records are better forgotten. */
    int choose() {
        int size = points.size();
        double best = PREFERRED;
        active = size;
        for (int level = 0, window = leastWindow; level < MAX_LEVELS && window < size; level++, window *= 2) {
            double deviations = gains[level] / Math.sqrt(Math.max(1, differences[level]));
            if (deviations > best) {
                best = deviations;
                active = window;
            }
        }
        return best > SURE ? size - active : 0;
    }

    /** Forgets the oldest; what windows predicted before stays as it was told then. */
    void removeFirst(int count) {
        int size = points.size();
        points.removeFirst(count);
        System.arraycopy(labels, count, labels, 0, size - count);
        System.arraycopy(hits, count, hits, 0, size - count);
        System.arraycopy(rights, count, rights, 0, size - count);
        bands.removeFirst(count, size);
        sum();
    }

    /** Predicts each record again, as if those that are gone had never been there. */
    void compareAll(double[] votes) {
        for (int position = 0; position < points.size(); position++) {
            rights[position] = rights(position, votes);
        }
        sum();
    }

    private void sum() {
        int size = points.size();
        Arrays.fill(gains, 0);
        Arrays.fill(differences, 0);
        for (int level = 0, window = leastWindow; level < MAX_LEVELS; level++, window *= 2) {
            for (int position = Math.max(0, size - window); position < size; position++) {
                count(level, rights[position], 1);
            }
        }
    }

    /** Computes again what follows from distances, after a change of scales or from a snapshot. */
    void refresh(double[] inverse) {
        int size = points.size();
        double[] record = new double[points.width()];
        for (int position = 0; position < size; position++) {
            points.get(position, record);
            points.squaredDistances(record, inverse, false, distances, position);
            whole.clear();
            bandCount = 0;
            scan(position, position, 0);
            remember(position);
        }
    }

    private void remember(int position) {
        bands.begin(position);
        for (int i = 0; i < bandCount; i++) {
            bands.add(position, bandAges[i], distances[position - bandAges[i]]);
        }
    }

    private void room() {
        int capacity = points.capacity();
        if (labels.length != capacity || distances.length != capacity) {
            labels = Arrays.copyOf(labels, capacity);
            hits = Arrays.copyOf(hits, capacity);
            rights = Arrays.copyOf(rights, capacity);
            bands.resize(capacity);
            distances = Arrays.copyOf(distances, capacity);
            bandAges = Arrays.copyOf(bandAges, capacity);
        }
    }

    /** Gives back room beyond so many records. */
    void trim(int most) {
        if (points.capacity() > most) {
            points.resize(most);
            room();
        }
    }

    long memoryBytes() {
        return HeapSize.object(40)
                + points.memoryBytes()
                + bands.memoryBytes()
                + 2 * nearest.memoryBytes()
                + 2 * HeapSize.ints(MAX_LEVELS)
                + HeapSize.ints(labels.length)
                + HeapSize.array(hits.length)
                + HeapSize.doubles(distances.length)
                + 2 * HeapSize.array(2L * bandAges.length);
    }

    void write(SnapshotWriter out) {
        int size = points.size();
        points.write(out);
        out.writeInts(labels, size);
        for (int i = 0; i < size; i++) {
            out.writeCount(hits[i]);
            out.writeCount(rights[i]);
        }
    }

    /** What {@link #write} wrote; {@link #refresh} has to follow. */
    static ShortTermMemory read(Points points, int neighbours, int leastWindow, int classes, SnapshotReader in) {
        int size = points.size();
        in.reserve(points.capacity() * bytesPerRecord(neighbours));
        ShortTermMemory memory = new ShortTermMemory(points, neighbours, leastWindow);
        memory.labels = in.readInts("labels", size, 0, Math.min(Classifier.MAX_CLASSES, classes) - 1);
        memory.hits = new byte[size];
        memory.rights = new char[size];
        for (int i = 0; i < size; i++) {
            memory.hits[i] = (byte) in.readCount("memories that predicted a record", 7);
            memory.rights[i] = (char) in.readCount("windows that predicted a record", 2 * WHOLE - 1);
        }
        memory.room();
        memory.sum();
        memory.choose();
        return memory;
    }
}
