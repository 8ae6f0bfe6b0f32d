package io.millrace.learners;

/**
 * Predicts a number. {@link Inputs} tells what features are. Predicting changes nothing that a later prediction or
 * snapshot could tell.
 */
public interface Regressor extends Learner {
    /**
     * The target that such features would come with.
     *
     * @param features values by {@link Inputs}' rules; any length
     * @return a finite number; 0 before the first record
     */
    double predict(double[] features);

    /**
     * Learns that such features come with this target.
     *
     * @param features values by {@link Inputs}' rules; not kept, not changed
     * @param target a finite number, cut to ±{@value Inputs#MAX_VALUE}
     * @param weight 0, which changes nothing, to {@value Inputs#MAX_WEIGHT}
     * @throws IllegalArgumentException when the target is not finite or the weight is out of range; nothing is changed then
     */
    void learn(double[] features, double target, double weight);

    /** Learns with weight 1. */
    default void learn(double[] features, double target) {
        learn(features, target, 1);
    }
}
