package io.millrace.learners.auto;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;

/**
 * Recursive least squares with forgetting (Haykin, Adaptive Filter Theory, 2002, chapter 9) around given weights. While
 * the covariance would grow beyond a bound for want of excitation it is not inflated.
 */
final class LeastSquares {
    private static final double MOST = 1e12;

    private final double forgetting;
    private final double largest;
    private int size;
    private double[] weights;
    private double[] covariance;
    private double[] gain;

    /**
     * @param forgetting factor on the past with each record, 0 to 1
     * @param ridge pull towards the first weights, in squared inputs
     */
    LeastSquares(int size, double forgetting, double ridge, double weight) {
        this.size = size;
        this.forgetting = forgetting;
        this.largest = 1 / ridge;
        this.weights = new double[size];
        this.covariance = new double[size * size];
        this.gain = new double[size];
        Arrays.fill(weights, weight);
        for (int i = 0; i < size; i++) {
            covariance[i * size + i] = 1 / ridge;
        }
    }

    /** As it was written, of the same size, forgetting and ridge. */
    LeastSquares(int size, double forgetting, double ridge, SnapshotReader in) {
        in.reserve(8L * size);
        this.size = size;
        this.forgetting = forgetting;
        this.largest = 1 / ridge;
        this.weights = in.readFiniteDoubles("weights", size);
        this.covariance = in.readFiniteDoubles("covariance", size * size);
        this.gain = new double[size];
        check(weights);
        check(covariance);
    }

    private static void check(double[] values) {
        for (double value : values) {
            if (Math.abs(value) > MOST) {
                throw new CorruptSnapshotException("weights and covariances are within 1e12, found " + value);
            }
        }
    }

    void write(SnapshotWriter out) {
        out.writeDoubles(weights, size);
        out.writeDoubles(covariance, size * size);
    }

    long memoryBytes() {
        return bytes(size);
    }

    static long bytes(int size) {
        return HeapSize.object(36) + 2 * HeapSize.doubles(size) + HeapSize.doubles((long) size * size);
    }

    double weight(int i) {
        return weights[i];
    }

    /** The sum of weights times inputs, which begin at a place in the array. */
    double predict(double[] inputs, int from) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += weights[i] * inputs[from + i];
        }
        return sum;
    }

    /**
     * Learns from one record.
     *
     * @param from where in the array its inputs begin
     * @param error target less prediction, cut by the caller
     * @param relative weight of the record
     */
    void learn(double[] inputs, int from, double error, double relative) {
        Arrays.fill(gain, 0);
        for (int i = 0; i < size; i++) {
            double x = inputs[from + i];
            if (x != 0) {
                int row = i * size;
                for (int j = 0; j < size; j++) {
                    gain[j] += x * covariance[row + j];
                }
            }
        }
        double spread = 0;
        for (int i = 0; i < size; i++) {
            spread += inputs[from + i] * gain[i];
        }
        double scale = relative / (forgetting + relative * Math.max(0, spread));
        double trace = 0;
        boolean sound = true;
        for (int i = 0; i < size; i++) {
            double factor = scale * gain[i];
            int row = i * size;
            if (factor != 0) {
                weights[i] = Math.max(-MOST, Math.min(MOST, weights[i] + error * factor));
                for (int j = 0; j < size; j++) {
                    covariance[row + j] -= factor * gain[j];
                }
            }
            trace += covariance[row + i];
            sound &= covariance[row + i] > 0;
        }
        if (!sound) {
            restart();
        } else if (trace < largest * size * forgetting) {
            double inflation = 1 / forgetting;
            for (int k = 0; k < covariance.length; k++) {
                covariance[k] *= inflation;
            }
        }
    }

    /** Begins the covariance anew, which rounding has spoilt. */
    private void restart() {
        Arrays.fill(covariance, 0);
        for (int i = 0; i < size; i++) {
            covariance[i * size + i] = largest;
        }
    }

    /** Takes so many inputs from now on; new ones come last, with weight 0. */
    void grow(int count) {
        double[] grown = new double[count * count];
        for (int i = 0; i < count; i++) {
            if (i < size) {
                System.arraycopy(covariance, i * size, grown, i * count, size);
            } else {
                grown[i * count + i] = largest;
            }
        }
        covariance = grown;
        weights = Arrays.copyOf(weights, count);
        gain = new double[count];
        size = count;
    }

    int size() {
        return size;
    }
}
