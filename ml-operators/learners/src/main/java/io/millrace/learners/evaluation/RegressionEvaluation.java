package io.millrace.learners.evaluation;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates predictions of numbers against their targets, next to the two predictors that look at targets alone. A record
 * costs some ten nanoseconds, the figures nothing to speak of, or time in proportion to the window where it slides. For one
 * thread.
 */
public final class RegressionEvaluation {
    private final Horizon horizon;
    private final int delay;
    private final double quantile;
    private final TargetBaselines baselines;
    private final RegressionTotals totals;
    private final Fading fading;
    private final @Nullable Ring ring;
    private long records;

    /** The last records, from which the figures of a sliding window are made anew: nothing is ever subtracted. */
    private static final class Ring {
        private final double[] targets;
        private final double[] predictions;
        private final double[] noChange;
        private final double[] mean;

        Ring(int length) {
            targets = new double[length];
            predictions = new double[length];
            noChange = new double[length];
            mean = new double[length];
        }
    }

    /**
     * Has seen nothing.
     *
     * @param delay after how many further records the target of one is known to the baselines: 0 to
     *     {@value ClassificationEvaluation#MAX_DELAY}
     * @param quantile of the pinball loss: above 0 and below 1
     * @throws IllegalArgumentException when delay or quantile is out of range
     */
    public RegressionEvaluation(Horizon horizon, int delay, double quantile) {
        ClassificationEvaluation.checkDelay(delay);
        if (!(quantile > 0 && quantile < 1)) {
            throw new IllegalArgumentException("quantile is above 0 and below 1, not " + quantile);
        }
        this.horizon = horizon;
        this.delay = delay;
        this.quantile = quantile;
        this.baselines = new TargetBaselines(delay);
        this.totals = new RegressionTotals();
        this.fading = new Fading(horizon.factor());
        this.ring = horizon.kind() == Horizon.Kind.SLIDING ? new Ring(horizon.window()) : null;
    }

    /** With the median for quantile. */
    public RegressionEvaluation(Horizon horizon, int delay) {
        this(horizon, delay, 0.5);
    }

    /** As it was written. */
    public RegressionEvaluation(SnapshotReader in) {
        this.horizon = Horizon.read(in);
        this.delay = in.readCount("delay", ClassificationEvaluation.MAX_DELAY);
        this.quantile = in.readPositive("quantile");
        this.records = in.readLong();
        if (records < 0 || !(quantile > 0 && quantile < 1)) {
            throw new CorruptSnapshotException("records are at least 0 and the quantile is above 0 and below 1, found "
                    + records + " and " + quantile);
        }
        this.baselines = new TargetBaselines(delay, in);
        this.totals = new RegressionTotals(in);
        this.fading = new Fading(horizon.factor(), in);
        this.ring = horizon.kind() == Horizon.Kind.SLIDING ? ring(in) : null;
    }

    private Ring ring(SnapshotReader in) {
        in.reserve(32L * horizon.window());
        Ring read = new Ring(horizon.window());
        int held = held();
        for (double[] column : columns(read)) {
            System.arraycopy(in.readFiniteDoubles("records of the window", held), 0, column, 0, held);
        }
        return read;
    }

    /** Writes what the constructor reads: some 200 bytes, and 32 for each record of a sliding window. */
    public void write(SnapshotWriter out) {
        horizon.write(out);
        out.writeCount(delay);
        out.writeDouble(quantile);
        out.writeLong(records);
        baselines.write(out);
        totals.write(out);
        fading.write(out);
        if (ring != null) {
            for (double[] column : columns(ring)) {
                out.writeDoubles(column, held());
            }
        }
    }

    private static double[][] columns(Ring ring) {
        return new double[][] {ring.targets, ring.predictions, ring.noChange, ring.mean};
    }

    /** Bytes on the heap. */
    public long memoryBytes() {
        long ringBytes = ring == null ? 0 : HeapSize.object(16) + 4 * HeapSize.doubles(horizon.window());
        return HeapSize.object(40)
                + HeapSize.object(16)
                + HeapSize.object(16)
                + baselines.memoryBytes()
                + RegressionTotals.memoryBytes()
                + ringBytes;
    }

    /**
     * Adds one record.
     *
     * @param target what was right; cut to ±{@value Inputs#MAX_VALUE}
     * @param prediction what was predicted before the target was known; cut likewise
     * @throws IllegalArgumentException when the target is not finite or the prediction is NaN; nothing is changed then
     */
    public void add(double target, double prediction) {
        double right = Inputs.checkTarget(target);
        if (Double.isNaN(prediction)) {
            throw new IllegalArgumentException("prediction is a number, not NaN");
        }
        double predicted = Math.max(-Inputs.MAX_VALUE, Math.min(Inputs.MAX_VALUE, prediction));
        if (ring != null) {
            int at = (int) (records % horizon.window());
            ring.targets[at] = right;
            ring.predictions[at] = predicted;
            ring.noChange[at] = baselines.noChange();
            ring.mean[at] = baselines.mean();
        } else {
            totals.add(right, predicted, baselines.noChange(), baselines.mean(), quantile, fading.unit());
            double scale = fading.next();
            if (scale != 1) {
                totals.scale(scale);
            }
        }
        records++;
        baselines.add(right);
    }

    /** What it has come to. */
    public RegressionFigures figures() {
        if (ring == null) {
            return totals.figures(records);
        }
        RegressionTotals window = new RegressionTotals();
        for (int i = 0; i < held(); i++) {
            window.add(ring.targets[i], ring.predictions[i], ring.noChange[i], ring.mean[i], quantile, 1);
        }
        return window.figures(records);
    }

    /**
     * Adds what another one of the whole stream has evaluated. The baselines go on from this one's targets.
     *
     * @throws IllegalArgumentException when one of the two slides or fades, or their quantiles differ
     */
    public void merge(RegressionEvaluation other) {
        ClassificationEvaluation.checkMerge(horizon, other.horizon);
        if (quantile != other.quantile) {
            throw new IllegalArgumentException(
                    "quantiles to be merged are the same, not " + quantile + " and " + other.quantile);
        }
        totals.merge(other.totals);
        records += other.records;
    }

    private int held() {
        return (int) Math.min(records, horizon.window());
    }
}
