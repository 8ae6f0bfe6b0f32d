package io.millrace.learners.features;

import io.millrace.learners.HeapSize;
import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.LearnerType.Trait;
import io.millrace.learners.Parameter;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;

/**
 * Numbers in standard deviations from their running mean, by weight: West, "Updating mean and variance estimates: an
 * improved method", 1979, doi:10.1145/359146.359153. With a decay below 1 a value counts {@code decay} times as much as the
 * one after it. A feature that has not varied is 0, a missing one stays missing, and a nominal one is left as it is. A few
 * nanoseconds per feature.
 */
public final class StandardScaler extends ColumnTransformer<StandardScaler.Settings> {
    /** Parameters. */
    public record Settings(
            @Parameter(
                    value = "1",
                    min = 0.5,
                    max = 1,
                    help = "What a value counts for relative to the one after it; 1 forgets nothing.")
            double decay) {}

    public static final LearnerType<StandardScaler> TYPE = LearnerType.of(
                    Role.TRANSFORMER, "standard-scaler", Settings.class, StandardScaler::new, StandardScaler::new)
            .documented(
                    "Numbers in standard deviations from their mean; for learners that compare features' sizes.",
                    "West, Updating mean and variance estimates: an improved method, 1979, doi:10.1145/359146.359153")
            .with(Trait.WEIGHT_IS_REPETITION);

    private final double[] weights;
    private final double[] means;
    private final double[] squares;

    StandardScaler(Setup<Settings> setup) {
        super(setup, setup.schema());
        this.weights = new double[width()];
        this.means = new double[width()];
        this.squares = new double[width()];
    }

    StandardScaler(Setup<Settings> setup, SnapshotReader in) {
        super(setup, setup.schema());
        in.reserve(24L * width());
        this.weights = in.readSparseDoubles("weights of features", width());
        this.means = in.readSparseDoubles("means of features", width());
        this.squares = in.readSparseDoubles("squares of features", width());
        for (int j = 0; j < width(); j++) {
            weights[j] = Math.abs(weights[j]);
            squares[j] = Math.abs(squares[j]);
        }
    }

    @Override
    public void write(SnapshotWriter out) {
        out.writeSparse(weights, width());
        out.writeSparse(means, width());
        out.writeSparse(squares, width());
    }

    @Override
    public LearnerType<StandardScaler> type() {
        return TYPE;
    }

    @Override
    public long memoryBytes() {
        return super.memoryBytes() + 16 + 3 * HeapSize.doubles(width());
    }

    @Override
    void apply(double[] x, double[] into) {
        for (int j = 0; j < into.length; j++) {
            if (nominal(j)) {
                into[j] = x[j];
                continue;
            }
            double variance = weights[j] > 0 ? squares[j] / weights[j] : 0;
            // Below a millionth of a millionth of the mean, deviations are rounding errors.
            boolean varies = variance > 1e-24 * means[j] * means[j] && variance > 1e-200;
            double none = Double.isNaN(x[j]) ? Double.NaN : 0;
            into[j] = varies ? cut((x[j] - means[j]) / Math.sqrt(variance)) : none;
        }
    }

    @Override
    void update(double[] x, double weight) {
        double decay = settings().decay();
        for (int j = 0; j < x.length; j++) {
            if (Double.isNaN(x[j]) || nominal(j)) {
                continue;
            }
            double before = decay * weights[j];
            double deviation = x[j] - means[j];
            double share = weight / (before + weight);
            weights[j] = before + weight;
            means[j] += deviation * share;
            squares[j] = decay * squares[j] + deviation * deviation * before * share;
        }
    }
}
