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
 * <p>The squared distance of two records is the sum over the features of: for a nominal feature, 0 where both have the
 * same category and 1 otherwise, also where either is missing; for a number, the square of their scaled difference; where
 * one of them is missing, the square of what lies furthest on the scale from the other; where both are, 1.
 */
final class Points {
    /** The least array of a feature. */
    private static final int LEAST_CAPACITY = 16;

    private static final double[] NONE = new double[0];

    /** Category of a missing value, and of one in the record that is compared: unlike all others and each other. */
    private static final double MISSING_CATEGORY = -1;

    private static final double MISSING_IN_RECORD = -2;

    private final Schema schema;
    private int width;
    private int capacity;
    private int size;
    private double[][] values;
    /** By feature: 1 where it is missing, else 0; empty for features that never were. */
    private double[][] absent;

    private int[] absences;
    private int masks;
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
        return 8L * (width + masks);
    }

    /** What the features take before any record. */
    static long bytesPerFeature() {
        return 2 * HeapSize.array(0) + 3 * 4;
    }

    long memoryBytes() {
        return HeapSize.object(32)
                + HeapSize.ints(together.length)
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
            if (nominal(j)) {
                Arrays.fill(values[j], 0, size, MISSING_CATEGORY);
            } else if (size > 0) {
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
        for (int j = 0; j < width; j++) {
            values[j] = Arrays.copyOf(values[j], capacity);
            if (absent[j].length > 0) {
                absent[j] = Arrays.copyOf(absent[j], capacity);
            }
        }
    }

    /** The value as it came; NaN where missing. */
    double get(int slot, int feature) {
        double value = values[feature][slot];
        boolean missing =
                nominal(feature) ? value == MISSING_CATEGORY : absences[feature] > 0 && absent[feature][slot] != 0;
        return missing ? Double.NaN : value;
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

    /** Whether no record lacks this feature, a number. */
    boolean complete(int feature) {
        return absences[feature] == 0;
    }

    /**
     * Squared distances of one record to all of these.
     *
     * @param record {@link #width()} long
     * @param low by feature: where the scale begins
     * @param inverse by feature: one over the length of the scale, at most 1e50; 0 where all values are the same
     * @param into at least {@link #size()} long
     */
    void squaredDistances(double[] record, double[] low, double[] inverse, double[] into) {
        Arrays.fill(into, 0, size, 0);
        int waiting = 0;
        for (int j = 0; j < width; j++) {
            double value = record[j];
            double[] column = values[j];
            if (nominal(j)) {
                mismatches(column, value >= 0 ? value : MISSING_IN_RECORD, into, size);
            } else if (!(Math.abs(value) <= Double.MAX_VALUE)) {
                double[] mask = absences[j] > 0 ? absent[j] : NONE;
                toUnknown(column, mask, low[j], inverse[j], into);
            } else if (absences[j] > 0) {
                double place = (value - low[j]) * inverse[j];
                double furthest = Math.max(place, 1 - place);
                someUnknown(column, absent[j], value, inverse[j], furthest * furthest, into);
            } else if (inverse[j] != 0) {
                together[waiting++] = j;
                if (waiting == 4) {
                    four(record, inverse, into);
                    waiting = 0;
                }
            }
        }
        for (int i = 0; i < waiting; i++) {
            int j = together[i];
            one(values[j], record[j], inverse[j], into, size);
        }
    }

    private void four(double[] record, double[] inverse, double[] into) {
        int a = together[0];
        int b = together[1];
        int c = together[2];
        int d = together[3];
        four(
                values[a],
                values[b],
                values[c],
                values[d],
                into,
                size,
                record[a],
                record[b],
                record[c],
                record[d],
                inverse[a],
                inverse[b],
                inverse[c],
                inverse[d]);
    }

    private static void four(
            double[] a,
            double[] b,
            double[] c,
            double[] d,
            double[] into,
            int n,
            double qa,
            double qb,
            double qc,
            double qd,
            double sa,
            double sb,
            double sc,
            double sd) {
        for (int i = 0; i < n; i++) {
            double x = (qa - a[i]) * sa;
            double y = (qb - b[i]) * sb;
            double z = (qc - c[i]) * sc;
            double w = (qd - d[i]) * sd;
            into[i] += x * x + y * y + (z * z + w * w);
        }
    }

    private static void one(double[] column, double value, double inverse, double[] into, int n) {
        for (int i = 0; i < n; i++) {
            double x = (value - column[i]) * inverse;
            into[i] += x * x;
        }
    }

    private static void mismatches(double[] column, double category, double[] into, int n) {
        for (int i = 0; i < n; i++) {
            double x = category - column[i];
            into[i] += Math.min(1, x * x);
        }
    }

    private void someUnknown(
            double[] column, double[] mask, double value, double inverse, double furthest, double[] into) {
        int n = size;
        for (int i = 0; i < n; i++) {
            double x = (value - column[i]) * inverse;
            into[i] += (1 - mask[i]) * (x * x) + mask[i] * furthest;
        }
    }

    private void toUnknown(double[] column, double[] mask, double low, double inverse, double[] into) {
        int n = size;
        boolean masked = mask.length > 0;
        for (int i = 0; i < n; i++) {
            double place = (column[i] - low) * inverse;
            double furthest = Math.max(place, 1 - place);
            into[i] += masked && mask[i] != 0 ? 1 : furthest * furthest;
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
                if (!(category >= MISSING_CATEGORY && category < Schema.MAX_CATEGORIES && category == (int) category)) {
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
        if (nominal(feature)) {
            values[feature][slot] = value >= 0 ? value : MISSING_CATEGORY;
        } else if (Double.isNaN(value)) {
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

    private void mask(int feature) {
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
