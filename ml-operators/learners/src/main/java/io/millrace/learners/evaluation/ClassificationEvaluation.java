package io.millrace.learners.evaluation;

import io.millrace.learners.Classifier;
import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates predictions of classes against their labels, next to the two predictors that look at labels alone. A record costs
 * a few nanoseconds, the figures time in proportion to the classes, and to the window where it slides. For one thread.
 */
public final class ClassificationEvaluation {
    /** A label's probability counts as at least this in the log loss, so that one prediction costs 34.5 at most. */
    public static final double LEAST_PROBABILITY = 1e-15;

    /** The greatest delay. */
    public static final int MAX_DELAY = 10_000_000;

    private final Horizon horizon;
    private final int delay;
    private final LabelBaselines baselines;
    private final ClassificationTotals totals;
    private final Fading fading;
    private final @Nullable Ring ring;
    private long records;

    /** The last records, from which the figures of a sliding window are made anew: nothing is ever subtracted. */
    private static final class Ring {
        private int[] labels = new int[0];
        private int[] predictions = new int[0];
        private double[] losses = new double[0];
        private byte[] baselineHits = new byte[0];

        void grow(int length) {
            labels = Arrays.copyOf(labels, length);
            predictions = Arrays.copyOf(predictions, length);
            losses = Arrays.copyOf(losses, length);
            baselineHits = Arrays.copyOf(baselineHits, length);
        }
    }

    /**
     * Has seen nothing.
     *
     * @param delay after how many further records the label of one is known to the baselines: 0 to {@value #MAX_DELAY}
     * @throws IllegalArgumentException when the delay is out of range
     */
    public ClassificationEvaluation(Horizon horizon, int delay) {
        checkDelay(delay);
        this.horizon = horizon;
        this.delay = delay;
        this.baselines = new LabelBaselines(delay);
        this.totals = new ClassificationTotals();
        this.fading = new Fading(horizon.factor());
        this.ring = horizon.kind() == Horizon.Kind.SLIDING ? new Ring() : null;
    }

    /** As it was written. */
    public ClassificationEvaluation(SnapshotReader in) {
        this.horizon = Horizon.read(in);
        this.delay = in.readCount("delay", MAX_DELAY);
        this.records = in.readLong();
        if (records < 0) {
            throw new CorruptSnapshotException("records are at least 0, found " + records);
        }
        this.baselines = new LabelBaselines(delay, in);
        this.totals = new ClassificationTotals(in);
        this.fading = new Fading(horizon.factor(), in);
        this.ring = horizon.kind() == Horizon.Kind.SLIDING ? ring(in) : null;
    }

    private Ring ring(SnapshotReader in) {
        int held = held();
        in.reserve(17L * held);
        int most = Classifier.MAX_CLASSES - 1;
        Ring read = new Ring();
        read.labels = in.readInts("labels", held, 0, most);
        read.predictions = in.readInts("predictions", held, -1, most);
        read.losses = new double[held];
        read.baselineHits = new byte[held];
        for (int i = 0; i < held; i++) {
            read.losses[i] = in.readPositive("log loss");
            read.baselineHits[i] = (byte) in.readCount("hits of baselines", 3);
        }
        return read;
    }

    /** Writes what the constructor reads: a kilobyte or so, and 14 bytes for each record of a sliding window. */
    public void write(SnapshotWriter out) {
        horizon.write(out);
        out.writeCount(delay);
        out.writeLong(records);
        baselines.write(out);
        totals.write(out);
        fading.write(out);
        if (ring != null) {
            int held = held();
            out.writeInts(ring.labels, held);
            out.writeInts(ring.predictions, held);
            for (int i = 0; i < held; i++) {
                out.writeDouble(ring.losses[i]);
                out.writeCount(ring.baselineHits[i]);
            }
        }
    }

    /** Bytes on the heap. */
    public long memoryBytes() {
        int room = ring == null ? 0 : ring.labels.length;
        long ringBytes = ring == null
                ? 0
                : HeapSize.object(16) + 2 * HeapSize.ints(room) + HeapSize.doubles(room) + HeapSize.array(room);
        return HeapSize.object(32)
                + HeapSize.object(16)
                + HeapSize.object(16)
                + baselines.memoryBytes()
                + totals.memoryBytes()
                + ringBytes;
    }

