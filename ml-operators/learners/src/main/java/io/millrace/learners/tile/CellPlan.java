package io.millrace.learners.tile;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.SplitMix64;
import java.util.Arrays;

/**
 * Which features have terms and cells, which are paired, and on how many tilings: all features while they are few; else
 * those that carried most, chosen again after 100, 300, 900, 2,700 and so on records. Cost and number of cells stay
 * within bounds.
 */
final class CellPlan {
    /** Features that are paired at most: 253 pairs. */
    private static final int MOST_PAIRED = 23;

    private static final int MOST_TILINGS = 16;
    private static final int FIRST_CHOICE = 100;
    private static final int CODES = 4;
    private static final double MEMORY = 0.01;
    private static final double SLOWEST = 0.001;
    /** Cells of a pair that records fall into, as a share of all, by guess. */
    private static final double VISITED = 0.6;

    /** Tilings as of which some have 20 cells a side: there are few pairs then. */
    private static final int FINE = 4;

    private static final int BINS_OF_FEATURE = 34;

    private final RunningFeatures features;
    private int[] active;
    private int[] paired;
    private float[] importance;
    private float[] relevance;
    private long records;
    private long nextChoice;
    private int tilings;
    private int side;

    CellPlan(RunningFeatures features) {
        this.features = features;
        this.importance = new float[0];
        this.relevance = new float[0];
        this.active = new int[0];
        this.paired = new int[0];
        this.nextChoice = FIRST_CHOICE;
    }

    CellPlan(RunningFeatures features, SnapshotReader in) {
        this.features = features;
        int width = features.width();
        this.importance = finite(in.readFloats("importance of features", width));
        this.relevance = finite(in.readFloats("relevance of features", in.readBoolean() ? CODES * width : 0));
        this.records = in.readLong();
        this.nextChoice = in.readLong();
        if (records < 0 || nextChoice < FIRST_CHOICE) {
            throw new CorruptSnapshotException("records are at least 0 and the next choice of features at least "
                    + FIRST_CHOICE + ", found " + records + " and " + nextChoice);
        }
        this.active = elements(in, width);
        this.paired = elements(in, MOST_PAIRED);
        this.tilings = in.readCount("tilings", MOST_TILINGS);
        this.side = in.readCount("cells a side", 7);
        if (tilings < 1 || side < 5) {
            throw new CorruptSnapshotException(
                    "tilings are at least 1 and cells a side 5, found " + tilings + " and " + side);
        }
    }

    private static float[] finite(float[] values) {
        for (float value : values) {
            if (!(value >= -1e12f && value <= 1e12f)) {
                throw new CorruptSnapshotException("importance of a feature is a small number, found " + value);
            }
        }
        return values;
    }

    private int[] elements(SnapshotReader in, int most) {
        int width = features.width();
        int[] elements = in.readInts("a feature", in.readCount("features chosen", Math.min(most, width)), 0, width - 1);
        for (int i = 0; i < elements.length; i++) {
            int least = i == 0 ? features.extras() : elements[i - 1] + 1;
            if (elements[i] < least) {
                throw new CorruptSnapshotException("features chosen ascend, found " + elements[i]);
            }
        }
        return elements;
    }

    void write(SnapshotWriter out) {
        out.writeFloats(importance, importance.length);
        out.writeBoolean(relevance.length > 0);
        out.writeFloats(relevance, relevance.length);
        out.writeLong(records);
        out.writeLong(nextChoice);
        out.writeCount(active.length);
        out.writeInts(active, active.length);
        out.writeCount(paired.length);
        out.writeInts(paired, paired.length);
        out.writeCount(tilings);
        out.writeCount(side);
    }

    long memoryBytes() {
        return HeapSize.object(60)
                + HeapSize.ints(importance.length)
                + HeapSize.ints(relevance.length)
                + HeapSize.ints(active.length)
                + HeapSize.ints(paired.length);
    }

    /** Features with terms and cells, ascending. */
    int[] active() {
        return active;
    }

    /** Features that are paired, ascending. */
    int[] paired() {
        return paired;
    }

    /** Tilings of each pair. */
    int tilings() {
        return tilings;
    }

    /** Cells a side of this tiling. */
    int side(int tiling) {
        if (tilings == 1) {
            return side;
        } else if (tilings < FINE) {
            return tiling % 2 == 0 ? 5 : 10;
        }
        return 5 << tiling % 3;
    }

    /** How far this tiling is shifted for this element, in cells, from 0 with 1 left out. */
    static double offset(int element, int tiling) {
        return (SplitMix64.mix(element * 31L + tiling + 1) >>> 11) * 0x1p-53;
    }

    /**
     * Chooses features and their pairs within bounds; whether all pairs found room at full resolution.
     *
     * @param mostFeatures features with cells
     * @param mostCells pair cells per record
     * @param mostRows cells there is room for
     * @param withExtras whether extras have cells too
     */
    boolean choose(int mostFeatures, int mostCells, int mostRows, boolean withExtras) {
        choose(Math.min(mostFeatures, features.width() - features.extras()));
        return arrange(mostCells, mostRows, withExtras ? features.extras() : 0);
    }

