package io.millrace.learners.auto;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.tile.RunningFeatures;
import java.util.Arrays;

/**
 * The latest records, a column of floats per feature, and those nearest to the record at hand within windows of the
 * newest. A column holds distances from an origin in units of its own, so that floats suffice; distances between records
 * are in deviations as they are now, times a factor per feature.
 */
final class Neighbours {
    private static final int FIRST_ROOM = 256;
    private static final float MOST = 1e6f;
    private static final double COARSEST = 64;

    private final RunningFeatures features;
    private final int most;
    private final int nearest;
    private int[] elements;
    private float[][] columns;
    private double[] origin;
    private double[] unit;
    private double[] labels;
    private float[] residuals;
    private int size;
    private int head;
    private float[] distances;
    private float[] query;
    private float[] factor;
    private final int[] windows;
    private final int[] found;
    private final int[] at;
    private final float[] distance;

    /**
     * @param most records kept
     * @param nearest neighbours looked for
     * @param windows numbers of newest records, ascending, the last at least {@code most}
     */
    Neighbours(RunningFeatures features, int most, int nearest, int[] windows) {
        this.features = features;
        this.most = most;
        this.nearest = nearest;
        this.windows = windows;
        this.elements = new int[0];
        this.columns = new float[0][];
        this.origin = new double[0];
        this.unit = new double[0];
        int room = Math.min(FIRST_ROOM, most);
        this.labels = new double[room];
        this.residuals = new float[room];
        this.distances = new float[room];
        this.query = new float[0];
        this.factor = new float[0];
        this.found = new int[windows.length];
        this.at = new int[windows.length * nearest];
        this.distance = new float[windows.length * nearest];
    }

    /** As it was written, of the same kind. */
    Neighbours(RunningFeatures features, int most, int nearest, int[] windows, SnapshotReader in) {
        this(features, most, nearest, windows);
        int count = in.readCount("features of neighbours", features.width());
        elements = in.readInts("a feature of neighbours", count, features.extras(), features.width() - 1);
        origin = in.readFiniteDoubles("origin of neighbours", count);
        unit = in.readFiniteDoubles("unit of neighbours", count);
        for (double each : unit) {
            if (!(each >= 0)) {
                throw new CorruptSnapshotException("unit of neighbours is at least 0, found " + each);
            }
        }
        size = in.readCountOf("neighbours", most, 4);
        head = in.readCount("place of the newest neighbour", Math.max(0, most - 1));
        int room = room(size);
        if (head >= room || size < room && head != size) {
            throw new CorruptSnapshotException("place of the next neighbour is wrong: " + head + " of " + size);
        }
        in.reserve((4L * count + 16) * room);
        labels = Arrays.copyOf(in.readFiniteDoubles("targets of neighbours", size), room);
        residuals = Arrays.copyOf(in.readFloats("residuals of neighbours", size), room);
        check(residuals);
        columns = new float[count][];
        for (int j = 0; j < count; j++) {
            columns[j] = Arrays.copyOf(in.readFloats("values of neighbours", size), room);
            check(columns[j]);
        }
        distances = new float[room];
        query = new float[count];
        factor = new float[count];
    }

    private static void check(float[] values) {
        for (float value : values) {
            if (!(Math.abs(value) <= MOST)) {
                throw new CorruptSnapshotException("values of neighbours are within 1e6, found " + value);
            }
        }
    }

    /** Labels of those kept are classes below this; else the snapshot is corrupt. */
    void checkLabels(int classes) {
        for (int i = 0; i < size; i++) {
            if (!(labels[i] >= 0 && labels[i] < classes && labels[i] == (int) labels[i])) {
                throw new CorruptSnapshotException("label of a neighbour is below " + classes + ", found " + labels[i]);
            }
        }
    }

    private int room(int count) {
        int room = Math.min(FIRST_ROOM, most);
        while (room < most && room <= count) {
            room = Math.min(most, 2 * room);
        }
        return room;
    }

