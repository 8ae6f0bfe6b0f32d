package io.millrace.learners;

/**
 * Makes features of features, in front of a learner. It works on the features of its schema: those beyond it are dropped,
 * and the layout of its output never changes.
 */
public interface Transformer extends Learner {
    /** Kinds of the features it gives. */
    Schema output();

    /**
     * Makes the features of one record, from what is known before it. Changes nothing that a later call could tell.
     *
     * @param features values by {@link Inputs}' rules; any length
     * @param into {@code output().size()} long; all elements are set, NaN for missing
     * @throws IllegalArgumentException when {@code into} has another length
     */
    void transform(double[] features, double[] into);

    /**
     * Learns from one record; called after it was transformed.
     *
     * @param weight 0, which changes nothing, to {@value Inputs#MAX_WEIGHT}
     */
    void learn(double[] features, double weight);
}
