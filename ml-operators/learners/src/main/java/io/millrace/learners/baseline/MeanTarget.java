package io.millrace.learners.baseline;

import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.Regressor;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;

/**
 * Predicts the mean of all targets learned, by weight: an R2 of 0 is what it gets. Features are passed over. A few
 * nanoseconds per call. Weight 2 is learning twice, but for the last bits of the mean.
 */
public final class MeanTarget implements Regressor {
    /** It has none. */
    public record Settings() {}

    public static final LearnerType<MeanTarget> TYPE = LearnerType.of(
                    Role.REGRESSOR, "mean", Settings.class, MeanTarget::new, MeanTarget::new)
            .documented("The mean of all targets learned; the figure to beat for a regression.", "")
            .with(LearnerType.Trait.WEIGHT_IS_REPETITION);

    private final Setup<Settings> setup;
    private double weight;
    private double mean;

    MeanTarget(Setup<Settings> setup) {
        this.setup = setup;
    }

    MeanTarget(Setup<Settings> setup, SnapshotReader in) {
        this.setup = setup;
        this.weight = in.readPositive("weight");
        this.mean = in.readFinite("mean");
    }

    @Override
    public void write(SnapshotWriter out) {
        out.writeDouble(weight);
        out.writeDouble(mean);
    }

    @Override
    public LearnerType<MeanTarget> type() {
        return TYPE;
    }

    @Override
    public Setup<Settings> setup() {
        return setup;
    }

    @Override
    public long memoryBytes() {
        return HeapSize.object(20);
    }

    @Override
    public double predict(double[] features) {
        return mean;
    }

    @Override
    public void learn(double[] features, double target, double recordWeight) {
        double value = Inputs.checkTarget(target);
        Inputs.checkWeight(recordWeight);
        Inputs.checkWidth(features);
        if (recordWeight > 0) {
            weight += recordWeight;
            mean += (value - mean) * (recordWeight / weight);
        }
    }
}