    /** Writes what the constructor reads. */
    void write(SnapshotWriter out) {
        out.writeCount(elements.length);
        out.writeInts(elements, elements.length);
        out.writeDoubles(origin, origin.length);
        out.writeDoubles(unit, unit.length);
        out.writeCount(size);
        out.writeCount(head);
        out.writeDoubles(labels, size);
        out.writeFloats(residuals, size);
        for (float[] column : columns) {
            out.writeFloats(column, size);
        }
    }

    /** Bytes on the heap. */
    long memoryBytes() {
        return HeapSize.object(76)
                + bytes(elements.length, labels.length)
                + HeapSize.ints(found.length)
                + 2 * HeapSize.ints(at.length);
    }

    /** Bytes that it will take besides, with all records there. */
    long bytesToCome() {
        return bytes(elements.length, most) - bytes(elements.length, labels.length);
    }

    /** Bytes that so many records of so many features take. */
    static long bytes(int features, int records) {
        return HeapSize.ints(features)
                + HeapSize.ints(features)
                + 2 * HeapSize.doubles(features)
                + 2 * HeapSize.ints(features)
                + features * HeapSize.ints(records)
                + HeapSize.doubles(records)
                + 2 * HeapSize.ints(records);
    }

    /** Which elements records are compared by. Columns of others are dropped, new ones count as all the same so far. */
    void elements(int[] chosen) {
        float[][] newColumns = new float[chosen.length][];
        double[] newOrigin = new double[chosen.length];
        double[] newUnit = new double[chosen.length];
        for (int j = 0; j < chosen.length; j++) {
            int old = Arrays.binarySearch(elements, chosen[j]);
            newColumns[j] = old >= 0 ? columns[old] : new float[labels.length];
            newOrigin[j] = old >= 0 ? origin[old] : 0;
            newUnit[j] = old >= 0 ? unit[old] : 0;
        }
        elements = chosen;
        columns = newColumns;
        origin = newOrigin;
        unit = newUnit;
        query = new float[chosen.length];
        factor = new float[chosen.length];
    }

    int[] elements() {
        return elements;
    }

    /** Records kept. */
    int size() {
        return size;
    }

    /**
     * Finds the nearest in each window.
     *
     * @param emphasis what deviations of each element are multiplied by, squared
     */
    void find(float[] emphasis) {
        prepare(emphasis);
        measure();
        Arrays.fill(distance, Float.POSITIVE_INFINITY);
        int scanned = 0;
        int count = 0;
        for (int w = 0; w < windows.length; w++) {
            int to = Math.min(windows[w], size);
            if (w > 0) {
                System.arraycopy(at, (w - 1) * nearest, at, w * nearest, nearest);
                System.arraycopy(distance, (w - 1) * nearest, distance, w * nearest, nearest);
            }
            count = scan(w * nearest, count, scanned, to);
            scanned = to;
            found[w] = count;
        }
    }

    private void prepare(float[] emphasis) {
        for (int j = 0; j < elements.length; j++) {
            int element = elements[j];
            double value = features.value(element);
            if (Double.isNaN(value)) {
                query[j] = 0;
                factor[j] = 0;
            } else if (features.nominal(element)) {
                query[j] = (float) value;
                factor[j] = 1;
            } else {
                query[j] = stored(j, value);
                double deviations = unit[j] * features.inverseDeviation(element);
                factor[j] = (float) (emphasis[j] * Math.min(1e6, deviations * deviations));
            }
        }
    }

    private float stored(int j, double value) {
        double distance = unit[j] > 0 ? (value - origin[j]) / unit[j] : 0;
        return (float) Math.max(-MOST, Math.min(MOST, distance));
    }

    private void measure() {
        Arrays.fill(distances, 0, size, 0);
        int j = 0;
        while (j < elements.length) {
            if (factor[j] == 0) {
                j++;
            } else if (features.nominal(elements[j])) {
                mismatches(distances, columns[j], query[j], size);
                j++;
            } else {
                int k = j + 1;
                while (k < elements.length && (factor[k] == 0 || features.nominal(elements[k]))) {
                    if (factor[k] != 0) {
                        mismatches(distances, columns[k], query[k], size);
                    }
                    k++;
                }
                if (k < elements.length) {
                    squares(distances, columns[j], query[j], factor[j], columns[k], query[k], factor[k], size);
                } else {
                    squares(distances, columns[j], query[j], factor[j], size);
                }
                j = k + 1;
            }
        }
    }

