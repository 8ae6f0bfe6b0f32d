package io.millrace.learners.neighbours;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;

/**
 * The greatest of the latest values, of which the earliest go one by one: those values that nothing greater follows, in their
 * order. Takes time in proportion to one value on average, and room for all only where they fall all the time.
 */
final class Extremes {
    private static final int LEAST_ROOM = 8;

    private long[] indices = new long[LEAST_ROOM];
    private double[] values = new double[LEAST_ROOM];
    private int head;
    private int size;

    Extremes() {}

    Extremes(SnapshotReader in, long first, long next) {
        int count = in.readCountOf("extreme values", Integer.MAX_VALUE, 16);
        for (int i = 0; i < count; i++) {
            long index = in.readLong();
            double value = in.readFinite("extreme value");
            boolean follows = size == 0 || index > indices[at(size - 1)] && value < values[at(size - 1)];
            if (index < first || index >= next || !follows) {
                throw new CorruptSnapshotException(
                        "extreme values fall, from " + first + " to " + next + ", found " + value + " at " + index);
            }
            in.reserve(16);
            put(index, value);
        }
    }

    void write(SnapshotWriter out) {
        out.writeCount(size);
        for (int i = 0; i < size; i++) {
            out.writeLong(indices[at(i)]);
            out.writeDouble(values[at(i)]);
        }
    }

    /** Forgets what came before. */
    void forget(long first) {
        while (size > 0 && indices[head] < first) {
            head = at(1);
            size--;
        }
    }

    void add(long index, double value) {
        while (size > 0 && values[at(size - 1)] <= value) {
            size--;
        }
        put(index, value);
    }

    /** The greatest; minus infinity where there is none. */
    double greatest() {
        return size == 0 ? Double.NEGATIVE_INFINITY : values[head];
    }

    long memoryBytes() {
        return HeapSize.object(16) + 2 * HeapSize.doubles(indices.length);
    }

    private void put(long index, double value) {
        if (size == indices.length) {
            grow();
        }
        int at = at(size++);
        indices[at] = index;
        values[at] = value;
    }

    private void grow() {
        long[] moreIndices = new long[2 * size];
        double[] moreValues = new double[2 * size];
        for (int i = 0; i < size; i++) {
            moreIndices[i] = indices[at(i)];
            moreValues[i] = values[at(i)];
        }
        indices = moreIndices;
        values = moreValues;
        head = 0;
    }

    private int at(int position) {
        return head + position & indices.length - 1;
    }
}
