package io.millrace.learners.trees;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Schema;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.bayes.Columns;
import java.util.Arrays;

/**
 * Weight, sum and sum of squares of the target, less a shift, by bins of each number and by category of each nominal
 * feature. The bins of a number are {@value #BINS} of equal width in {@code z / (1 + |z|)}, where z is the number less its
 * centre over its scale: fine where most values are, and reaching to infinity.
 */
final class TargetBins {
    static final int BINS = 64;
    private static final double LEAST_BRANCH = 0.01;

    private final Columns columns;
    private final double[] bins;
    private final double[][] tables;
    private long bytes;

    TargetBins(Columns columns) {
        this.columns = columns;
        this.bins = new double[3 * BINS * columns.numbers()];
        this.tables = new double[columns.nominals()][0];
        this.bytes = size();
    }

    TargetBins(Columns columns, SnapshotReader in) {
        this.columns = columns;
        this.bins = in.readSparseDoubles("bins", 3 * BINS * columns.numbers());
        in.reserve(24L * columns.nominals());
        this.tables = new double[columns.nominals()][];
        for (int i = 0; i < tables.length; i++) {
            tables[i] = in.readSparseDoubles("categories", 3 * in.readCount("categories", Schema.MAX_CATEGORIES));
            checkWeights(tables[i]);
        }
        checkWeights(bins);
        this.bytes = size();
    }

    private static void checkWeights(double[] sums) {
        for (int i = 0; i < sums.length; i += 3) {
            if (sums[i] < 0) {
                throw new CorruptSnapshotException("weight of a bin is at least 0, found " + sums[i]);
            }
        }
    }

    void write(SnapshotWriter out) {
        out.writeSparse(bins, bins.length);
        for (double[] table : tables) {
            out.writeCount(table.length / 3);
            out.writeSparse(table, table.length);
        }
    }

    long memoryBytes() {
        return bytes;
    }

    static long bytes(Columns columns) {
        return HeapSize.object(24)
                + HeapSize.doubles(3L * BINS * columns.numbers())
                + HeapSize.ints(columns.nominals())
                + columns.nominals() * HeapSize.doubles(0);
    }

    private long size() {
        long sum = bytes(columns);
        for (double[] table : tables) {
            sum += HeapSize.doubles(table.length) - HeapSize.doubles(0);
        }
        return sum;
    }

    /** @param model knows centres and scales; @param target less the shift */
    void learn(double[] record, LeafModel model, double target, double weight) {
        double sum = weight * target;
        double square = sum * target;
        for (int i = 0; i < columns.numbers(); i++) {
            double z = (record[columns.number(i)] - model.centre(i)) * model.inverseScale(i);
            if (!Double.isNaN(z)) {
                int at = 3 * (i * BINS + bin(z));
                bins[at] += weight;
                bins[at + 1] += sum;
                bins[at + 2] += square;
            }
        }
        for (int i = 0; i < tables.length; i++) {
            double value = record[columns.nominal(i)];
            if (value >= 0) {
                int at = 3 * (int) value;
                if (at >= tables[i].length) {
                    bytes -= HeapSize.doubles(tables[i].length);
                    tables[i] = Arrays.copyOf(tables[i], at + 3);
                    bytes += HeapSize.doubles(tables[i].length);
                }
                tables[i][at] += weight;
                tables[i][at + 1] += sum;
                tables[i][at + 2] += square;
            }
        }
    }

    static int bin(double z) {
        double bounded = Math.max(-1e6, Math.min(1e6, z));
        double u = bounded / (1 + Math.abs(bounded));
        return Math.min(BINS - 1, (int) ((u + 1) * (BINS / 2)));
    }

    /** Upper end of a bin, in scales from the centre. */
    static double edge(int bin) {
        double u = (bin + 1) * (2.0 / BINS) - 1;
        return u / (1 - Math.abs(u));
    }

    /** Standard deviation of so much weight with such sums. */
    static double deviation(double weight, double sum, double square) {
        return weight > 0 ? Math.sqrt(Math.max(0, square - sum * (sum / weight)) / weight) : 0;
    }

    /**
     * The split that reduces the standard deviation of the target most, by {@link Split#gain}.
     *
     * @param sides set to weight, sum and square of what goes left, then right
     */
    Split best(LeafModel model, double[] sides) {
        Split best = new Split();
        double seen = Double.MIN_NORMAL;
        for (int i = 0; i < columns.numbers(); i++) {
            seen = Math.max(seen, weight(bins, 3 * BINS * i, 3 * BINS * (i + 1)));
        }
        for (double[] table : tables) {
            seen = Math.max(seen, weight(table, 0, table.length));
        }
        for (int i = 0; i < columns.numbers(); i++) {
            number(i, model, seen, best, sides);
        }
        for (int i = 0; i < tables.length; i++) {
            nominal(i, seen, best, sides);
        }
        return best;
    }

    private static double weight(double[] sums, int from, int to) {
        double weight = 0;
        for (int i = from; i < to; i += 3) {
            weight += sums[i];
        }
        return weight;
    }

    private static double[] total(double[] sums, int from, int to) {
        double[] total = new double[3];
        for (int i = from; i < to; i++) {
            total[(i - from) % 3] += sums[i];
        }
        return total;
    }

    private void number(int place, LeafModel model, double seen, Split best, double[] sides) {
        int from = 3 * BINS * place;
        double[] all = total(bins, from, from + 3 * BINS);
        double[] part = new double[3];
        for (int bin = 0; bin < BINS - 1; bin++) {
            int at = from + 3 * bin;
            if (bins[at] > 0) {
                part[0] += bins[at];
                part[1] += bins[at + 1];
                part[2] += bins[at + 2];
                double gain = reduction(all, part) / seen;
                if (best.offer(columns.number(place), gain)) {
                    best.nominal = false;
                    best.threshold = model.centre(place) + edge(bin) / model.inverseScale(place);
                    best.missingLeft = 2 * part[0] >= all[0];
                    note(all, part, sides);
                }
            }
        }
    }

    private void nominal(int place, double seen, Split best, double[] sides) {
        double[] table = tables[place];
        double[] all = total(table, 0, table.length);
        double[] part = new double[3];
        for (int at = 0; at < table.length; at += 3) {
            System.arraycopy(table, at, part, 0, 3);
            if (best.offer(columns.nominal(place), reduction(all, part) / seen)) {
                best.nominal = true;
                best.threshold = at / 3;
                best.missingLeft = 2 * part[0] >= all[0];
                note(all, part, sides);
            }
        }
    }

    private static void note(double[] all, double[] left, double[] sides) {
        for (int i = 0; i < 3; i++) {
            sides[i] = left[i];
            sides[3 + i] = all[i] - left[i];
        }
    }

    /** Weight times what the standard deviation is reduced by. */
    static double reduction(double[] all, double[] left) {
        double right = all[0] - left[0];
        if (Math.min(left[0], right) < LEAST_BRANCH * all[0]) {
            return 0;
        }
        return all[0] * deviation(all[0], all[1], all[2])
                - left[0] * deviation(left[0], left[1], left[2])
                - right * deviation(right, all[1] - left[1], all[2] - left[2]);
    }
}
