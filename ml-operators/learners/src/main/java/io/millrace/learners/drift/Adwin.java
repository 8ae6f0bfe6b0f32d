package io.millrace.learners.drift;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.DriftDetector;
import io.millrace.learners.HeapSize;
import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.Parameter;
import io.millrace.learners.Parameters;
import io.millrace.learners.Schema;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;

/**
 * A window over numbers from 0 to 1 that grows while their mean stays, and drops its old end once it differs from the new
 * one: Bifet, Gavaldà, "Learning from time-changing data with adaptive windowing", 2007,
 * doi:10.1137/1.9781611972771.42. The window is an exponential histogram of at most {@value #PER_ROW} buckets of each
 * power of two, so its memory grows with the logarithm of its width. Numbers out of range are cut to it, NaN is passed
 * over. Any change of the mean counts, up or down. Some 10 ns per number, and at each check 3 ns per bucket.
 *
 * <p>Others may hold one within them: see {@link #setup(double)}.
 */
public final class Adwin implements DriftDetector {
    static final int PER_ROW = 5;
    private static final int ROOM = PER_ROW + 1;
    private static final int MAX_ROWS = 32;

    /** Parameters of {@link Adwin}. */
    public record Settings(
            @Parameter(
                    value = "0.002",
                    min = 0,
                    above = true,
                    max = 1,
                    help = "Probability of a false alarm at a check.")
            double delta,

            @Parameter(value = "32", min = 1, max = 1_000_000, help = "Numbers between two checks.")
            int checkInterval) {}

    public static final LearnerType<Adwin> TYPE = LearnerType.of(
                    Role.DRIFT_DETECTOR, "adwin", Settings.class, Adwin::new, Adwin::new)
            .documented(
                    "A window as long as its mean does not change; for errors, hits or any number from 0 to 1.",
                    "Bifet, Gavaldà, Learning from time-changing data with adaptive windowing, 2007,"
                            + " doi:10.1137/1.9781611972771.42");

    private final Setup<Settings> setup;

    // Row r holds buckets of 2^r numbers, the oldest first; the last row holds the oldest buckets of all.
    private int rows = 1;
    private int[] counts = new int[1];
    private double[] sums = new double[ROOM];
    private double[] squares = new double[ROOM];
    private long width;
    private double sum;
    private double square;
    private int untilCheck;

    public Adwin(Setup<Settings> setup) {
        this.setup = setup;
        this.untilCheck = setup.settings().checkInterval();
    }

    /** As {@link #write} left it. */
    public Adwin(Setup<Settings> setup, SnapshotReader in) {
        this.setup = setup;
        this.rows = in.readCount("rows of buckets", MAX_ROWS);
        if (rows == 0) {
            throw new CorruptSnapshotException("rows of buckets: 1 to " + MAX_ROWS + " expected, found 0");
        }
        this.counts = in.readInts("buckets of a row", rows, 0, PER_ROW);
        this.sums = new double[rows * ROOM];
        this.squares = new double[rows * ROOM];
        for (int row = 0; row < rows; row++) {
            for (int i = row * ROOM; i < row * ROOM + counts[row]; i++) {
                sums[i] = upTo(1L << row, in.readPositive("sum of a bucket"));
                squares[i] = upTo(1L << row, in.readPositive("squares of a bucket"));
            }
            width += (long) counts[row] << row;
        }
        this.sum = upTo(width, in.readFinite("sum of the window"));
        this.square = upTo(width, in.readFinite("squares of the window"));
        this.untilCheck =
                in.readCount("numbers until the next check", setup.settings().checkInterval());
    }

    private static double upTo(double most, double found) {
        if (Math.abs(found) > most * (1 + 1e-6) + 1e-6) {
            throw new CorruptSnapshotException("a sum over " + most + " numbers is at most that, found " + found);
        }
        return found;
    }

    /** What one is made with by those who hold it within them; one for all of them. */
    public static Setup<Settings> setup(double delta) {
        return new Setup<>(
                Schema.numeric(0),
                new Settings(delta, Parameters.defaults(Settings.class).checkInterval()),
                0);
    }

    @Override
    public void write(SnapshotWriter out) {
        out.writeCount(rows);
        out.writeInts(counts, rows);
        for (int row = 0; row < rows; row++) {
            for (int i = row * ROOM; i < row * ROOM + counts[row]; i++) {
                out.writeDouble(sums[i]);
                out.writeDouble(squares[i]);
            }
        }
        out.writeDouble(sum);
        out.writeDouble(square);
        out.writeCount(untilCheck);
    }

