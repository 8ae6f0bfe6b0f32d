package io.millrace.learners.auto;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;

/**
 * Recursive least squares with forgetting (Haykin, Adaptive Filter Theory, 2002, chapter 9), pulled towards the weights it
 * began with, for some outputs of the same inputs. While inputs do not vary enough, the covariance is not inflated beyond
 * what it was at first. Time per record is in proportion to inputs times inputs.
 */
final class LeastSquares {
    private static final double MOST = 1e12;

    private final double inflation;
    private final double forgetting;
    private final double largest;
    private int size;
    private int outputs;
    private double[] weights;
    private double[] covariance;
    private double[] gain;
    private double scale;

    /**
     * For one output.
     *
     * @param forgetting factor on the past with each record, above 0 and at most 1
     * @param ridge pull towards the first weights, in squared inputs
     * @param weight first weight of each input
     */
    LeastSquares(int size, double forgetting, double ridge, double weight) {
        this(forgetting, ridge, size, 1);
        Arrays.fill(weights, weight);
        restart();
    }

    /** As it was written, of the same size, forgetting and ridge. */
    LeastSquares(int size, double forgetting, double ridge, int outputs, SnapshotReader in) {
        this(forgetting, ridge, size, outputs);
        read(in, weights);
        read(in, covariance);
    }

    private LeastSquares(double forgetting, double ridge, int size, int outputs) {
        this.forgetting = forgetting;
        this.inflation = 1 / forgetting;
        this.largest = 1 / ridge;
        this.size = size;
        this.outputs = outputs;
        this.weights = new double[size * outputs];
        this.covariance = new double[size * size];
        this.gain = new double[size];
    }

    private static void read(SnapshotReader in, double[] into) {
        double[] values = in.readFiniteDoubles("weights and covariances", into.length);
        for (double value : values) {
            if (Math.abs(value) > MOST) {
                throw new CorruptSnapshotException("weights and covariances are within 1e12, found " + value);
            }
        }
        System.arraycopy(values, 0, into, 0, into.length);
    }

    void write(SnapshotWriter out) {
        out.writeDoubles(weights, weights.length);
        out.writeDoubles(covariance, covariance.length);
    }

    long memoryBytes() {
        return bytes(size, outputs);
    }

    static long bytes(int size, int outputs) {
        return HeapSize.object(52)
                + HeapSize.doubles((long) size * outputs)
                + HeapSize.doubles(size)
                + HeapSize.doubles((long) size * size);
    }

    int size() {
        return size;
    }

    int outputs() {
        return outputs;
    }

    double weight(int input) {
        return weights[input];
    }

    /** One output for inputs that begin at a place in the array. */
    double predict(double[] inputs, int from, int output) {
        double sum = 0;
        int at = output * size;
        for (int i = 0; i < size; i++) {
            sum += weights[at + i] * inputs[from + i];
        }
        return sum;
    }

    /**
     * Learns what the inputs are; then {@link #correct} each output.
     *
     * @param from where in the array they begin
     * @param relative weight of the record
     */
    void learn(double[] inputs, int from, double relative) {
        Arrays.fill(gain, 0);
        double trace = 0;
        for (int i = 0; i < size; i++) {
            double x = inputs[from + i];
            int row = i * size;
            trace += covariance[row + i];
            if (x != 0) {
                for (int j = 0; j < size; j++) {
                    gain[j] += x * covariance[row + j];
                }
            }
        }
        double spread = 0;
        for (int i = 0; i < size; i++) {
            spread += inputs[from + i] * gain[i];
        }
        scale = relative / (forgetting + relative * Math.max(0, spread));
        shrink(trace < largest * size * forgetting ? inflation : 1);
    }

    private void shrink(double factor) {
        boolean sound = true;
        for (int i = 0; i < size; i++) {
            double times = scale * gain[i];
            int row = i * size;
            for (int j = 0; j < size; j++) {
                covariance[row + j] = (covariance[row + j] - times * gain[j]) * factor;
            }
            sound &= covariance[row + i] > 0;
        }
        if (!sound) {
            restart();
        }
    }

    /** Begins the covariance anew, at first and when rounding has spoilt it. */
    private void restart() {
        Arrays.fill(covariance, 0);
        for (int i = 0; i < size; i++) {
            covariance[i * size + i] = largest;
        }
    }

    /** Moves the weights of an output by its error, target less prediction, for the inputs learned last. */
    void correct(int output, double error) {
        double step = scale * error;
        int at = output * size;
        for (int i = 0; i < size; i++) {
            weights[at + i] = Math.max(-MOST, Math.min(MOST, weights[at + i] + step * gain[i]));
        }
    }

    /** Has so many outputs from now on; new ones have weights of 0. */
    void outputs(int count) {
        outputs = count;
        weights = Arrays.copyOf(weights, size * count);
    }

    /** Takes so many inputs from now on, for the one output; new ones come last, with weight 0. */
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
}
