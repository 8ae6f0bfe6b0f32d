package io.millrace.learners.auto;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.tile.RunningFeatures;
import java.util.Arrays;

/**
 * Least squares on curves of the most important features: each as it is, bent at five places, and the products of any
 * two. It learns within some hundred records what steps along a gradient take thousands for.
 */
final class Curves {
    private static final double FORGETTING = 0.9998;
    private static final double RIDGE = 1;
    private static final double LOGISTIC = 1.702;
    private static final int BENDS = 5;
    private static final int MOST_INPUTS = 96;
    private static final int MOST_OUTPUTS = 64;

    private final RunningFeatures features;
    private final int most;
    private final int mostOutputs;
    private int[] elements;
    private double[] squashed;
    private double[] inputs;
    private LeastSquares squares;

    /** @param memory bytes of the whole learner, of which a sixteenth may be its */
    Curves(RunningFeatures features, long memory) {
        this.features = features;
        int size = (int) Math.min(MOST_INPUTS, Math.sqrt(memory / 16 / 8.0));
        int count = 1;
        while (inputs(count + 1) <= size) {
            count++;
        }
        this.most = count;
        this.mostOutputs = (int) Math.min(MOST_OUTPUTS, memory / 16 / (8 * inputs(count)));
        this.elements = new int[0];
        this.squashed = new double[0];
        this.inputs = new double[1];
        this.squares = new LeastSquares(1, FORGETTING, RIDGE, 0);
    }

    Curves(RunningFeatures features, long memory, SnapshotReader in) {
        this(features, memory);
        int count = in.readCount("features of curves", most);
        elements = in.readInts("a feature of curves", count, features.extras(), features.width() - 1);
        int outputs = in.readCount("outputs of curves", mostOutputs);
        if (outputs == 0) {
            throw new CorruptSnapshotException("outputs of curves are at least 1");
        }
        squashed = new double[count];
        inputs = new double[inputs(count)];
        in.reserve(16L * inputs.length * (inputs.length + outputs));
        squares = new LeastSquares(inputs.length, FORGETTING, RIDGE, outputs, in);
    }

    void write(SnapshotWriter out) {
        out.writeCount(elements.length);
        out.writeInts(elements, elements.length);
        out.writeCount(squares.outputs());
        squares.write(out);
    }

    long memoryBytes() {
        return HeapSize.object(32)
                + HeapSize.ints(elements.length)
                + HeapSize.doubles(squashed.length)
                + HeapSize.doubles(inputs.length)
                + squares.memoryBytes();
    }

    private static int inputs(int count) {
        return 1 + count * (1 + BENDS) + count * (count + 1) / 2;
    }

    /** Features it takes at most. */
    int most() {
        return most;
    }

    /** Begins anew with these features, unless they are what it has. */
    void elements(int[] chosen) {
        if (!Arrays.equals(chosen, elements)) {
            int outputs = squares.outputs();
            elements = chosen;
            squashed = new double[chosen.length];
            inputs = new double[inputs(chosen.length)];
            squares = new LeastSquares(inputs.length, FORGETTING, RIDGE, 0);
            squares.outputs(outputs);
        }
    }

    /** Has so many outputs from now on, as far as memory allows. */
    void outputs(int count) {
        int allowed = Math.max(1, Math.min(count, mostOutputs));
        if (allowed > squares.outputs()) {
            squares.outputs(allowed);
        }
    }

    /** Outputs there are; those beyond are not predicted. */
    int outputs() {
        return squares.outputs();
    }

    /** Takes the record at hand. */
    void read() {
        int count = elements.length;
        int at = 0;
        inputs[at++] = 1;
        for (int i = 0; i < count; i++) {
            double z = features.scaled(elements[i]);
            inputs[at++] = z;
            squashed[i] = 2 / (1 + Math.exp(-LOGISTIC * z)) - 1;
            for (int b = 0; b < BENDS; b++) {
                inputs[at++] = Math.max(0, squashed[i] + 1 - 2.0 * (b + 1) / (BENDS + 1));
            }
        }
        for (int i = 0; i < count; i++) {
            for (int j = i; j < count; j++) {
                inputs[at++] = squashed[i] * squashed[j];
            }
        }
    }

    /** An output for the record read last. */
    double predict(int output) {
        return squares.predict(inputs, 0, output);
    }

    /** Learns from the record read last; then {@link #correct} each output. */
    void learn(double relative) {
        squares.learn(inputs, 0, relative);
    }

    /** @param error target less prediction */
    void correct(int output, double error) {
        squares.correct(output, error);
    }
}
