package io.millrace.learners.linear;

/** A regressor that tells how sure it is. */
public interface PredictiveVariance {
    /**
     * Variance of the target that such features would come with, around the prediction: the noise and what is not known
     * of the weights. Changes nothing.
     *
     * @param features values as for a prediction
     * @return in squared units of the target, finite, at least 0; 0 before targets have varied
     */
    double variance(double[] features);
}
