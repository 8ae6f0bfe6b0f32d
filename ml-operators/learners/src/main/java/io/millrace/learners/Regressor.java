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

    /**
     * Predicts a record, then learns it: exactly what {@link #predict} and {@link #learn(double[], double, double)} do one
     * after the other, which some learners do in less time together.
     *
     * @return what was predicted before it was learned
     * @throws IllegalArgumentException when the target is not finite or the weight is out of range; nothing is changed then
     */
    default double predictThenLearn(double[] features, double target, double weight) {
        double predicted = predict(features);
        learn(features, target, weight);
        return predicted;
    }
}
