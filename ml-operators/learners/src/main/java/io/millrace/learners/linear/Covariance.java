package io.millrace.learners.linear;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;

/**
 * How uncertain the weights of a linear model are, relative to the noise: P = U D Uᵀ with U of unit diagonal and zero
 * below it, so that rounding cannot make it indefinite (Bierman, "Factorization Methods for Discrete Sequential
 * Estimation", 1977, chapter V). Weights from a given number on are taken for independent of all others: they have
 * their variance alone.
 *
 * <p>Forgetting divides P by a factor with every record. A weight about which records tell nothing would become more
 * uncertain without end; so its variance given those after it never grows beyond that of the start, and none grows
 * while the trace of P, looked at every {@value #CHECK} records, is more than {@value #TRACE} times that of the start.
 */
final class Covariance {
    private static final int CHECK = 16;
    private static final int TRACE = 4;

    private final double start;
    private final double forgetting;
    private final int full;
    private double[] diagonal;
    private double[] upper;
    private double[] gain;
    private double[] record;
    private int size;
    private int untilCheck;
    private boolean paused;

    /**
     * @param start variance of each weight, above 0
     * @param full weights with covariances
     */
    Covariance(double start, double forgetting, int full) {
        this.start = start;
        this.forgetting = forgetting;
        this.full = full;
        this.diagonal = new double[0];
        this.upper = new double[0];
        this.gain = new double[0];
        this.record = new double[0];
        this.untilCheck = CHECK;
    }

    Covariance(double start, double forgetting, int full, int size, SnapshotReader in) {
        this(start, forgetting, full);
        this.size = size;
        this.diagonal = in.readFiniteDoubles("variances", size);
        for (double variance : diagonal) {
            if (variance < 0) {
                throw new CorruptSnapshotException("variances are at least 0, found " + variance);
            }
        }
        int inFull = Math.min(size, full);
        this.upper = in.readSparseDoubles("covariances", column(inFull));
        in.reserve(16L * size);
        this.gain = new double[size];
        this.record = new double[size];
        this.untilCheck = in.readCount("records until the trace is looked at", CHECK);
        this.paused = in.readBoolean();
    }

    void write(SnapshotWriter out) {
        out.writeDoubles(diagonal, size);
        out.writeSparse(upper, column(Math.min(size, full)));
        out.writeCount(untilCheck);
        out.writeBoolean(paused);
    }

    long memoryBytes() {
        return HeapSize.object(45)
                + HeapSize.doubles(diagonal.length)
                + HeapSize.doubles(upper.length)
                + HeapSize.doubles(gain.length)
                + HeapSize.doubles(record.length);
    }

    /** Weights it knows of. */
    int size() {
        return size;
    }

    /** Moves weights as the record just learned asks for, which it came with this error and {@link #learn} gave this sum of. */
    void move(double[] weights, double error, double sum) {
        double step = error / sum;
        if (Double.isNaN(step)) {
            return;
        }
        for (int j = 0; j < size; j++) {
            weights[j] += gain[j] * step;
        }
    }

    /**
     * Takes in a record.
     *
     * @param slots how many there are
     * @return noise plus xᵀ P x of before: the share of the error that a weight is to move by is its gain over that. NaN
     *     where the arithmetic overflowed: uncertainty is that of the start again then
     */
    double learn(Terms x, int slots, double weight) {
        grow(slots);
        int end = scatter(x);
        int inFull = Math.min(size, full);
        double inflation = paused ? 1 : 1 / forgetting;
        double sum = forgetting / weight + independent(inFull);
        for (int j = 0; j < inFull; j++) {
            int from = column(j);
            double f = j < end ? record[j] + dot(from, j) : dot(from, end);
            double variance = diagonal[j];
            double g = variance * f;
            gain[j] = g;
            if (f != 0) {
                double next = sum + f * g;
                update(from, j, -f / sum, g);
                variance *= sum / next;
                sum = next;
            }
            diagonal[j] = inflated(variance, inflation);
        }
        for (int j = inFull; j < size; j++) {
            double left = Math.max(0, 1 - gain[j] * record[j] / sum);
            diagonal[j] = inflated(diagonal[j] * left, inflation);
        }
        clear(x);
        return checked(sum);
    }

    /** Noise that the weights without covariances are to the others; their gains are taken on the way. */
    private double independent(int from) {
        double sum = 0;
        for (int j = from; j < size; j++) {
            gain[j] = diagonal[j] * record[j];
            sum += gain[j] * record[j];
        }
        return sum;
    }

    /** xᵀ P x for a record, which slots it has not seen add nothing to. */
    double variance(Terms x) {
        int end = scatter(x);
        int inFull = Math.min(size, full);
        double sum = 0;
        for (int j = 0; j < size; j++) {
            double f = j < end ? record[j] : 0;
            if (j < inFull) {
                f += dot(column(j), Math.min(j, end));
            }
            sum += diagonal[j] * f * f;
        }
        clear(x);
        return sum;
    }

    private double inflated(double variance, double inflation) {
        double more = variance * inflation;
        return more <= start ? more : variance;
    }

    private double checked(double sum) {
        if (!(sum < Double.POSITIVE_INFINITY)) {
            Arrays.fill(diagonal, start);
            Arrays.fill(upper, 0);
            return Double.NaN;
        }
        if (forgetting < 1 && --untilCheck <= 0) {
            untilCheck = CHECK;
            paused = !(trace() <= TRACE * start * size);
        }
        return sum;
    }

    private double trace() {
        double sum = 0;
        int inFull = Math.min(size, full);
        for (int j = 0; j < size; j++) {
            double squares = 1;
            for (int k = column(j), end = j < inFull ? k + j : k; k < end; k++) {
                squares += upper[k] * upper[k];
            }
            sum += diagonal[j] * squares;
        }
        return sum;
    }

    /** Column j holds what is above the diagonal. */
    private static int column(int j) {
        return j * (j - 1) / 2;
    }

    private double dot(int from, int length) {
        double a = 0;
        double b = 0;
        int i = 0;
        for (; i + 1 < length; i += 2) {
            a += upper[from + i] * record[i];
            b += upper[from + i + 1] * record[i + 1];
        }
        return i < length ? a + b + upper[from + i] * record[i] : a + b;
    }

    private void update(int from, int length, double p, double g) {
        double[] u = upper;
        double[] b = gain;
        for (int i = 0; i < length; i++) {
            double old = u[from + i];
            u[from + i] = old + b[i] * p;
            b[i] += old * g;
        }
    }

    /** One beyond the last slot with a term. */
    private int scatter(Terms x) {
        int end = 0;
        for (int i = 0; i < x.count; i++) {
            int slot = x.index[i];
            if (slot < size) {
                record[slot] = x.value[i];
                end = Math.max(end, slot + 1);
            }
        }
        return end;
    }

    private void clear(Terms x) {
        for (int i = 0; i < x.count; i++) {
            if (x.index[i] < size) {
                record[x.index[i]] = 0;
            }
        }
    }

    private void grow(int slots) {
        if (slots == size) {
            return;
        }
        if (slots > diagonal.length) {
            int room = diagonal.length == 0 ? slots : slots + slots / 4;
            diagonal = Arrays.copyOf(diagonal, room);
            gain = new double[room];
            record = new double[room];
            upper = Arrays.copyOf(upper, column(Math.min(room, full)));
        }
        Arrays.fill(diagonal, size, slots, start);
        size = slots;
    }
}
