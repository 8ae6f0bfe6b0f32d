package io.millrace.learners.linear;

import io.millrace.learners.Averageable;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.Learner;
import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.Parameter;
import io.millrace.learners.Regressor;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.linear.Averaging.Column;
import io.millrace.learners.pmml.PmmlSource;
import io.millrace.learners.pmml.PmmlWriter;
import java.util.List;

/**
 * Passive-aggressive regression (Crammer, Dekel, Keshet, Shalev-Shwartz, Singer, "Online passive-aggressive algorithms",
 * JMLR 7, 2006, section 5), features and target in deviations from their running means: an error within the insensitivity
 * changes nothing, a greater one l is brought down to it by the least change of the weights w, as far as the
 * aggressiveness C allows: {@code w += sign(error) t x}, with t = min(C, l / |x|²) ({@code pa-1}) or l / (|x|² + 1 / 2C)
 * ({@code pa-2}). C is multiplied by the record's weight. Errors count for {@link Target#MAX_ERROR} deviations at most.
 * Time per call is in proportion to the number of terms in the record.
 */
public final class PassiveAggressiveRegressor implements Regressor, Averageable, PmmlSource {
    /** Parameters. */
    public record Settings(
            @Parameter(value = "pa-2", help = "How aggressiveness bounds a step: cut, or made smaller.")
            Variant variant,

            @Parameter(
                    value = "0.01",
                    min = 0,
                    above = true,
                    max = 1e6,
                    help = "How far a single record may move the weights; less for more noise.")
            double aggressiveness,

            @Parameter(
                    value = "0.1",
                    min = 0,
                    max = 4,
                    help = "Errors that change nothing, in standard deviations of the target.")
            double insensitivity,

            @Parameter(value = "true", help = "Whether there is a constant term.")
            boolean bias,

            @Parameter(value = "131072", min = 1, max = 16_777_216, help = "The most weights; bounds the memory.")
            int maxWeights) {}

    /** How a step is bounded. */
    public enum Variant {
        PA_1,
        PA_2;

        /** How far along the record's terms to go. */
        double step(double loss, double squaredNorm, double aggressiveness) {
            if (!(loss > 0)) {
                return 0;
            }
            return this == PA_1
                    ? Math.min(aggressiveness, loss / squaredNorm)
                    : loss / (squaredNorm + 0.5 / aggressiveness);
        }
    }

    public static final LearnerType<PassiveAggressiveRegressor> TYPE = LearnerType.of(
                    Role.REGRESSOR,
                    "passive-aggressive",
                    Settings.class,
                    PassiveAggressiveRegressor::new,
                    PassiveAggressiveRegressor::new)
            .documented(
                    "A line that each record corrects at once; for relations that move all the time.",
                    "Crammer, Dekel, Keshet, Shalev-Shwartz, Singer, Online passive-aggressive algorithms, JMLR 7, 2006");

    private final Setup<Settings> setup;
    private final Design design;
    private final Target target;
    private double[] weights;

    PassiveAggressiveRegressor(Setup<Settings> setup) {
        this.setup = setup;
        Settings settings = setup.settings();
        this.design = new Design(setup.schema(), settings.bias(), settings.maxWeights());
        this.target = new Target();
        this.weights = new double[design.size()];
    }

    PassiveAggressiveRegressor(Setup<Settings> setup, SnapshotReader in) {
        this.setup = setup;
        Settings settings = setup.settings();
        this.design = new Design(setup.schema(), settings.bias(), settings.maxWeights(), in);
        this.target = new Target(in);
        this.weights = in.readSparseDoubles("weights", design.size());
    }

    @Override
    public void write(SnapshotWriter out) {
        design.write(out);
        target.write(out);
        out.writeSparse(weights, design.size());
    }

    @Override
    public LearnerType<PassiveAggressiveRegressor> type() {
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
        return HeapSize.object(16) + design.memoryBytes() + target.memoryBytes() + HeapSize.doubles(weights.length);
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
        Settings settings = setup.settings();
        double loss = Math.abs(error) - settings.insensitivity();
        double step = settings.variant().step(loss, terms.squaredNorm(), settings.aggressiveness() * weight);
        terms.addTo(weights, Math.copySign(step, error));
    }

    @Override
    public void average(List<? extends Learner> models, long[] records) {
        List<PassiveAggressiveRegressor> parts =
                Averaging.checked(this, models, records, PassiveAggressiveRegressor.class);
        Averaging averaging =
                new Averaging(design, parts.stream().map(part -> part.design).toList(), records);
        averaging.targets(target, parts.stream().map(part -> part.target).toList());
        weights = design.fit(weights);
        averaging.weights(Column.of(weights), Column.all(parts, part -> part.weights));
    }
}
