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
 * Early drift detection method: tells that errors follow each other sooner. With m the mean number of records from one
 * error to the next since the last drift and s its standard deviation, it compares m + 2 s with the most that has been.
 * Baena-García, del Campo-Ávila, Fidalgo, Bifet, Gavaldà, Morales-Bueno, "Early drift detection method", Fourth
 * International Workshop on Knowledge Discovery from Data Streams, 2006. Numbers of at least 0.5 are errors, and NaN is
 * passed over. It looks, also for the most, once there were so many errors as its minimum. A few nanoseconds per number.
 */
public final class Eddm implements DriftDetector {
    /** Parameters. */
    public record Settings(
            @Parameter(value = "30", min = 2, max = 1_000_000_000, help = "Errors before the first signal.")
            int minimum,

            @Parameter(
                    value = "0.95",
                    min = 0,
                    max = 1,
                    help = "Share of the greatest distance between errors below which it is a warning.")
            double warningLevel,

            @Parameter(
                    value = "0.9",
                    min = 0,
                    max = 1,
                    help = "Share of the greatest distance between errors below which it is a drift.")
            double driftLevel) {
        /** @throws IllegalArgumentException when a warning would come after the drift */
        public Settings {
            if (warningLevel < driftLevel) {
                throw new IllegalArgumentException(
                        "warning-level is at least drift-level: " + warningLevel + " is below " + driftLevel);
            }
        }
    }

    public static final LearnerType<Eddm> TYPE = LearnerType.of(
                    Role.DRIFT_DETECTOR, "eddm", Settings.class, Eddm::new, Eddm::new)
            .documented(
                    "Tells that errors follow each other sooner; for gradual changes and few errors, with more false"
                            + " alarms than others.",
                    "Baena-García et al., Early drift detection method, 2006");

    private static final double DEVIATIONS = 2;

    private final Setup<Settings> setup;
    private long sinceError;
    private long errors;
    private double mean;
    private double squares;
    private double most;

    public Eddm(Setup<Settings> setup) {
        this.setup = setup;
    }

    /** As {@link #write} left it. */
    public Eddm(Setup<Settings> setup, SnapshotReader in) {
        this.setup = setup;
        this.sinceError = Math.max(0, in.readLong());
        this.errors = Math.max(0, in.readLong());
        this.mean = in.readPositive("mean distance between errors");
        this.squares = in.readPositive("squares of distances between errors");
        this.most = in.readPositive("greatest distance between errors");
    }

    @Override
    public void write(SnapshotWriter out) {
        out.writeLong(sinceError);
        out.writeLong(errors);
        out.writeDouble(mean);
        out.writeDouble(squares);
        out.writeDouble(most);
    }

    @Override
    public LearnerType<Eddm> type() {
        return TYPE;
    }

    @Override
    public Setup<Settings> setup() {
        return setup;
    }

    @Override
    public long memoryBytes() {
        return HeapSize.object(44);
    }

    @Override
    public Signal add(double value) {
        if (Double.isNaN(value)) {
            return Signal.NONE;
        }
        sinceError++;
        if (value < 0.5) {
            return Signal.NONE;
        }
        double distance = sinceError;
        sinceError = 0;
        errors++;
        if (errors == 1) {
            return Signal.NONE;
        }
        double distances = errors - 1.0;
        double deviation = distance - mean;
        mean += deviation / distances;
        squares += deviation * (distance - mean);
        Settings settings = setup.settings();
        if (errors < settings.minimum()) {
            return Signal.NONE;
        }
        double reach = mean + DEVIATIONS * Math.sqrt(Math.max(0, squares) / distances);
        if (reach >= most) {
            most = reach;
            return Signal.NONE;
        }
        if (reach < settings.driftLevel() * most) {
            errors = 0;
            mean = 0;
            squares = 0;
            most = 0;
            return Signal.DRIFT;
        }
        return reach < settings.warningLevel() * most ? Signal.WARNING : Signal.NONE;
    }
}
