package io.millrace.learners.linear;

import io.millrace.learners.HeapSize;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.List;

/**
 * The slope by which margins become probabilities: {@code softmax(slope margins)}, after Platt, "Probabilistic outputs
 * for support vector machines", 1999, with the one slope above 0 for all classes of Guo, Pleiss, Sun, Weinberger, "On
 * calibration of modern neural networks", ICML 2017, arXiv:1706.04599, so that the likeliest class is that of the
 * greatest margin. Its logarithm follows the gradient of the log loss of each record's margins of before it was learned.
 */
final class Calibration {
    private static final double RATE = 0.1;
    private static final double MAX_LOGARITHM = 4;

    private double logarithm;
    private double squares;

    Calibration() {}

    Calibration(SnapshotReader in) {
        logarithm = Math.max(-MAX_LOGARITHM, Math.min(MAX_LOGARITHM, in.readFinite("logarithm of the slope")));
        squares = in.readPositive("squared gradients of the slope");
    }

    void write(SnapshotWriter out) {
        out.writeDouble(logarithm);
        out.writeDouble(squares);
    }

    void average(Averaging averaging, List<Calibration> parts) {
        logarithm = averaging.mean(
                parts.stream().mapToDouble(part -> part.logarithm).toArray());
        squares =
                averaging.mean(parts.stream().mapToDouble(part -> part.squares).toArray());
    }

    static long memoryBytes() {
        return HeapSize.object(16);
    }

    double slope() {
        return Math.exp(logarithm);
    }

    /**
     * Learns from one record.
     *
     * @param margins of each class
     * @param probabilities as they came of them
     */
    void learn(double[] margins, double[] probabilities, int classes, int label) {
        double mean = 0;
        for (int c = 0; c < classes; c++) {
            mean += probabilities[c] * margins[c];
        }
        double gradient = Math.max(-1, Math.min(1, slope() * (mean - margins[label])));
        if (Double.isNaN(gradient)) {
            return;
        }
        squares += gradient * gradient;
        double moved = logarithm - RATE * gradient / Math.sqrt(1 + squares);
        logarithm = Math.max(-MAX_LOGARITHM, Math.min(MAX_LOGARITHM, moved));
    }
}
