package io.millrace.learners.evaluation;

import io.millrace.learners.Classifier;

/**
 * Has a classifier predict each record before it learns it, and learn it only after so many further records were predicted:
 * the prediction made at arrival is the one to evaluate. After Gama, Sebastião, Rodrigues, "On evaluating stream learning
 * algorithms", 2013, doi:10.1007/s10994-012-5320-9. Adds a few nanoseconds to the learner's own time.
 */
public final class PrequentialClassifier {
    private final Classifier learner;
    private final double[][] pending;
    private final int[] pendingLabels;
    private final double[] probabilities = new double[Classifier.MAX_CLASSES];
    private long records;
    private int known;
    private double ofLabel;

    /**
     * At the first record.
     *
     * @param delay 0, which learns each record at once, to {@value ClassificationEvaluation#MAX_DELAY}
     * @throws IllegalArgumentException when the delay is out of range
     */
    public PrequentialClassifier(Classifier learner, int delay) {
        ClassificationEvaluation.checkDelay(delay);
        this.learner = learner;
        this.pending = new double[delay][];
        this.pendingLabels = new int[delay];
    }

    /**
     * Predicts this record, and learns the one that is due.
     *
     * @param features kept, and not to be changed, until it is learned; with delay 0 not kept
     * @return the likeliest class, the lowest of those that tie; -1 where no class was known
     * @throws IllegalArgumentException when the label is out of range
     */
    public int next(double[] features, int label) {
        known = learner.classes();
        int best = -1;
        if (known > 0) {
            learner.probabilities(features, probabilities);
            best = 0;
            for (int i = 1; i < known; i++) {
                if (probabilities[i] > probabilities[best]) {
                    best = i;
                }
            }
        }
        ofLabel = probability(label);
        learn(features, label);
        records++;
        return best;
    }

    /** What the last prediction gave this class; 0 where it was not known. */
    public double probability(int label) {
        return label < known ? probabilities[label] : 0;
    }

    /** What the last prediction gave the label that came with it. */
    public double probabilityOfLabel() {
        return ofLabel;
    }

    private void learn(double[] features, int label) {
        if (pending.length == 0) {
            learner.learn(features, label, 1);
            return;
        }
        int at = (int) (records % pending.length);
        if (records >= pending.length) {
            learner.learn(pending[at], pendingLabels[at], 1);
        }
        pending[at] = features;
        pendingLabels[at] = label;
    }
}
