package io.millrace.learners.drift;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.DriftDetector;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.Parameter;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.SplitMix64;
import java.util.Arrays;

/**
 * Kolmogorov-Smirnov windowing: tells that the latest numbers are distributed unlike those before them, in any way. Of a
 * window it compares the latest r with r drawn from the others, without replacement; a greatest difference of the two
 * empirical distributions above {@code sqrt(-ln(alpha) / r)} is a drift, after which the latest r alone are kept. Raab,
 * Heusinger, Schleif, "Reactive soft prototype computing for concept drift streams", 2020,
 * doi:10.1016/j.neucom.2019.11.111. It looks at each number once the window is full, so that alarms without a change come
 * far more often than alpha tells of one test. Numbers of any size, of which those beyond ±{@value Inputs#MAX_VALUE} are
 * cut to it and NaN is passed over. Some microseconds per number; no warnings.
 */
public final class Kswin implements DriftDetector {
    /** Parameters. */
    public record Settings(
            @Parameter(
                    value = "0.005",
                    min = 0,
                    above = true,
                    max = 0.5,
                    help = "Share of tests without a change that may tell of one.")
            double alpha,

            @Parameter(value = "100", min = 4, max = 100_000, help = "Numbers that are remembered.")
            int window,

            @Parameter(value = "30", min = 2, max = 50_000, help = "Latest numbers that are compared with the others.")
            int recent) {
        /** @throws IllegalArgumentException when the others would be fewer than the latest */
        public Settings {
            if (window < 2L * recent) {
                throw new IllegalArgumentException(
                        "window is at least twice recent: " + window + " is below 2 * " + recent);
            }
        }
    }

    public static final LearnerType<Kswin> TYPE = LearnerType.of(
                    Role.DRIFT_DETECTOR, "kswin", Settings.class, Kswin::new, Kswin::new)
            .documented(
                    "Tells any change of a distribution, not of its mean alone; for features and scores as for errors.",
                    "Raab, Heusinger, Schleif, Reactive soft prototype computing for concept drift streams, 2020,"
                            + " doi:10.1016/j.neucom.2019.11.111");

    /** So that numbers made by such a generator with the same seed are not drawn by their own bits. */
    private static final long OWN_LOTS = 0x4B5357494EL;

    private final Setup<Settings> setup;
    private final SplitMix64 random;
    private final double[] values;
    private final double[] latest;
    private final double[] drawn;
    private final double threshold;
    private int first;
    private int count;

    public Kswin(Setup<Settings> setup) {
        this(setup, new SplitMix64(SplitMix64.mix(setup.seed() ^ OWN_LOTS)));
    }

    /** As {@link #write} left it. */
    public Kswin(Setup<Settings> setup, SnapshotReader in) {
        this(reserved(setup, in), new SplitMix64(in.readLong()));
        this.count = in.readCountOf("numbers in the window", values.length, 8);
        double[] kept = in.readFiniteDoubles("numbers in the window", count);
        System.arraycopy(kept, 0, values, 0, count);
        for (double value : kept) {
            if (Math.abs(value) > Inputs.MAX_VALUE) {
                throw new CorruptSnapshotException(
                        "numbers in the window are within ±" + Inputs.MAX_VALUE + ", found " + value);
            }
        }
    }

    private Kswin(Setup<Settings> setup, SplitMix64 random) {
        this.setup = setup;
        this.random = random;
        Settings settings = setup.settings();
        this.values = new double[settings.window()];
        this.latest = new double[settings.recent()];
        this.drawn = new double[settings.recent()];
        this.threshold = Math.sqrt(-Math.log(settings.alpha()) / settings.recent());
    }

    private static Setup<Settings> reserved(Setup<Settings> setup, SnapshotReader in) {
        in.reserve(8L * setup.settings().window() + 16L * setup.settings().recent());
        return setup;
    }

    @Override
    public void write(SnapshotWriter out) {
        out.writeLong(random.state());
        out.writeCount(count);
        for (int i = 0; i < count; i++) {
            out.writeDouble(at(i));
        }
    }

    @Override
    public LearnerType<Kswin> type() {
        return TYPE;
    }

    @Override
    public Setup<Settings> setup() {
        return setup;
    }

    @Override
    public long memoryBytes() {
        return HeapSize.object(36)
                + HeapSize.object(8)
                + HeapSize.doubles(values.length)
                + 2 * HeapSize.doubles(latest.length);
    }

    @Override
    public Signal add(double value) {
        if (Double.isNaN(value)) {
            return Signal.NONE;
        }
        double x = Math.max(-Inputs.MAX_VALUE, Math.min(Inputs.MAX_VALUE, value));
        if (count < values.length) {
            values[position(count++)] = x;
        } else {
            values[first] = x;
            first = first + 1 == values.length ? 0 : first + 1;
        }
        if (count < values.length) {
            return Signal.NONE;
        }
        int others = count - latest.length;
        for (int i = 0; i < latest.length; i++) {
            latest[i] = at(others + i);
        }
        draw(others);
        if (distance(latest, drawn) <= threshold) {
            return Signal.NONE;
        }
        first = position(others);
        count = latest.length;
        return Signal.DRIFT;
    }

    /** Selection sampling: Knuth, The Art of Computer Programming 2, 3.4.2, algorithm S. */
    private void draw(int others) {
        int needed = drawn.length;
        for (int i = 0; needed > 0; i++) {
            if (random.nextInt(others - i) < needed) {
                drawn[--needed] = at(i);
            }
        }
    }

    /** The greatest difference of two empirical distributions of as many numbers; sorts them. */
    static double distance(double[] a, double[] b) {
        Arrays.sort(a);
        Arrays.sort(b);
        int i = 0;
        int j = 0;
        int most = 0;
        while (i < a.length && j < b.length) {
            double value = Math.min(a[i], b[j]);
            while (i < a.length && a[i] <= value) {
                i++;
            }
            while (j < b.length && b[j] <= value) {
                j++;
            }
            most = Math.max(most, Math.abs(i - j));
        }
        return (double) most / a.length;
    }

    private double at(int i) {
        return values[position(i)];
    }

    private int position(int i) {
        int at = first + i;
        return at >= values.length ? at - values.length : at;
    }
}
