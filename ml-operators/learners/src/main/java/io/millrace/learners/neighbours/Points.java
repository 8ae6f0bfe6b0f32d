package io.millrace.learners.neighbours;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Schema;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;

/**
 * Records side by side, one array for each feature, so that the distances of one record to all of them are loops over
 * arrays which the compiler turns into vector instructions.
 *
 * <p>The squared distance of two records is the sum over the features that both have, times the share of features that
 * this is of those compared: the square of the scaled difference of numbers, and 0 or 1 for equal or different categories.
 * Features whose scale is empty, and those the record asked about lacks, are not compared; records that have no feature in
 * common are 1 apart in each. After Dixon, "Pattern recognition with partly missing data", 1979,
 * doi:10.1109/TSMC.1979.4310090.
 */
final class Points {
    /** The least array of a feature. */
    private static final int LEAST_CAPACITY = 16;

    private static final double[] NONE = new double[0];

    private final Schema schema;
    private int width;
    private int capacity;
    private int size;
    private double[][] values;
    /** By feature: 1 where it is missing, else 0; empty for features that never were. */
    private double[][] absent;

    private int[] absences;
    private int masks;
    private double[] unknown = NONE;
    private final int[] together = new int[4];

    Points(Schema schema) {
        this.schema = schema;
        this.values = new double[0][];
        this.absent = new double[0][];
        this.absences = new int[0];
    }

    int size() {
        return size;
    }

    int width() {
        return width;
    }

    /** Room of the arrays: as much as the next power of two from {@value #LEAST_CAPACITY}, or less where told. */
    int capacity() {
        return capacity;
    }

    boolean nominal(int feature) {
        return schema.nominal(feature);
    }

    /** What one more record takes, at the features seen so far and where some of these was missing ever. */
    long bytesPerPoint() {
        return bytesPerPoint(width, masks);
    }

    /** What a record takes of so many features, so many of which were missing ever. */
    static long bytesPerPoint(int width, int masks) {
        return 8L * (width + masks + (masks > 0 ? 1 : 0));
    }

    /** Whether the feature was missing ever. */
    boolean masked(int feature) {
        return absent[feature].length > 0;
    }

    /** What the features take before any record. */
    static long bytesPerFeature() {
        return 2 * HeapSize.array(0) + 3 * 4;
    }

    long memoryBytes() {
        return HeapSize.object(36)
                + HeapSize.ints(together.length)
                + (unknown.length > 0 ? HeapSize.doubles(unknown.length) : 0)
                + 3 * HeapSize.ints(width)
                + (width + masks) * HeapSize.doubles(capacity);
    }

    /** Makes room for so many features; the records that are there lack the new ones. */
    void widen(int features) {
        if (features <= width) {
            return;
        }
        values = Arrays.copyOf(values, features);
        absent = Arrays.copyOf(absent, features);
        absences = Arrays.copyOf(absences, features);
        for (int j = width; j < features; j++) {
            values[j] = new double[capacity];
            absent[j] = NONE;
            if (size > 0) {
                mask(j);
                Arrays.fill(absent[j], 0, size, 1);
                absences[j] = size;
            }
        }
        width = features;
    }

    /** Adds a record behind the others; room grows by doubling, up to so many. */
    void add(double[] record, int most) {
        if (size == capacity) {
            resize(Math.min(most, Math.max(LEAST_CAPACITY, 2 * capacity)));
        }
        size++;
        for (int j = 0; j < width; j++) {
            put(j, size - 1, record[j]);
        }
    }

    /** Puts a record in the place of another. */
    void replace(int slot, double[] record) {
        for (int j = 0; j < width; j++) {
            clear(j, slot);
            put(j, slot, record[j]);
        }
    }

    /** Moves the last record into the place of this one. */
    void removeByLast(int slot) {
        int last = size - 1;
        for (int j = 0; j < width; j++) {
            clear(j, slot);
            if (slot != last) {
                values[j][slot] = values[j][last];
                if (absent[j].length > 0) {
                    absent[j][slot] = absent[j][last];
                    absent[j][last] = 0;
                }
            }
        }
        size--;
    }

