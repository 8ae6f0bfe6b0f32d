package io.millrace.learners.tile;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;

/**
 * Weights of cells by the cell's key, each a row of floats with a sum of squared gradients beside each: as many rows as
 * were touched, up to a bound in bytes. A key is looked for in eight neighbouring rows; when all are taken and the bound
 * is reached, the one untouched for longest makes room.
 */
public final class CellTable {
    /** What {@link #claim} gives when the table should be larger. */
    static final int FULL = -2;

    private static final int WINDOW = 8;
    private static final int FIRST_ROWS = 64;
    private static final float MOST = 1e9f;
    private static final float MOST_SQUARES = 1e30f;

    private long bound;
    private int stride;
    private int rows;
    private int used;
    private int[] keys;
    private int[] touched;
    private float[] weights;
    private float[] squares;

    /**
     * @param stride floats per row
     * @param bound bytes that it takes at most; it has at least 16 rows
     */
    public CellTable(int stride, long bound) {
        this.bound = bound;
        this.stride = stride;
        allocate(Math.min(FIRST_ROWS, mostRows(stride)));
    }

    /** As it was written. */
    public CellTable(int stride, long bound, SnapshotReader in) {
        this.bound = bound;
        this.stride = stride;
        int count = in.readCount("rows", mostRows(stride));
        if (count < Math.min(FIRST_ROWS, mostRows(stride))) {
            throw new CorruptSnapshotException("rows of cells are too few: " + count);
        }
        in.reserve(bytes(count, stride));
        allocate(count);
        int row = -1;
        int filled = in.readCountOf("cells", count, 3 + 8 * stride);
        for (int i = 0; i < filled; i++) {
            row += 1 + in.readCount("gap between cells", count);
            if (row >= count) {
                throw new CorruptSnapshotException("rows of cells are below " + count + ", found " + row);
            }
            keys[row] = in.readInt();
            touched[row] = in.readInt();
            for (int k = row * stride; k < (row + 1) * stride; k++) {
                weights[k] = in.readFloat();
                squares[k] = in.readFloat();
                if (!(Math.abs(weights[k]) <= MOST && squares[k] >= 0 && squares[k] <= MOST_SQUARES)) {
                    throw new CorruptSnapshotException(
                            "weight and square of a cell are bounded, found " + weights[k] + " and " + squares[k]);
                }
            }
            if (keys[row] == 0) {
                throw new CorruptSnapshotException("key of a cell is not 0");
            }
        }
        used = filled;
    }

    /** Writes what the constructor reads. */
    public void write(SnapshotWriter out) {
        out.writeCount(rows);
        out.writeCount(used);
        int last = -1;
        for (int row = 0; row < rows; row++) {
            if (keys[row] != 0) {
                out.writeCount(row - last - 1);
                last = row;
                out.writeInt(keys[row]);
                out.writeInt(touched[row]);
                for (int k = row * stride; k < (row + 1) * stride; k++) {
                    out.writeFloat(weights[k]);
                    out.writeFloat(squares[k]);
                }
            }
        }
    }

    private void allocate(int count) {
        rows = count;
        used = 0;
        keys = new int[count];
        touched = new int[count];
        weights = new float[count * stride];
        squares = new float[count * stride];
    }

    private static long bytes(long count, int stride) {
        return 2 * HeapSize.ints(count) + 2 * HeapSize.ints(count * stride);
    }

    /** Rows of so many floats that the bound allows. */
    public int mostRows(int floats) {
        long most = (bound - bytes(0, floats) - 16) / (8L + 8L * floats);
        return (int) Math.max(16, Math.min(most, Integer.MAX_VALUE / 2 / floats));
    }

    long bound() {
        return bound;
    }

    /** Sets another bound; whether rows have moved. */
    boolean bound(long bytes) {
        bound = bytes;
        if (rows <= mostRows(stride)) {
            return false;
        }
        resize(mostRows(stride), stride, new int[0]);
        return true;
    }

    /** Bytes on the heap. */
    public long memoryBytes() {
        return HeapSize.object(40) + bytes(rows, stride);
    }

    public int stride() {
        return stride;
    }

    /** Weights, {@link #stride()} per row. Another array after {@link #ensure} or {@link #widen}. */
    float[] weights() {
        return weights;
    }

    /** Sums of squared gradients, in the places of their weights. */
    float[] squares() {
        return squares;
    }

    /** The key's row, or -1. */
    int find(int key) {
        int row = home(key);
        for (int i = 0; i < WINDOW; i++) {
            int found = keys[row];
            if (found == key) {
                return row;
            } else if (found == 0) {
                return -1;
            }
            row = row + 1 == rows ? 0 : row + 1;
        }
        return -1;
    }