    /**
     * Adds one record, whose label the baselines learn after the delay.
     *
     * @param label what was right
     * @param prediction what was predicted before the label was known; -1 where no class was known
     * @param probability of the label by the prediction: 0 to 1, and 0 where the class was not known
     * @throws IllegalArgumentException when one is out of range; nothing is changed then
     */
    public void add(int label, int prediction, double probability) {
        add(label, prediction, probability, baselines.noChange(), baselines.majority());
        baselines.add(label);
    }

    /**
     * Adds one record of which it is known what the baselines predicted: right for any delay, also for one that is not the same
     * for all records. The delay and baselines of this evaluation have no part in it.
     *
     * @param label what was right
     * @param prediction what was predicted before the label was known; -1 where no class was known
     * @param probability of the label by the prediction: 0 to 1, and 0 where the class was not known
     * @param noChange the last label known when the prediction was made; any other number where there was none
     * @param majority the label known most often when the prediction was made; any other number where there was none
     * @throws IllegalArgumentException when one of the first three is out of range; nothing is changed then
     */
    public void add(int label, int prediction, double probability, int noChange, int majority) {
        Inputs.checkLabel(label);
        if (prediction < -1 || prediction >= Classifier.MAX_CLASSES) {
            throw new IllegalArgumentException(
                    "prediction is -1 to " + (Classifier.MAX_CLASSES - 1) + ", not " + prediction);
        }
        if (!(probability >= 0 && probability <= 1 + 1e-9)) {
            throw new IllegalArgumentException("probability is 0 to 1, not " + probability);
        }
        double loss = -Math.log(Math.max(LEAST_PROBABILITY, Math.min(1, probability))) + 0.0;
        int hits = (noChange == label ? ClassificationTotals.NO_CHANGE_HIT : 0)
                | (majority == label ? ClassificationTotals.MAJORITY_HIT : 0);
        if (ring != null) {
            int at = (int) (records % horizon.window());
            if (at >= ring.labels.length) {
                ring.grow(horizon.room(at));
            }
            ring.labels[at] = label;
            ring.predictions[at] = prediction;
            ring.losses[at] = loss;
            ring.baselineHits[at] = (byte) hits;
        } else {
            totals.add(label, prediction, loss, hits, fading.unit());
            double scale = fading.next();
            if (scale != 1) {
                totals.scale(scale);
            }
        }
        records++;
    }

    /** Which records count. */
    public Horizon horizon() {
        return horizon;
    }

    /** What it has come to. */
    public ClassificationFigures figures() {
        return current().figures(records);
    }

    /** F1 of each class, 0 to 1; NaN for one that was neither label nor prediction. A new array, indexed by class. */
    public double[] f1() {
        ClassificationTotals current = current();
        double[] values = new double[current.classes()];
        for (int i = 0; i < values.length; i++) {
            values[i] = current.f1(i);
        }
        return values;
    }

    /**
     * Adds what another one of the whole stream has evaluated. The baselines go on from this one's labels.
     *
     * @throws IllegalArgumentException when one of the two slides or fades
     */
    public void merge(ClassificationEvaluation other) {
        checkMerge(horizon, other.horizon);
        totals.merge(other.totals);
        records += other.records;
    }

    static void checkDelay(int delay) {
        if (delay < 0 || delay > MAX_DELAY) {
            throw new IllegalArgumentException("delay is 0 to " + MAX_DELAY + ", not " + delay);
        }
    }

    static void checkMerge(Horizon one, Horizon other) {
        if (one.kind() != Horizon.Kind.WHOLE || other.kind() != Horizon.Kind.WHOLE) {
            throw new IllegalArgumentException(
                    "evaluations of the whole stream can be merged, not " + one.kind() + " and " + other.kind());
        }
    }

    private ClassificationTotals current() {
        if (ring == null) {
            return totals;
        }
        ClassificationTotals window = new ClassificationTotals();
        for (int i = 0; i < held(); i++) {
            window.add(ring.labels[i], ring.predictions[i], ring.losses[i], ring.baselineHits[i], 1);
        }
        return window;
    }

    private int held() {
        return (int) Math.min(records, horizon.window());
    }
}
