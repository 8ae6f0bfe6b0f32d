package io.millrace.learners.evaluation;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;
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
        private double[] targets = new double[0];
        private double[] predictions = new double[0];
        private double[] noChange = new double[0];
        private double[] mean = new double[0];

        void grow(int length) {
            targets = Arrays.copyOf(targets, length);
            predictions = Arrays.copyOf(predictions, length);
            noChange = Arrays.copyOf(noChange, length);
            mean = Arrays.copyOf(mean, length);
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
        this.ring = horizon.kind() == Horizon.Kind.SLIDING ? new Ring() : null;
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
        int held = held();
        in.reserve(32L * held);
        Ring read = new Ring();
        read.grow(held);
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
        long ringBytes = ring == null ? 0 : HeapSize.object(16) + 4 * HeapSize.doubles(ring.targets.length);
        return HeapSize.object(40)
                + HeapSize.object(16)
                + HeapSize.object(16)
                + baselines.memoryBytes()
                + RegressionTotals.memoryBytes()
                + ringBytes;
    }

    /**
     * Adds one record, whose target the baselines learn after the delay.
     *
     * @param target what was right; cut to ±{@value Inputs#MAX_VALUE}
     * @param prediction what was predicted before the target was known; cut likewise
     * @throws IllegalArgumentException when the target is not finite or the prediction is NaN; nothing is changed then
     */
    public void add(double target, double prediction) {
        add(target, prediction, baselines.noChange(), baselines.mean());
        baselines.add(Inputs.checkTarget(target));
    }

    /**
     * Adds one record of which it is known what the baselines predicted: right for any delay, also for one that is not the same
     * for all records. The delay and baselines of this evaluation have no part in it.
     *
     * @param target what was right; cut to ±{@value Inputs#MAX_VALUE}
     * @param prediction what was predicted before the target was known; cut likewise
     * @param noChange the last target known when the prediction was made, cut likewise; 0 where there was none
     * @param mean of the targets known when the prediction was made, cut likewise; 0 where there were none
     * @throws IllegalArgumentException when the target is not finite or another one is NaN; nothing is changed then
     */
    public void add(double target, double prediction, double noChange, double mean) {
        double right = Inputs.checkTarget(target);
        double predicted = cut("prediction", prediction);
        double ofNoChange = cut("prediction of no change", noChange);
        double ofMean = cut("prediction of the mean", mean);
        if (ring != null) {
            int at = (int) (records % horizon.window());
            if (at >= ring.targets.length) {
                ring.grow(horizon.room(at));
            }
            ring.targets[at] = right;
            ring.predictions[at] = predicted;
            ring.noChange[at] = ofNoChange;
            ring.mean[at] = ofMean;
        } else {
            totals.add(right, predicted, ofNoChange, ofMean, quantile, fading.unit());
            double scale = fading.next();
            if (scale != 1) {
                totals.scale(scale);
            }
        }
        records++;
    }

    private static double cut(String what, double value) {
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException(what + " is a number, not NaN");
        }
        return Math.max(-Inputs.MAX_VALUE, Math.min(Inputs.MAX_VALUE, value));
    }

    /** Which records count. */
    public Horizon horizon() {
        return horizon;
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