    /** Drops the first so many; the others move down. */
    void removeFirst(int count) {
        for (int j = 0; j < width; j++) {
            System.arraycopy(values[j], count, values[j], 0, size - count);
            if (absent[j].length > 0) {
                System.arraycopy(absent[j], count, absent[j], 0, size - count);
                Arrays.fill(absent[j], size - count, size, 0);
                absences[j] = count(absent[j], size - count);
            }
        }
        size -= count;
    }

    /** As it is, on its own, with room for no more. */
    Points copy() {
        Points copy = empty();
        copy.resize(size);
        copy.size = size;
        copy.masks = masks;
        for (int j = 0; j < width; j++) {
            System.arraycopy(values[j], 0, copy.values[j], 0, size);
            if (absent[j].length > 0) {
                copy.absent[j] = Arrays.copyOf(absent[j], size);
                copy.absences[j] = absences[j];
            }
        }
        return copy;
    }

    /** Of the same features, with no records. */
    Points empty() {
        Points empty = new Points(schema);
        empty.widen(width);
        return empty;
    }

    /** Drops all. */
    void clear() {
        removeFirst(size);
    }

    /** Brings the record at this place to the front, and those before it behind the others, in their order. */
    void rotate(int first) {
        if (first == 0) {
            return;
        }
        double[] scratch = new double[first];
        for (int j = 0; j < width; j++) {
            rotate(values[j], first, scratch);
            if (absent[j].length > 0) {
                rotate(absent[j], first, scratch);
            }
        }
    }

    private void rotate(double[] column, int first, double[] scratch) {
        System.arraycopy(column, 0, scratch, 0, first);
        System.arraycopy(column, first, column, 0, size - first);
        System.arraycopy(scratch, 0, column, size - first, first);
    }

    /** Room for so many, which is at least the size. */
    void resize(int newCapacity) {
        capacity = newCapacity;
        unknown = NONE;
        for (int j = 0; j < width; j++) {
            values[j] = Arrays.copyOf(values[j], capacity);
            if (absent[j].length > 0) {
                absent[j] = Arrays.copyOf(absent[j], capacity);
            }
        }
    }

    /** The value as it came; NaN where missing. */
    double get(int slot, int feature) {
        return missing(feature, slot) ? Double.NaN : values[feature][slot];
    }

    /** One record, {@link #width()} long. */
    void get(int slot, double[] into) {
        for (int j = 0; j < width; j++) {
            into[j] = get(slot, j);
        }
    }

    /** Values of one feature by place; 0 where missing. Not to be changed. */
    double[] column(int feature) {
        return values[feature];
    }

    boolean missing(int feature, int slot) {
        return absences[feature] > 0 && absent[feature][slot] != 0;
    }

    /** Whether no record lacks this feature. */
    boolean complete(int feature) {
        return absences[feature] == 0;
    }

    /**
     * Squared distances of one record to the first so many of these.
     *
     * @param record {@link #width()} long
     * @param inverse by feature: one over the length of the scale of a number, at most 1e50; 0 where it is empty
     * @param part whether these are a part of all records, and the distances are to be what they would be, to the bit, if all
     *     were here: {@code inverse} is 1 of a nominal feature then, and less than 0 by as much where one of all lacks it
     * @param into at least {@code count} long
     * @param count at most {@link #size()}
     */
    void squaredDistances(double[] record, double[] inverse, boolean part, double[] into, int count) {
        Arrays.fill(into, 0, count, 0);
        int compared = 0;
        int waiting = 0;
        boolean partly = false;
        for (int j = 0; j < width; j++) {
            boolean category = nominal(j);
            if (!(Math.abs(record[j]) <= Double.MAX_VALUE) || !category && inverse[j] == 0) {
                continue;
            }
            compared++;
            if (part ? inverse[j] < 0 : absences[j] > 0) {
                forgetUnknown(partly, count);
                partly = true;
                mask(j);
                double scale = category ? 1 : Math.abs(inverse[j]);
                double most = category ? 1 : Double.MAX_VALUE;
                DistanceLoops.partly(values[j], absent[j], record[j], scale, most, into, unknown, count);
            } else if (category) {
                DistanceLoops.mismatches(values[j], record[j], into, count);
            } else {
                together[waiting++] = j;
                if (waiting == 4) {
                    DistanceLoops.four(values, together, record, inverse, into, count);
                    waiting = 0;
                }
            }
        }
        for (int i = 0; i < waiting; i++) {
            int j = together[i];
            DistanceLoops.one(values[j], record[j], inverse[j], into, count);
        }
        if (partly) {
            DistanceLoops.extend(into, unknown, compared, count);
        }
    }

