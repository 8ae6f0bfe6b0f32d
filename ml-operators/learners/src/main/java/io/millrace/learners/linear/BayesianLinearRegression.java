package io.millrace.learners.linear;

import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.Parameter;
import io.millrace.learners.Regressor;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.pmml.PmmlSource;
import io.millrace.learners.pmml.PmmlWriter;

/**
 * Bayesian linear regression with weights and noise unknown: the normal-inverse-gamma posterior, record by record
 * (Gelman et al., "Bayesian Data Analysis", 3rd edition 2013, chapter 14; Bishop, "Pattern Recognition and Machine
 * Learning", 2006, 3.3). Given the noise's variance s, weights have the prior N(0, s / priorPrecision); s has the prior
 * inverse gamma(2, 1), whose mean is the target's own variance. Features and target are in deviations from their running
 * means. The prediction is the posterior's mean, and its {@link #variance} that of Student's distribution of the target.
 *
 * <p>Nothing is forgotten by default: it is for relations that stay. With n records, what a record counts for is
 * {@code forgetting^n}, of both the weights and the noise. Errors count for {@link Target#MAX_ERROR} deviations at most.
 * Time per call is in proportion to the square of the number of terms with covariances, but for predictions.
 */
public final class BayesianLinearRegression implements Regressor, PredictiveVariance, PmmlSource {
    /** Parameters. */
    public record Settings(
            @Parameter(
                    value = "1",
                    min = 1e-9,
                    max = 1e9,
                    help = "How sure it is beforehand that weights are 0, in records.")
            double priorPrecision,

            @Parameter(
                    value = "1",
                    min = 0.5,
                    max = 1,
                    help = "What a record counts for relative to the one after it; 1 forgets nothing.")
            double forgetting,

            @Parameter(
                    value = "256",
                    min = 1,
                    max = 4_096,
                    help = "Weights with covariances; those beyond are taken for independent of all others.")
            int maxFeatures,

            @Parameter(value = "true", help = "Whether there is a constant term.")
            boolean bias,

            @Parameter(value = "131072", min = 1, max = 16_777_216, help = "The most weights; bounds the memory.")
            int maxWeights) {}

    public static final LearnerType<BayesianLinearRegression> TYPE = LearnerType.of(
                    Role.REGRESSOR,
                    "bayesian-linear",
                    Settings.class,
                    BayesianLinearRegression::new,
                    BayesianLinearRegression::new)
            .documented(
                    "A line that tells how sure it is of each prediction; for relations that stay as they are.",
                    "Gelman et al., Bayesian Data Analysis, 3rd edition, 2013, chapter 14");

    private static final double PRIOR_SHAPE = 2;
    private static final double PRIOR_RATE = 1;

    private final Setup<Settings> setup;
    private final Design design;
    private final Target target;
    private final Covariance covariance;
    private double[] weights;
    private double records;
    private double squares;

    BayesianLinearRegression(Setup<Settings> setup) {
        this.setup = setup;
        Settings settings = setup.settings();
        this.design = new Design(setup.schema(), settings.bias(), settings.maxWeights());
        this.target = new Target();
        this.covariance = new Covariance(1 / settings.priorPrecision(), settings.forgetting(), settings.maxFeatures());
        this.weights = new double[design.size()];
    }

    BayesianLinearRegression(Setup<Settings> setup, SnapshotReader in) {
        this.setup = setup;
        Settings settings = setup.settings();
        this.design = new Design(setup.schema(), settings.bias(), settings.maxWeights(), in);
        this.target = new Target(in);
        this.weights = in.readSparseDoubles("weights", design.size());
        int size = in.readCount("weights with a variance", design.size());
        this.covariance =
                new Covariance(1 / settings.priorPrecision(), settings.forgetting(), settings.maxFeatures(), size, in);
        this.records = in.readPositive("weight of records");
        this.squares = in.readPositive("squared errors");
    }

    @Override
    public void write(SnapshotWriter out) {
        design.write(out);
        target.write(out);
        out.writeSparse(weights, design.size());
        out.writeCount(covariance.size());
        covariance.write(out);
        out.writeDouble(records);
        out.writeDouble(squares);
    }

    @Override
    public LearnerType<BayesianLinearRegression> type() {
        return TYPE;
    }

    @Override
    public Setup<Settings> setup() {
        return setup;
    }

    @Override
    public void writePmml(PmmlWriter out) {
        LinearPmml.regression(out, design, weights, target);
    }

    @Override
    public long memoryBytes() {
        return HeapSize.object(36)
                + design.memoryBytes()
                + target.memoryBytes()
                + covariance.memoryBytes()
                + HeapSize.doubles(weights.length);
    }

    @Override
    public double predict(double[] features) {
        return target.predict(design.forPrediction(features).dot(weights));
    }

    @Override
    public double variance(double[] features) {
        Terms terms = design.forPrediction(features);
        double noise = (PRIOR_RATE + squares / 2) / (PRIOR_SHAPE + records / 2 - 1);
        double deviation = target.deviation();
        double variance = noise * (1 + covariance.variance(terms)) * deviation * deviation;
        return variance < Double.POSITIVE_INFINITY ? variance : Double.MAX_VALUE;
    }

    @Override
    public void learn(double[] features, double value, double weight) {
        double cut = Inputs.checkTarget(value);
        Inputs.checkWeight(weight);
        Inputs.checkWidth(features);
        if (weight == 0) {
            return;
        }
        Terms terms = design.forLearning(features, weight);
        double y = target.learn(cut, weight);
        weights = design.fit(weights);
        double error = Target.error(y, terms.dot(weights));
        double sum = covariance.learn(terms, design.size(), weight);
        covariance.move(weights, error, sum);
        double forgetting = setup.settings().forgetting();
        records = forgetting * records + weight;
        squares = forgetting * squares + (Double.isNaN(sum) ? 0 : forgetting * error * error / sum);
    }
}
