package io.millrace.learners;

/**
 * Predicts one of some classes. Classes are numbers from 0, and grow as labels come; {@link Setup} and {@link Inputs}
 * tell what features are. Predicting changes nothing that a later prediction or snapshot could tell.
 */
public interface Classifier extends Learner {
    /** Labels are below this. */
    int MAX_CLASSES = 1_024;

    /** One more than the highest label learned; 0 before the first. */
    int classes();

    /**
     * How likely each class is.
     *
     * @param features values by {@link Inputs}' rules; any length
     * @param into at least {@link #classes()} long; its first {@code classes()} elements are set, each from 0 to 1 with a
     *     sum of 1, the others left alone. Nothing is set where no class is known
     * @throws IllegalArgumentException when {@code into} is too short
     */
    void probabilities(double[] features, double[] into);

    /** The likeliest class, the lowest of those that tie; -1 where no class is known yet. */
    int predict(double[] features);

    /**
     * Learns that such features come with this label.
     *
     * @param features values by {@link Inputs}' rules; not kept, not changed
     * @param label from 0 to {@value #MAX_CLASSES} - 1
     * @param weight 0, which changes nothing, to {@value Inputs#MAX_WEIGHT}
     * @throws IllegalArgumentException when label or weight is out of range; nothing is changed then
     */
    void learn(double[] features, int label, double weight);

    /** Learns with weight 1. */
    default void learn(double[] features, int label) {
        learn(features, label, 1);
    }
}
