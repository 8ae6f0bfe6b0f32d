package io.millrace.learners.linear;

/** Probabilities of scores. */
final class Softmax {
    private Softmax() {}

    /** Turns scores times a slope into probabilities, in place. Scores that overflowed give equal ones. */
    static void apply(double[] scores, int classes, double slope) {
        double most = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            most = Math.max(most, scores[c]);
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            double value = Math.exp(slope * (scores[c] - most));
            scores[c] = value;
            sum += value;
        }
        double share = 1 / sum;
        boolean right = sum >= 1;
        for (int c = 0; c < classes; c++) {
            scores[c] = right ? scores[c] * share : 1.0 / classes;
        }
    }

    /** The lowest class of the greatest probability; -1 of none. */
    static int best(double[] probabilities, int classes) {
        int best = classes == 0 ? -1 : 0;
        for (int c = 1; c < classes; c++) {
            if (probabilities[c] > probabilities[best]) {
                best = c;
            }
        }
        return best;
    }
}