    private void forgetUnknown(boolean counting, int count) {
        if (!counting) {
            if (unknown.length < count) {
                unknown = new double[capacity];
            }
            Arrays.fill(unknown, 0, count, 0);
        }
    }

    void write(SnapshotWriter out) {
        out.writeCount(size);
        out.writeCount(width);
        for (int j = 0; j < width; j++) {
            out.writeDoubles(values[j], size);
            out.writeBoolean(absent[j].length > 0);
            if (absent[j].length > 0) {
                out.writeSparse(absent[j], size);
            }
        }
    }

    /** What {@link #write} wrote, of at most so many records and exactly so many features. */
    static Points read(Schema schema, SnapshotReader in, int most, int features) {
        Points points = new Points(schema);
        points.size = in.readCount("records kept", most);
        points.width = in.readCount("features kept", Schema.MAX_FEATURES);
        if (points.width != features) {
            throw new CorruptSnapshotException("features kept are " + features + ", found " + points.width);
        }
        int room = LEAST_CAPACITY;
        while (room < points.size) {
            room *= 2;
        }
        points.capacity = points.size == 0 ? 0 : Math.min(room, most);
        in.reserve(features * (bytesPerFeature() + 8L * points.capacity));
        points.values = new double[features][];
        points.absent = new double[features][];
        points.absences = new int[features];
        for (int j = 0; j < features; j++) {
            points.readFeature(j, in);
        }
        return points;
    }

    private void readFeature(int j, SnapshotReader in) {
        values[j] = Arrays.copyOf(in.readFiniteDoubles("values kept", size), capacity);
        absent[j] = NONE;
        if (nominal(j)) {
            for (int i = 0; i < size; i++) {
                double category = values[j][i];
                if (!(category >= 0 && category < Schema.MAX_CATEGORIES && category == (int) category)) {
                    throw new CorruptSnapshotException("categories are whole numbers from 0, found " + category);
                }
            }
        }
        if (in.readBoolean()) {
            masks++;
            double[] mask = in.readSparseDoubles("missing values", size);
            for (double missing : mask) {
                if (missing != 0 && missing != 1) {
                    throw new CorruptSnapshotException("a value is missing by 0 or 1, found " + missing);
                }
            }
            in.reserve(8L * capacity);
            absent[j] = Arrays.copyOf(mask, capacity);
            absences[j] = count(mask, size);
        }
    }

    private void put(int feature, int slot, double value) {
        if (Double.isNaN(value)) {
            mask(feature);
            values[feature][slot] = 0;
            absent[feature][slot] = 1;
            absences[feature]++;
        } else {
            values[feature][slot] = value;
        }
    }

    private void clear(int feature, int slot) {
        if (absences[feature] > 0 && absent[feature][slot] != 0) {
            absent[feature][slot] = 0;
            absences[feature]--;
        }
    }

    /** Has room for whether the feature is missing. */
    void mask(int feature) {
        if (absent[feature].length == 0) {
            absent[feature] = new double[capacity];
            masks++;
        }
    }

    private static int count(double[] mask, int length) {
        int count = 0;
        for (int i = 0; i < length; i++) {
            count += mask[i] != 0 ? 1 : 0;
        }
        return count;
    }
}
