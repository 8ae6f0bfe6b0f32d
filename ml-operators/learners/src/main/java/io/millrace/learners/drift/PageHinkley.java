package io.millrace.learners.drift;

import io.millrace.learners.DriftDetector;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.Parameter;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;

/**
 * Tells that the mean of numbers has risen: it sums what they exceed their mean by, less a tolerance, and compares with the
 * least that sum has been. Page, "Continuous inspection schemes", 1954, doi:10.1093/biomet/41.1-2.100; Mouss et al., "Test
 * of Page-Hinkley, an approach for fault detection in an agro-alimentary production system", 2004,
 * doi:10.1109/ASCC.2004.184970. Numbers of any size, of which those beyond ±{@value Inputs#MAX_VALUE} are cut to it and
 * NaN is passed over; tolerance and threshold are in their unit. A few nanoseconds per number.
 */
public final class PageHinkley implements DriftDetector {
    /** Parameters of {@link PageHinkley}. */
    public record Settings(
            @Parameter(
                    value = "0.005",
                    min = 0,
                    max = 1e100,
                    help = "Rise of the mean that is tolerated, in the numbers' unit.")
            double delta,

            @Parameter(
                    value = "50",
                    min = 0,
                    above = true,
                    max = 1e100,
                    help = "Summed excess that is a change, in the numbers' unit.")
            double threshold,

            @Parameter(value = "30", min = 1, max = 1_000_000_000, help = "Numbers before the first alarm.")
            int minimum) {}

    public static final LearnerType<PageHinkley> TYPE = LearnerType.of(
                    Role.DRIFT_DETECTOR, "page-hinkley", Settings.class, PageHinkley::new, PageHinkley::new)
            .documented(
                    "Tells that the mean has risen; for errors of any unit where what a change is can be said.",
                    "Page, Continuous inspection schemes, 1954, doi:10.1093/biomet/41.1-2.100");

    private final Setup<Settings> setup;
    private long count;
    private double mean;
    private double excess;
    private double least;

    public PageHinkley(Setup<Settings> setup) {
        this.setup = setup;
    }

    /** As {@link #write} left it. */
    public PageHinkley(Setup<Settings> setup, SnapshotReader in) {
        this.setup = setup;
        this.count = Math.max(0, in.readLong());
        this.mean = in.readFinite("mean");
        this.excess = in.readFinite("excess");
        this.least = in.readFinite("least excess");
    }

    @Override
    public void write(SnapshotWriter out) {
        out.writeLong(count);
        out.writeDouble(mean);
        out.writeDouble(excess);
        out.writeDouble(least);
    }

    @Override
    public LearnerType<PageHinkley> type() {
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

    /** Mean since the last alarm; 0 before the first number. */
    public double mean() {
        return mean;
    }

    @Override
    public Signal add(double value) {
        if (Double.isNaN(value)) {
            return Signal.NONE;
        }
        double x = Math.max(-Inputs.MAX_VALUE, Math.min(Inputs.MAX_VALUE, value));
        Settings settings = setup.settings();
        count++;
        mean += (x - mean) / count;
        excess += x - mean - settings.delta();
        least = Math.min(least, excess);
        if (count < settings.minimum() || excess - least <= settings.threshold()) {
            return Signal.NONE;
        }
        count = 0;
        mean = 0;
        excess = 0;
        least = 0;
        return Signal.DRIFT;
    }
}
