package io.millrace.learners.drift;

import io.millrace.learners.DriftDetector;
import io.millrace.learners.HeapSize;
import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.Parameter;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;

/**
 * Drift detection method: tells that a share of errors has risen. With p the share of errors since the last drift and
 * s its standard deviation, it keeps p and s of when p + s was least, and compares p + s with that p plus some s. Gama,
 * Medas, Castillo, Rodrigues, "Learning with drift detection", 2004, doi:10.1007/978-3-540-28645-5_29. Numbers are 1 for
 * an error and 0 for a hit, or a share between; others are cut to these, and NaN is passed over. Before the first error
 * there is no least p + s, so that it takes more than one error after many hits to be a drift. A few nanoseconds per
 * number.
 */
public final class Ddm implements DriftDetector {
    /** Parameters. */
    public record Settings(
            @Parameter(value = "30", min = 2, max = 1_000_000_000, help = "Numbers before the first signal.")
            int minimum,

            @Parameter(
                    value = "2",
                    min = 0,
                    above = true,
                    max = 1_000,
                    help = "Standard deviations above the least share of errors that are a warning.")
            double warningLevel,

            @Parameter(
                    value = "3",
                    min = 0,
                    above = true,
                    max = 1_000,
                    help = "Standard deviations above the least share of errors that are a drift.")
            double driftLevel) {
        /** @throws IllegalArgumentException when a warning would come after the drift */
        public Settings {
            if (warningLevel > driftLevel) {
                throw new IllegalArgumentException(
                        "warning-level is at most drift-level: " + warningLevel + " is above " + driftLevel);
            }
        }
    }

    public static final LearnerType<Ddm> TYPE = LearnerType.of(
                    Role.DRIFT_DETECTOR, "ddm", Settings.class, Ddm::new, Ddm::new)
            .documented(
                    "Tells that a learner's share of errors has risen; quick with abrupt changes, and warns before.",
                    "Gama, Medas, Castillo, Rodrigues, Learning with drift detection, 2004,"
                            + " doi:10.1007/978-3-540-28645-5_29");

    private final Setup<Settings> setup;
    private long count;
    private double errors;
    private double leastShare;
    private double leastDeviation;

    public Ddm(Setup<Settings> setup) {
        this.setup = setup;
        forget();
    }

    /** As {@link #write} left it. */
    public Ddm(Setup<Settings> setup, SnapshotReader in) {
        this.setup = setup;
        this.count = Math.max(0, in.readLong());
        this.errors = in.readPositive("errors");
        this.leastShare = in.readPositive("least share of errors");
        this.leastDeviation = in.readPositive("deviation of the least share of errors");
    }

    @Override
    public void write(SnapshotWriter out) {
        out.writeLong(count);
        out.writeDouble(errors);
        out.writeDouble(leastShare);
        out.writeDouble(leastDeviation);
    }

    @Override
    public LearnerType<Ddm> type() {
        return TYPE;
    }

    @Override
    public Setup<Settings> setup() {
        return setup;
    }

    @Override
    public long memoryBytes() {
        return HeapSize.object(36);
    }

    @Override
    public Signal add(double value) {
        if (Double.isNaN(value)) {
            return Signal.NONE;
        }
        count++;
        errors += Math.max(0, Math.min(1, value));
        double share = Math.min(1, errors / count);
        double deviation = Math.sqrt(share * (1 - share) / count);
        Settings settings = setup.settings();
        if (count < settings.minimum() || errors == 0) {
            return Signal.NONE;
        }
        double sum = share + deviation;
        if (sum <= leastShare + leastDeviation) {
            leastShare = share;
            leastDeviation = deviation;
        }
        if (sum > leastShare + settings.driftLevel() * leastDeviation) {
            forget();
            return Signal.DRIFT;
        }
        return sum > leastShare + settings.warningLevel() * leastDeviation ? Signal.WARNING : Signal.NONE;
    }

    private void forget() {
        count = 0;
        errors = 0;
        leastShare = Double.MAX_VALUE;
        leastDeviation = 0;
    }
}