    private static void mismatches(float[] sums, float[] column, float q, int count) {
        for (int i = 0; i < count; i++) {
            float d = column[i] - q;
            sums[i] += Math.min(1f, d * d);
        }
    }

    private static void squares(float[] sums, float[] column, float q, float f, int count) {
        for (int i = 0; i < count; i++) {
            float d = column[i] - q;
            sums[i] += f * d * d;
        }
    }

    private static void squares(
            float[] sums, float[] first, float q, float f, float[] second, float r, float g, int count) {
        for (int i = 0; i < count; i++) {
            float d = first[i] - q;
            float e = second[i] - r;
            sums[i] += f * d * d + g * e * e;
        }
    }

    /** Merges records into the nearest of the window, the newest first. */
    private int scan(int window, int before, int from, int to) {
        int count = before;
        int place = head - 1 - from;
        if (place < 0) {
            place += labels.length;
        }
        float worst = distance[window + nearest - 1];
        for (int i = from; i < to; i++) {
            float d = distances[place];
            if (d < worst) {
                insert(window, d, place);
                worst = distance[window + nearest - 1];
                count = Math.min(nearest, count + 1);
            }
            place = place == 0 ? labels.length - 1 : place - 1;
        }
        return count;
    }

    private void insert(int window, float d, int place) {
        int i = window + nearest - 1;
        while (i > window && distance[i - 1] > d) {
            distance[i] = distance[i - 1];
            at[i] = at[i - 1];
            i--;
        }
        distance[i] = d;
        at[i] = place;
    }

    /** Neighbours found in a window. */
    int found(int window) {
        return found[window];
    }

    /** Squared distance of the neighbour of this rank, from 0. */
    float distance(int window, int rank) {
        return distance[window * nearest + rank];
    }

    /** Label or target of the neighbour of this rank, from 0. */
    double label(int window, int rank) {
        return labels[at[window * nearest + rank]];
    }

    /** Residual of the neighbour of this rank, from 0. */
    float residual(int window, int rank) {
        return residuals[at[window * nearest + rank]];
    }

    /** Keeps the record at hand. */
    void add(double label, float residual) {
        if (size == labels.length && size < most) {
            enlarge();
        }
        for (int j = 0; j < elements.length; j++) {
            int element = elements[j];
            double value = features.value(element);
            if (features.nominal(element)) {
                columns[j][head] = Double.isNaN(value) ? -1 : (float) value;
            } else {
                rebase(j);
                columns[j][head] = stored(j, Double.isNaN(value) ? features.mean(element) : value);
            }
        }
        labels[head] = label;
        residuals[head] = Math.max(-MOST, Math.min(MOST, residual));
        head = head + 1 == most ? 0 : head + 1;
        size = Math.max(size, Math.min(most, size + 1));
    }

    private void enlarge() {
        int room = room(size);
        labels = Arrays.copyOf(labels, room);
        residuals = Arrays.copyOf(residuals, room);
        distances = new float[room];
        for (int j = 0; j < columns.length; j++) {
            columns[j] = Arrays.copyOf(columns[j], room);
        }
    }

    /** Takes the first value for origin, then the mean, with units near the deviation. */
    private void rebase(int j) {
        int element = elements[j];
        double inverse = features.inverseDeviation(element);
        double value = features.value(element);
        if (unit[j] == 0 && !Double.isNaN(value)) {
            origin[j] = value;
            unit[j] = value == 0 ? 1 : Math.abs(value);
        }
        double ratio = unit[j] * inverse;
        if (ratio == 0 ? inverse == 0 : ratio > 1 / COARSEST && ratio < COARSEST) {
            return;
        }
        double newUnit = 1 / inverse;
        double newOrigin = features.mean(element);
        for (int i = 0; i < size; i++) {
            double old = origin[j] + unit[j] * columns[j][i];
            double scaled = unit[j] == 0 ? 0 : (old - newOrigin) / newUnit;
            columns[j][i] = (float) Math.max(-MOST, Math.min(MOST, scaled));
        }
        origin[j] = newOrigin;
        unit[j] = newUnit;
    }
}
