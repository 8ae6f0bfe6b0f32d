package io.millrace.learners.baseline;

import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.LearnerType.Trait;
import io.millrace.learners.Regressor;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;

/** Predicts the last target learned. Features are passed over. A few nanoseconds per call. */
public final class NoChangeRegressor implements Regressor {
    /** It has none. */
    public record Settings() {}

    public static final LearnerType<NoChangeRegressor> TYPE = LearnerType.of(
                    Role.REGRESSOR, "no-change", Settings.class, NoChangeRegressor::new, NoChangeRegressor::new)
            .documented("The last target learned; the figure to beat where neighbouring records are alike.", "")
            .with(Trait.WEIGHT_IS_REPETITION);

    private final Setup<Settings> setup;
    private double last;

    NoChangeRegressor(Setup<Settings> setup) {
        this.setup = setup;
    }

    NoChangeRegressor(Setup<Settings> setup, SnapshotReader in) {
        this.setup = setup;
        this.last = in.readFinite("last target");
    }

    @Override
    public void write(SnapshotWriter out) {
        out.writeDouble(last);
    }

    @Override
    public LearnerType<NoChangeRegressor> type() {
        return TYPE;
    }

    @Override
    public Setup<Settings> setup() {
        return setup;
    }

    @Override
    public long memoryBytes() {
        return HeapSize.object(12);
    }

    @Override
    public double predict(double[] features) {
        return last;
    }

    @Override
    public void learn(double[] features, double target, double weight) {
        double value = Inputs.checkTarget(target);
        Inputs.checkWeight(weight);
        Inputs.checkWidth(features);
        if (weight > 0) {
            last = value;
        }
    }
}
