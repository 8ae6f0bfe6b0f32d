package io.millrace.learners.trees;

/** How a leaf of a classification tree predicts. */
public enum LeafPrediction {
    /** The class it saw most. */
    MAJORITY,
    /** Naive Bayes over what it saw. */
    NAIVE_BAYES,
    /** Whichever of the two has been right more often at that leaf (Holmes, Kirkby, Pfahringer 2005). */
    NAIVE_BAYES_ADAPTIVE
}
