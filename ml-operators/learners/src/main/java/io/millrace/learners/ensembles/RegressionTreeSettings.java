package io.millrace.learners.ensembles;

import io.millrace.learners.Parameter;
import io.millrace.learners.trees.RegressionPrediction;

/** Parameters of each tree of an ensemble; {@link io.millrace.learners.trees.RegressionTree.Settings} tells more. */
public record RegressionTreeSettings(
        @Parameter(value = "200", min = 1, max = 1e9, help = "Weight a leaf sees between two looks for a split.")
        double gracePeriod,

        @Parameter(
                value = "1e-7",
                min = 0,
                above = true,
                max = 1,
                help = "Probability that a split is not on the best feature.")
        double splitConfidence,

        @Parameter(
                value = "0.05",
                min = 0,
                max = 1,
                help = "Features that differ by less, by Hoeffding's bound, are split on nevertheless.")
        double tieThreshold,

        @Parameter(value = "ADAPTIVE", help = "How leaves predict.")
        RegressionPrediction leafPrediction) {}
