package io.millrace.learners.evaluation;

/**
 * How well numbers were predicted, an error being the prediction less the target. All but {@code records} are NaN before the
 * first record.
 *
 * @param records how many predictions were evaluated since the first, whatever the horizon
 * @param mae mean of the errors' magnitudes, in units of the target
 * @param rmse root of the mean of the errors' squares, in units of the target
 * @param r2 1 less the sum of squares of the errors by that of the targets about their mean: 1 is right, 0 as good as having
 *     known the mean beforehand, and there is no least; NaN where all targets are the same
 * @param mape mean of the errors' magnitudes by the targets', over targets other than 0; 0.1 is 10 %; NaN where all are 0
 * @param pinball mean loss for the quantile (Koenker and Bassett, "Regression quantiles", 1978, doi:10.2307/1913643); half
 *     the mae for the median
 * @param noChange what the last target known when the prediction was made gets
 * @param mean what the mean of the targets known when the prediction was made gets
 */
public record RegressionFigures(
        long records,
        double mae,
        double rmse,
        double r2,
        double mape,
        double pinball,
        Baseline noChange,
        Baseline mean) {
    /** What a predictor gets that looks at targets alone; 0 is its first prediction. */
    public record Baseline(double mae, double rmse, double r2) {}
}