    /** Makes room for so many cells more, as far as the bound goes; whether rows have moved. */
    boolean ensure(int more) {
        if ((used + more) * 4L <= rows * 3L || rows == mostRows(stride)) {
            return false;
        }
        enlarge(more);
        return true;
    }

    /** Makes more rows, where the bound allows more. */
    void enlarge(int more) {
        int most = mostRows(stride);
        resize((int) Math.min(most, Math.max(rows + rows / 2L, (used + more) * 2L)), stride, new int[0]);
    }

    /**
     * The key's row, which is made where there is none; -1 when all rows it could have were touched at this time, {@link
     * #FULL} when they are taken but {@link #enlarge} can make more.
     */
    int claim(int key, int time) {
        int row = home(key);
        int oldest = -1;
        int age = 0;
        for (int i = 0; i < WINDOW; i++) {
            int found = keys[row];
            if (found == key) {
                touched[row] = time;
                return row;
            } else if (found == 0) {
                used++;
                return take(row, key, time);
            } else if (time - touched[row] > age) {
                age = time - touched[row];
                oldest = row;
            }
            row = row + 1 == rows ? 0 : row + 1;
        }
        if (rows < mostRows(stride)) {
            return FULL;
        }
        if (oldest >= 0) {
            Arrays.fill(weights, oldest * stride, (oldest + 1) * stride, 0);
            Arrays.fill(squares, oldest * stride, (oldest + 1) * stride, 0);
            take(oldest, key, time);
        }
        return oldest;
    }

    private int take(int row, int key, int time) {
        keys[row] = key;
        touched[row] = time;
        return row;
    }

    private int home(int key) {
        return (int) ((key & 0xFFFFFFFFL) * rows >>> 32);
    }

    /**
     * Gives rows another number of floats. When the bound allows fewer rows than there are cells, those untouched for
     * longest are dropped.
     *
     * @param from for each float of the new rows, the one of the old it takes: its place and 1, negative for the
     *     negated weight, or 0 for none
     */
    void widen(int[] from) {
        int most = mostRows(from.length);
        int wanted = (int) Math.max(Math.min(FIRST_ROWS, most), Math.min(most, used * 2L));
        resize(wanted, from.length, from);
    }

    private void resize(int count, int floats, int[] from) {
        int[] oldKeys = keys;
        int[] oldTouched = touched;
        float[] oldWeights = weights;
        float[] oldSquares = squares;
        int oldStride = stride;
        stride = floats;
        int[] order = newestFirst(oldKeys, oldTouched);
        int most = mostRows(floats);
        int size = count;
        int[] places = new int[order.length];
        while (!settle(size, order, places, oldKeys, oldTouched)) {
            size = (int) Math.min(most, size + size / 4L + WINDOW);
        }
        for (int i = 0; i < order.length; i++) {
            if (places[i] < 0) {
                continue;
            }
            if (from.length == 0) {
                System.arraycopy(oldWeights, order[i] * stride, weights, places[i] * stride, stride);
                System.arraycopy(oldSquares, order[i] * stride, squares, places[i] * stride, stride);
            } else {
                spread(oldWeights, oldSquares, order[i] * oldStride, places[i] * stride, from);
            }
        }
    }

    /** Gives old rows new places; false when a larger table is needed and allowed. */
    private boolean settle(int count, int[] order, int[] places, int[] oldKeys, int[] oldTouched) {
        allocate(count);
        for (int i = 0; i < order.length; i++) {
            places[i] = used == count ? -1 : claim(oldKeys[order[i]], oldTouched[order[i]]);
            if (places[i] == FULL) {
                return false;
            }
        }
        return true;
    }

    private void spread(float[] oldWeights, float[] oldSquares, int old, int to, int[] from) {
        for (int k = 0; k < from.length; k++) {
            if (from[k] != 0) {
                int at = old + Math.abs(from[k]) - 1;
                weights[to + k] = from[k] < 0 ? -oldWeights[at] : oldWeights[at];
                squares[to + k] = oldSquares[at];
            }
        }
    }

    /** A row's place in the lower half of a long, its age above, so that sorting puts the youngest first. */
    private int[] newestFirst(int[] oldKeys, int[] oldTouched) {
        int newest = Integer.MIN_VALUE;
        int filled = 0;
        for (int row = 0; row < oldKeys.length; row++) {
            if (oldKeys[row] != 0) {
                filled++;
                newest = Math.max(newest, oldTouched[row]);
            }
        }
        long[] order = new long[filled];
        int at = 0;
        for (int row = 0; row < oldKeys.length; row++) {
            if (oldKeys[row] != 0) {
                order[at++] = ((long) newest - oldTouched[row]) << 32 | row;
            }
        }
        Arrays.sort(order);
        int[] sorted = new int[filled];
        for (int i = 0; i < filled; i++) {
            sorted[i] = (int) order[i];
        }
        return sorted;
    }
}