    /** Most important of the active, at most so many, ascending. */
    int[] important(int count) {
        float[] merit = new float[importance.length];
        for (int j : active) {
            merit[j] = importance[j] + Float.MIN_NORMAL;
        }
        return most(merit, features.extras(), Math.min(count, active.length));
    }

    /** There are more features than before; to be followed by {@link #choose}. */
    void grow() {
        importance = Arrays.copyOf(importance, features.width());
    }

    /**
     * Learns what the active features have carried in this record; whether it is time to choose again.
     *
     * @param carried by place among the active
     * @param codes {@value #CODES} numbers that stand for the target
     */
    boolean learned(float[] carried, double[] codes) {
        records++;
        for (int i = 0; i < active.length; i++) {
            importance[active[i]] += MEMORY * (carried[i] - importance[active[i]]);
        }
        if (relevance.length > 0) {
            relate(codes);
        }
        if (records < nextChoice) {
            return false;
        }
        nextChoice = Math.min(3 * nextChoice, Long.MAX_VALUE / 8);
        return true;
    }

    private void relate(double[] codes) {
        float rate = (float) Math.max(SLOWEST, 1.0 / records);
        for (int j = features.extras(); j < features.width(); j++) {
            float z = (float) features.scaled(j);
            for (int c = 0; c < CODES; c++) {
                relevance[CODES * j + c] += rate * (z * (float) codes[c] - relevance[CODES * j + c]);
            }
        }
    }

    private void choose(int most) {
        int width = features.width();
        importance = Arrays.copyOf(importance, width);
        boolean wide = width - features.extras() > most;
        relevance = wide ? Arrays.copyOf(relevance, CODES * width) : new float[0];
        float[] merit = new float[width];
        for (int j = features.extras(); j < width; j++) {
            merit[j] = wide ? relevance(j) : importance[j];
        }
        active = most(merit, features.extras(), most);
        paired = important(MOST_PAIRED);
    }

    private float relevance(int j) {
        float sum = features.nominal(j) ? (float) MEMORY : 0;
        for (int c = 0; c < CODES; c++) {
            sum += relevance[CODES * j + c] * relevance[CODES * j + c];
        }
        return sum;
    }

    /** So many of those with most merit, ascending; the lower index where they tie. */
    private static int[] most(float[] merit, int first, int count) {
        long[] order = new long[merit.length - first];
        for (int j = first; j < merit.length; j++) {
            order[j - first] = (long) ~Float.floatToIntBits(merit[j]) << 32 | j;
        }
        Arrays.sort(order);
        int[] chosen = new int[count];
        for (int i = 0; i < count; i++) {
            chosen[i] = (int) order[i];
        }
        Arrays.sort(chosen);
        return chosen;
    }

    /** Settles tilings, and drops paired features that cost or take too much; whether that was not needed. */
    private boolean arrange(int mostCells, int mostRows, int extras) {
        double bins = 0;
        for (int j : active) {
            bins += 1 + cells(j, BINS_OF_FEATURE);
        }
        double room = 0.75 * mostRows - bins - (double) BINS_OF_FEATURE * extras;
        boolean dropped = false;
        while (true) {
            int m = paired.length;
            int pairs = m * (m - 1) / 2;
            int wanted = pairs > 128 ? 1 : Math.min(MOST_TILINGS, Math.max(2, 32 / Math.max(1, pairs)));
            tilings = wanted;
            side = 7;
            while (tilings > 1 && (rows(extras) > room || pairs * tilings > mostCells)) {
                tilings /= 2;
            }
            if (rows(extras) > room) {
                side = 5;
            }
            if (m == 0 || pairs * tilings <= mostCells && rows(extras) <= room) {
                return !dropped && tilings == wanted && side == 7;
            }
            paired = leastDropped();
            dropped = true;
        }
    }

    /** Cells that records will fall into, by guess. */
    private double rows(int extras) {
        double rows = 0;
        for (int t = 0; t < tilings; t++) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < extras + paired.length; i++) {
                int element = i < extras ? i : paired[i - extras];
                double cells = cells(element, side(t) + 1);
                sum += cells;
                squares += cells * cells;
            }
            rows += (sum * sum - squares) / 2;
        }
        return VISITED * rows;
    }

    private double cells(int element, double ofNumbers) {
        return features.weight(element) > 0 && features.discrete(element) ? features.values(element) : ofNumbers;
    }

    private int[] leastDropped() {
        int worst = 0;
        for (int i = 1; i < paired.length; i++) {
            if (importance[paired[i]] <= importance[paired[worst]]) {
                worst = i;
            }
        }
        int[] rest = new int[paired.length - 1];
        System.arraycopy(paired, 0, rest, 0, worst);
        System.arraycopy(paired, worst + 1, rest, worst, rest.length - worst);
        return rest;
    }
}
