package io.millrace.learners.linear;

import io.millrace.learners.Averageable;
import io.millrace.learners.CorruptSnapshotException;
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
 * Linear quantile regression: the line below which a given share of targets lies (Koenker, Bassett, "Regression
 * quantiles", 1978, doi:10.2307/1913643), by gradient descent on the pinball loss, with AdaGrad's rates (Duchi, Hazan,
 * Singer, 2011, JMLR 12) and steps that end at the target (Kulis, Bartlett, "Implicit online learning", ICML 2010).
 * Features and target are in deviations from their running means. Time per call is in proportion to the number of terms
 * in the record.
 */
public final class QuantileRegressor implements Regressor, Averageable, PmmlSource {
    /** Parameters. */
    public record Settings(
            @Parameter(
                    value = "0.5",
                    min = 0.001,
                    max = 0.999,
                    help = "Share of the targets that lie below the prediction; 0.5 is the median.")
            double quantile,

            @Parameter(
                    value = "0.3",
                    min = 0,
                    above = true,
                    max = 100,
                    help = "Learning rate, in deviations of target and features.")
            double learningRate,

            @Parameter(value = "true", help = "Whether there is a constant term.")
            boolean bias,

            @Parameter(value = "131072", min = 1, max = 16_777_216, help = "The most weights; bounds the memory.")
            int maxWeights) {}

    public static final LearnerType<QuantileRegressor> TYPE = LearnerType.of(
                    Role.REGRESSOR, "quantile", Settings.class, QuantileRegressor::new, QuantileRegressor::new)
            .documented(
                    "The line below which a given share of targets lies; for bounds, and medians of targets with outliers.",
                    "Koenker, Bassett, Regression quantiles, 1978, doi:10.2307/1913643");

    private final Setup<Settings> setup;
    private final Design design;
    private final Target target;
    private double[] weights;
    private double[] squares;

    QuantileRegressor(Setup<Settings> setup) {
        this.setup = setup;
        Settings settings = setup.settings();
        this.design = new Design(setup.schema(), settings.bias(), settings.maxWeights());
        this.target = new Target();
        this.weights = new double[design.size()];
        this.squares = new double[design.size()];
    }

    QuantileRegressor(Setup<Settings> setup, SnapshotReader in) {
        this.setup = setup;
        Settings settings = setup.settings();
        this.design = new Design(setup.schema(), settings.bias(), settings.maxWeights(), in);
        this.target = new Target(in);
        this.weights = in.readSparseDoubles("weights", design.size());
        this.squares = in.readSparseDoubles("squared gradients", design.size());
        for (double square : squares) {
            if (square < 0) {
                throw new CorruptSnapshotException("squared gradients are at least 0, found " + square);
            }
        }
    }

    @Override
    public void write(SnapshotWriter out) {
        design.write(out);
        target.write(out);
        out.writeSparse(weights, design.size());
        out.writeSparse(squares, design.size());
    }

    @Override
    public LearnerType<QuantileRegressor> type() {
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
                + HeapSize.doubles(weights.length)
                + HeapSize.doubles(squares.length);
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
        squares = design.fit(squares);
        Settings settings = setup.settings();
        double error = y - terms.dot(weights);
        double slope = error > 0 ? settings.quantile() : error < 0 ? settings.quantile() - 1 : 0;
        double change = 0;
        for (int i = 0; i < terms.count; i++) {
            int slot = terms.index[i];
            double z = terms.value[i];
            squares[slot] += weight * slope * slope * z * z;
            double step = z / Math.sqrt(1 + squares[slot]);
            change += step * z;
            terms.value[i] = step;
        }
        double length = settings.learningRate() * weight * slope;
        if (Math.abs(length) * change > Math.abs(error)) {
            length = error / change;
        }
        terms.addTo(weights, length);
    }

    @Override
    public void average(List<? extends Learner> models, long[] records) {
        List<QuantileRegressor> parts = Averaging.checked(this, models, records, QuantileRegressor.class);
        Averaging averaging =
                new Averaging(design, parts.stream().map(part -> part.design).toList(), records);
        averaging.targets(target, parts.stream().map(part -> part.target).toList());
        weights = design.fit(weights);
        squares = design.fit(squares);
        averaging.weights(Column.of(weights), Column.all(parts, part -> part.weights));
        averaging.means(Column.of(squares), Column.all(parts, part -> part.squares));
    }
}
