package io.millrace.learners.trees;

/** How a leaf of a regression tree predicts. */
public enum RegressionPrediction {
    /** The mean target. */
    MEAN,
    /** A linear model of the numbers. */
    LINEAR,
    /** Whichever of the two has had the lesser error at that leaf of late. */
    ADAPTIVE
}
