package io.millrace.learners.evaluation;

/**
 * How well classes were predicted. All but {@code records} are NaN before the first record.
 *
 * @param records how many predictions were evaluated since the first, whatever the horizon
 * @param accuracy share of hits, 0 to 1
 * @param kappa how much of what chance with the same shares of predictions and labels gets wrong is got right (Cohen, "A
 *     coefficient of agreement for nominal scales", 1960, doi:10.1177/001316446002000104): at most 1; 0 as good as chance,
 *     and also where chance is always right
 * @param kappaM the same against the majority class (Bifet, de Francisci Morales, Read, Holmes, Pfahringer, "Efficient
 *     online evaluation of big data stream classifiers", 2015, doi:10.1145/2783258.2783372)
 * @param kappaTemporal the same against no change (Žliobaitė, Bifet, Read, Pfahringer, Holmes, "Evaluation methods and
 *     decision theory for classification of streaming data with temporal dependence", 2015,
 *     doi:10.1007/s10994-014-5441-4)
 * @param macroF1 mean of F1 over the classes that were label or prediction, 0 to 1
 * @param logLoss mean of -ln of the label's probability, which counts as {@value ClassificationEvaluation#LEAST_PROBABILITY}
 *     where it is less; at least 0, in nats
 * @param noChangeAccuracy share of hits of the last label known when the prediction was made
 * @param majorityAccuracy share of hits of the label known most often when the prediction was made
 */
public record ClassificationFigures(
        long records,
        double accuracy,
        double kappa,
        double kappaM,
        double kappaTemporal,
        double macroF1,
        double logLoss,
        double noChangeAccuracy,
        double majorityAccuracy) {}