    @Override
    public LearnerType<Adwin> type() {
        return TYPE;
    }

    @Override
    public Setup<Settings> setup() {
        return setup;
    }

    @Override
    public long memoryBytes() {
        return HeapSize.object(48) + HeapSize.ints(rows) + 2 * HeapSize.doubles((long) rows * ROOM);
    }

    /** Numbers in the window. */
    public long width() {
        return width;
    }

    /** Mean of the window; 0 where it is empty. */
    public double estimation() {
        return width == 0 ? 0 : sum / width;
    }

    /** Variance of the window; 0 where it is empty. */
    public double variance() {
        return width == 0 ? 0 : Math.max(0, square / width);
    }

    @Override
    public Signal add(double value) {
        if (Double.isNaN(value)) {
            return Signal.NONE;
        }
        insert(Math.max(0, Math.min(1, value)));
        if (--untilCheck > 0) {
            return Signal.NONE;
        }
        untilCheck = setup.settings().checkInterval();
        boolean drift = false;
        while (differs()) {
            dropOldest();
            drift = true;
        }
        return drift ? Signal.DRIFT : Signal.NONE;
    }

    private void insert(double value) {
        if (width > 0) {
            double apart = value - sum / width;
            square += apart * apart * width / (width + 1);
        }
        width++;
        sum += value;
        int end = counts[0]++;
        sums[end] = value;
        squares[end] = 0;
        for (int row = 0; counts[row] == ROOM; row++) {
            mergeOldest(row);
        }
    }

    private void mergeOldest(int row) {
        if (row + 1 == rows) {
            if (rows == MAX_ROWS) {
                dropOldest();
                return;
            }
            rows++;
            counts = Arrays.copyOf(counts, rows);
            sums = Arrays.copyOf(sums, rows * ROOM);
            squares = Arrays.copyOf(squares, rows * ROOM);
        }
        int from = row * ROOM;
        int to = (row + 1) * ROOM + counts[row + 1]++;
        double half = 1L << row;
        double apart = (sums[from] - sums[from + 1]) / half;
        squares[to] = squares[from] + squares[from + 1] + apart * apart * half / 2;
        sums[to] = sums[from] + sums[from + 1];
        counts[row] -= 2;
        System.arraycopy(sums, from + 2, sums, from, counts[row]);
        System.arraycopy(squares, from + 2, squares, from, counts[row]);
    }

    /** Whether at some border between buckets what is older has another mean than what is newer (the paper's 3.3). */
    private boolean differs() {
        if (width < 2) {
            return false;
        }
        double all = width;
        double confidence =
                Math.log(2 * Math.max(1, Math.log(all)) / setup.settings().delta());
        double spread = 2 * confidence * Math.max(0, square / all);
        double slack = confidence * 2 / 3;
        double older = 0;
        double olderSum = 0;
        for (int row = rows - 1; row >= 0; row--) {
            double size = 1L << row;
            for (int i = row * ROOM; i < row * ROOM + counts[row]; i++) {
                older += size;
                olderSum += sums[i];
                double newer = all - older;
                double inverse = all / (older * newer);
                double apart = Math.abs((olderSum * all - sum * older) / (older * newer)) - slack * inverse;
                if (newer > 0 && apart > 0 && apart * apart > spread * inverse) {
                    return true;
                }
            }
        }
        return false;
    }

    private void dropOldest() {
        int row = rows - 1;
        while (counts[row] == 0) {
            row--;
        }
        int first = row * ROOM;
        double size = 1L << row;
        double bucketSum = sums[first];
        double bucketSquare = squares[first];
        width -= 1L << row;
        sum -= bucketSum;
        double apart = width == 0 ? 0 : bucketSum / size - sum / width;
        square = Math.max(0, square - bucketSquare - apart * apart * size * width / (size + width));
        counts[row]--;
        System.arraycopy(sums, first + 1, sums, first, counts[row]);
        System.arraycopy(squares, first + 1, squares, first, counts[row]);
        if (counts[row] == 0 && row == rows - 1 && row > 0) {
            rows--;
            counts = Arrays.copyOf(counts, rows);
            sums = Arrays.copyOf(sums, rows * ROOM);
            squares = Arrays.copyOf(squares, rows * ROOM);
        }
    }
}
