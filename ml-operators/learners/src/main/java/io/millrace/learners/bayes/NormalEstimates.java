package io.millrace.learners.bayes;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;

/** A normal distribution of each of some numbers within each class, by place of the number and slot of the class. */
final class NormalEstimates {
    /** The least log likelihood of one number, less its greatest: no one of them decides against a class for good. */
    private static final double CUT = 500;

    private static final double LEAST_VARIANCE = 1e-280;
    private static final int SHARES = 5;

    final int numbers;
    // Weight, mean, sum of squares, 1 / (2 variance) and -log(variance) / 2 of all numbers, for slot after slot.
    private double[] cells;
    // Least and greatest value, for number after number; then the overall variances.
    final double[] ranges;

    NormalEstimates(int numbers, int room) {
        this.numbers = numbers;
        this.cells = new double[room * numbers * SHARES];
        this.ranges = new double[3 * numbers];
        Arrays.fill(ranges, 0, numbers, Inputs.MAX_VALUE);
        Arrays.fill(ranges, numbers, 2 * numbers, -Inputs.MAX_VALUE);
    }

    NormalEstimates(int numbers, int slots, int room, SnapshotReader in) {
        in.reserve(8L * room * numbers * SHARES);
        this.numbers = numbers;
        this.cells = new double[room * numbers * SHARES];
        for (int slot = 0; slot < slots; slot++) {
            double[] read = in.readSparseDoubles("estimates of numbers", 3 * numbers);
            System.arraycopy(read, 0, cells, slot * numbers * SHARES, read.length);
        }
        this.ranges = in.readFiniteDoubles("ranges of numbers", 3 * numbers);
        for (int slot = 0; slot < slots; slot++) {
            for (int i = 0; i < numbers; i++) {
                check(weight(slot, i), mean(slot, i), squares(slot, i));
            }
        }
        derive(slots);
    }

    private static void check(double weight, double mean, double squares) {
        if (weight < 0 || squares < 0 || Math.abs(mean) > 2 * Inputs.MAX_VALUE) {
            throw new CorruptSnapshotException("weight and squares are at least 0 and a mean at most "
                    + Inputs.MAX_VALUE + ", found " + weight + ", " + squares + " and " + mean);
        }
    }

    void write(SnapshotWriter out, int slots) {
        double[] slotCells = new double[3 * numbers];
        for (int slot = 0; slot < slots; slot++) {
            System.arraycopy(cells, slot * numbers * SHARES, slotCells, 0, slotCells.length);
            out.writeSparse(slotCells, slotCells.length);
        }
        out.writeDoubles(ranges, ranges.length);
    }

    long memoryBytes() {
        return HeapSize.object(12) + HeapSize.doubles(cells.length) + HeapSize.doubles(ranges.length);
    }

    double weight(int slot, int place) {
        return cells[slot * numbers * SHARES + place];
    }

    double mean(int slot, int place) {
        return cells[slot * numbers * SHARES + numbers + place];
    }

    double squares(int slot, int place) {
        return cells[slot * numbers * SHARES + 2 * numbers + place];
    }

    /** Makes room for more classes. */
    void grow(int room) {
        cells = Arrays.copyOf(cells, room * numbers * SHARES);
    }

    void learn(double[] features, int[] columns, int slot, double weight) {
        double[] cell = cells;
        double[] range = ranges;
        int n = numbers;
        int base = slot * n * SHARES;
        for (int i = 0; i < n; i++) {
            double x = features[columns[i]];
            if (Double.isNaN(x)) {
                continue;
            }
            int at = base + i;
            double before = cell[at];
            double after = before + weight;
            double apart = x - cell[at + n];
            double mean = before == 0 ? x : cell[at + n] + apart * (weight / after);
            cell[at] = after;
            cell[at + n] = mean;
            cell[at + 2 * n] += before == 0 ? 0 : weight * apart * (x - mean);
            range[i] = Math.min(range[i], x);
            range[i + n] = Math.max(range[i + n], x);
            derive(at, range[i + 2 * n]);
        }
    }

    private void derive(int at, double overall) {
        double weight = Math.max(1, cells[at]);
        double variance = (cells[at + 2 * numbers] + overall / weight) / weight;
        boolean known = overall > LEAST_VARIANCE;
        cells[at + 3 * numbers] = known ? 0.5 / variance : 0;
        cells[at + 4 * numbers] = known ? -0.5 * Logarithm.of(variance) : 0;
    }

    private void derive(int slots) {
        for (int slot = 0; slot < slots; slot++) {
            for (int i = 0; i < numbers; i++) {
                derive(slot * numbers * SHARES + i, ranges[2 * numbers + i]);
            }
        }
    }

    /** Looks up the overall variances anew; a class without values of a number has the overall mean. */
    void refresh(int slots) {
        for (int i = 0; i < numbers; i++) {
            double weight = 0;
            double mean = 0;
            double square = 0;
            for (int slot = 0; slot < slots; slot++) {
                double more = weight(slot, i);
                if (more > 0) {
                    double apart = mean(slot, i) - mean;
                    double share = more / (weight + more);
                    square += squares(slot, i) + apart * apart * weight * share;
                    mean += apart * share;
                    weight += more;
                }
            }
            ranges[2 * numbers + i] = weight > 0 ? square / weight : 0;
            for (int slot = 0; slot < slots; slot++) {
                if (weight(slot, i) == 0) {
                    cells[slot * numbers * SHARES + numbers + i] = mean;
                }
            }
        }
        derive(slots);
    }

    /** Log likelihood of a record's numbers within a class. */
    double score(double[] features, int[] columns, int slot) {
        double[] cell = cells;
        int n = numbers;
        int mean = slot * n * SHARES + n;
        double score = 0;
        for (int i = 0; i < n; i++) {
            double apart = features[columns[i]] - cell[mean + i];
            double term = cell[mean + i + 3 * n] - Math.min(CUT, apart * apart * cell[mean + i + 2 * n]);
            if (!Double.isNaN(term)) {
                score += term;
            }
        }
        return score;
    }

    /** Takes over another's, as if it had this weight at most. */
    void inherit(NormalEstimates parent, int place, int parentPlace, int parentSlot, int slot, double most) {
        double weight = parent.weight(parentSlot, parentPlace);
        if (weight > 0) {
            double scaled = Math.min(weight, most);
            int at = slot * numbers * SHARES + place;
            cells[at] = scaled;
            cells[at + numbers] = parent.mean(parentSlot, parentPlace);
            cells[at + 2 * numbers] = parent.squares(parentSlot, parentPlace) * (scaled / weight);
        }
    }
}
