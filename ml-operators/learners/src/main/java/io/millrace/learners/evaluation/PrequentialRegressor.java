package io.millrace.learners.evaluation;

import io.millrace.learners.Regressor;

/** {@link PrequentialClassifier} for numbers. */
public final class PrequentialRegressor {
    private final Regressor learner;
    private final double[][] pending;
    private final double[] pendingTargets;
    private long records;

    /**
     * At the first record.
     *
     * @param delay 0, which learns each record at once, to {@value ClassificationEvaluation#MAX_DELAY}
     * @throws IllegalArgumentException when the delay is out of range
     */
    public PrequentialRegressor(Regressor learner, int delay) {
        ClassificationEvaluation.checkDelay(delay);
        this.learner = learner;
        this.pending = new double[delay][];
        this.pendingTargets = new double[delay];
    }

    /**
     * Predicts this record, and learns the one that is due.
     *
     * @param features kept, and not to be changed, until it is learned; with delay 0 not kept
     * @return the prediction
     * @throws IllegalArgumentException when a target is not finite
     */
    public double next(double[] features, double target) {
        double prediction = learner.predict(features);
        if (pending.length == 0) {
            learner.learn(features, target, 1);
        } else {
            int at = (int) (records % pending.length);
            if (records >= pending.length) {
                learner.learn(pending[at], pendingTargets[at], 1);
            }
            pending[at] = features;
            pendingTargets[at] = target;
        }
        records++;
        return prediction;
    }
}
