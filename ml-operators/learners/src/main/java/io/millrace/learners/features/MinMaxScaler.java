package io.millrace.learners.features;

import io.millrace.learners.HeapSize;
import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.LearnerType.Trait;
import io.millrace.learners.Parameter;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;

/**
 * Numbers by where they lie in the range learned: 0 for the least, 1 for the greatest, and beyond these for numbers
 * beyond. With a decay below 1 either end moves towards each value by a share of {@code 1 - decay} of its distance, so
 * that extremes of long ago are forgotten. A feature that has not varied is 0, a missing one stays missing, and a nominal
 * one is left as it is. Some nanoseconds per feature.
 */
public final class MinMaxScaler extends ColumnTransformer<MinMaxScaler.Settings> {
    /** Parameters. */
    public record Settings(
            @Parameter(
                    value = "1",
                    min = 0.5,
                    max = 1,
                    help =
                            "Share of its distance from a value within that an end of the range keeps; 1 forgets nothing.")
            double decay) {}

    public static final LearnerType<MinMaxScaler> TYPE = LearnerType.of(
                    Role.TRANSFORMER, "min-max-scaler", Settings.class, MinMaxScaler::new, MinMaxScaler::new)
            .documented("Numbers by where they lie in the range so far; for numbers with fixed bounds.", "")
            .with(Trait.WEIGHT_IS_REPETITION);

    private final double[] least;
    private final double[] greatest;

    MinMaxScaler(Setup<Settings> setup) {
        super(setup, setup.schema());
        this.least = new double[width()];
        this.greatest = new double[width()];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        Arrays.fill(greatest, Double.NEGATIVE_INFINITY);
    }

    MinMaxScaler(Setup<Settings> setup, SnapshotReader in) {
        super(setup, setup.schema());
        this.least = in.readDoubles("least of features", width());
        this.greatest = in.readDoubles("greatest of features", width());
    }

    @Override
    public void write(SnapshotWriter out) {
        out.writeDoubles(least, width());
        out.writeDoubles(greatest, width());
    }

    @Override
    public LearnerType<MinMaxScaler> type() {
        return TYPE;
    }

    @Override
    public long memoryBytes() {
        return super.memoryBytes() + 8 + 2 * HeapSize.doubles(width());
    }

    @Override
    void apply(double[] x, double[] into) {
        for (int j = 0; j < into.length; j++) {
            double range = greatest[j] - least[j];
            double none = Double.isNaN(x[j]) ? Double.NaN : 0;
            double scaled = range > 1e-200 ? cut((x[j] - least[j]) / range) : none;
            into[j] = nominal(j) ? x[j] : scaled;
        }
    }

    @Override
    void update(double[] x, double weight) {
        double decay = settings().decay();
        double kept = decay == 1 ? 1 : Math.pow(decay, weight);
        for (int j = 0; j < x.length; j++) {
            double value = x[j];
            if (Double.isNaN(value) || nominal(j)) {
                continue;
            }
            least[j] = value <= least[j] ? value : value + kept * (least[j] - value);
            greatest[j] = value >= greatest[j] ? value : value + kept * (greatest[j] - value);
        }
    }
}
