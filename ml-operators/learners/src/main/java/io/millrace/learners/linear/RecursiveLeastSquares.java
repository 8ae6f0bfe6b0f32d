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
 * Recursive least squares with exponential forgetting (Plackett, "Some theorems in least squares", 1950,
 * doi:10.1093/biomet/37.1-2.149; Haykin, "Adaptive Filter Theory", 4th edition 2002, chapter 9), features and target in
 * deviations from their running means: after every record, the ridge regression of all records so far, a record k ago
 * counting {@code forgetting^k}. Errors count for {@link Target#MAX_ERROR} deviations at most. {@link Covariance} tells
 * how uncertainty is kept bounded. Time per call to learn is in proportion to the square of the number of terms with
 * covariances, and to predict to the number of terms in the record.
 */
public final class RecursiveLeastSquares implements Regressor, PmmlSource {
    /** Parameters. */
    public record Settings(
            @Parameter(
                    value = "0.999",
                    min = 0.5,
                    max = 1,
                    help = "What a record counts for relative to the one after it; 1 forgets nothing.")
            double forgetting,

            @Parameter(
                    value = "1",
                    min = 1e-9,
                    max = 1e9,
                    help = "Ridge penalty; as many records with a target of 0 and one feature of 1 each.")
            double regularisation,

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

    public static final LearnerType<RecursiveLeastSquares> TYPE = LearnerType.of(
                    Role.REGRESSOR,
                    "recursive-least-squares",
                    Settings.class,
                    RecursiveLeastSquares::new,
                    RecursiveLeastSquares::new)
            .documented(
                    "The least-squares line after every record; learns from fewer records than gradient descent, for up"
                            + " to some hundred features.",
                    "Plackett, Some theorems in least squares, 1950, doi:10.1093/biomet/37.1-2.149");

    private final Setup<Settings> setup;
    private final Design design;
    private final Target target;
    private final Covariance covariance;
    private double[] weights;

    RecursiveLeastSquares(Setup<Settings> setup) {
        this.setup = setup;
        Settings settings = setup.settings();
        this.design = new Design(setup.schema(), settings.bias(), settings.maxWeights());
        this.target = new Target();
        this.covariance = new Covariance(1 / settings.regularisation(), settings.forgetting(), settings.maxFeatures());
        this.weights = new double[design.size()];
    }

    RecursiveLeastSquares(Setup<Settings> setup, SnapshotReader in) {
        this.setup = setup;
        Settings settings = setup.settings();
        this.design = new Design(setup.schema(), settings.bias(), settings.maxWeights(), in);
        this.target = new Target(in);
        this.weights = in.readSparseDoubles("weights", design.size());
        int size = in.readCount("weights with a variance", design.size());
        this.covariance =
                new Covariance(1 / settings.regularisation(), settings.forgetting(), settings.maxFeatures(), size, in);
    }

    @Override
    public void write(SnapshotWriter out) {
        design.write(out);
        target.write(out);
        out.writeSparse(weights, design.size());
        out.writeCount(covariance.size());
        covariance.write(out);
    }

    @Override
    public LearnerType<RecursiveLeastSquares> type() {
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
        return HeapSize.object(20)
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
        covariance.move(weights, error, covariance.learn(terms, design.size(), weight));
    }
}
