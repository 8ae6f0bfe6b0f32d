package io.millrace.learners.features;

import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.Parameter;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;

/**
 * Numbers cut to bounds, and to so many standard deviations from their running mean. Mean and deviation are learned from
 * values as they are cut, but for the first {@value #FIRST} of weight, so that outliers widen the bounds little. A feature
 * that has not varied is cut to the fixed bounds alone, a missing one stays missing, and a nominal one is left as it is.
 */
public final class Clipping extends ColumnTransformer<Clipping.Settings> {
    /** Parameters. */
    public record Settings(
            @Parameter(
                    value = "4",
                    min = 0,
                    max = 1e9,
                    help = "Standard deviations from the mean that numbers are cut to; 0 for the fixed bounds alone.")
            double deviations,

            @Parameter(value = "-1e100", help = "Least value of a number.")
            double least,

            @Parameter(value = "1e100", help = "Greatest value of a number.")
            double greatest) {
        /** @throws IllegalArgumentException when the least is above the greatest */
        public Settings {
            if (least > greatest) {
                throw new IllegalArgumentException("least is at most greatest: " + least + " is above " + greatest);
            }
        }
    }

    public static final LearnerType<Clipping> TYPE = LearnerType.of(
                    Role.TRANSFORMER, "clipping", Settings.class, Clipping::new, Clipping::new)
            .documented("Numbers cut to some deviations from their mean, or to fixed bounds; against outliers.", "");

    private static final double FIRST = 30;

    private final double[] weights;
    private final double[] means;
    private final double[] squares;

    Clipping(Setup<Settings> setup) {
        super(setup, setup.schema());
        this.weights = new double[width()];
        this.means = new double[width()];
        this.squares = new double[width()];
    }

    Clipping(Setup<Settings> setup, SnapshotReader in) {
        super(setup, setup.schema());
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
    public LearnerType<Clipping> type() {
        return TYPE;
    }

    @Override
    public long memoryBytes() {
        return super.memoryBytes() + 16 + 3 * HeapSize.doubles(width());
    }

    @Override
    void apply(double[] x, double[] into) {
        for (int j = 0; j < into.length; j++) {
            into[j] = nominal(j) ? x[j] : bounded(j, x[j]);
        }
    }

    /** NaN for NaN. */
    private double bounded(int j, double value) {
        double within = Math.max(settings().least(), Math.min(settings().greatest(), value));
        if (settings().deviations() == 0 || weights[j] < FIRST || squares[j] == 0) {
            return within;
        }
        double reach = settings().deviations() * Math.sqrt(squares[j] / weights[j]);
        return Math.max(means[j] - reach, Math.min(means[j] + reach, within));
    }

    @Override
    void update(double[] x, double weight) {
        for (int j = 0; j < x.length; j++) {
            if (Double.isNaN(x[j]) || nominal(j)) {
                continue;
            }
            double deviation = Math.max(-Inputs.MAX_VALUE, Math.min(Inputs.MAX_VALUE, bounded(j, x[j]))) - means[j];
            double before = weights[j];
            double share = weight / (before + weight);
            weights[j] = before + weight;
            means[j] += deviation * share;
            squares[j] += deviation * deviation * before * share;
        }
    }
}
