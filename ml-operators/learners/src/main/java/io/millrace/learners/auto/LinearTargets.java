package io.millrace.learners.auto;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.tile.RunningFeatures;
import io.millrace.learners.tile.RunningTarget;
import java.util.Arrays;

/**
 * Two linear regressions on the features and on targets before, by {@link LeastSquares}: one forgets over some 1,000
 * records and knows the last two targets; one forgets over 10,000 and knows more, a day and a week before too where a
 * record is an hour. Numbers enter standardised, categories each as a 0 or 1 of its own.
 */
final class LinearTargets {
    /** Regressions there are. */
    static final int COUNT = 2;

    private static final double FAST = 0.999;
    private static final double SLOW = 0.9999;
    private static final double RIDGE = 1;
    private static final double CUT = 4;
    private static final double MOST_ERROR = 5;
    private static final int NEAR_LAGS = 2;
    private static final int LONGEST_LAG = 168;
    private static final int CATEGORIES = 4_096;

    private final RunningFeatures features;
    private final RunningTarget target;
    private final int most;
    private final int[] lags;
    private final double[] past;
    private int seen;
    private int[] elements = {};
    private int[] slots;
    private int used;
    private double[] inputs;
    private LeastSquares fast;
    private LeastSquares slow;

    /** @param most inputs that are features or categories */
    LinearTargets(RunningFeatures features, RunningTarget target, int most) {
        this.features = features;
        this.target = target;
        this.most = most;
        this.lags = new int[] {168, 48, 25, 24, 23, 12, 8, 7, 6, 5, 4, 3, 2, 1};
        this.past = new double[LONGEST_LAG];
        this.slots = new int[0];
        this.inputs = new double[lags.length + 1];
        this.fast = new LeastSquares(NEAR_LAGS + 1, FAST, RIDGE, 0);
        this.slow = new LeastSquares(lags.length + 1, SLOW, RIDGE, 0);
    }

    LinearTargets(RunningFeatures features, RunningTarget target, int most, SnapshotReader in) {
        this(features, target, most);
        seen = in.readCount("targets before", 2 * LONGEST_LAG - 1);
        for (int i = 0; i < LONGEST_LAG; i++) {
            past[i] = in.readFinite("target before");
        }
        int count = in.readCount("features of linear models", most);
        elements = in.readInts("a feature of linear models", count, features.extras(), features.width() - 1);
        used = in.readCount("inputs", most);
        slots = in.readInts("an input", used, 0, features.width() * CATEGORIES - 1);
        for (int i = 1; i < used; i++) {
            for (int j = 0; j < i; j++) {
                if (slots[i] == slots[j]) {
                    throw new CorruptSnapshotException("an input appears twice: " + slots[i]);
                }
            }
        }
        slots = Arrays.copyOf(slots, most);
        inputs = new double[lags.length + 1 + used];
        fast = new LeastSquares(NEAR_LAGS + 1 + used, FAST, RIDGE, 1, in);
        slow = new LeastSquares(lags.length + 1 + used, SLOW, RIDGE, 1, in);
    }

    void write(SnapshotWriter out) {
        out.writeCount(seen);
        out.writeDoubles(past, LONGEST_LAG);
        out.writeCount(elements.length);
        out.writeInts(elements, elements.length);
        out.writeCount(used);
        out.writeInts(slots, used);
        fast.write(out);
        slow.write(out);
    }

    long memoryBytes() {
        return HeapSize.object(48)
                + HeapSize.ints(lags.length)
                + HeapSize.doubles(LONGEST_LAG)
                + HeapSize.ints(slots.length)
                + HeapSize.ints(elements.length)
                + HeapSize.doubles(inputs.length)
                + fast.memoryBytes()
                + slow.memoryBytes();
    }

    /** Bytes that it will take besides, with all inputs there. */
    long bytesToCome() {
        long all = LeastSquares.bytes(NEAR_LAGS + 1 + most, 1) + LeastSquares.bytes(lags.length + 1 + most, 1);
        return all - fast.memoryBytes() - slow.memoryBytes() + 12L * (most - used);
    }

    /** Takes numbers of these elements as inputs, and whatever categories come; learning begins anew. */
    void elements(int[] chosen) {
        if (Arrays.equals(chosen, elements)) {
            return;
        }
        elements = chosen;
        slots = new int[most];
        used = 0;
        for (int element : chosen) {
            if (used < most && !features.nominal(element)) {
                slots[used++] = element * CATEGORIES;
            }
        }
        inputs = new double[lags.length + 1 + used];
        fast = new LeastSquares(NEAR_LAGS + 1 + used, FAST, RIDGE, 0);
        slow = new LeastSquares(lags.length + 1 + used, SLOW, RIDGE, 0);
    }

    /** Predicts for the record at hand, in deviations from the mean: the fast at the place, the slow after it. */
    void predict(double[] into, int place) {
        int at = 0;
        for (int lag : lags) {
            inputs[at++] = lag <= seen ? scaled(past[(seen + LONGEST_LAG - lag) % LONGEST_LAG]) : 0;
        }
        inputs[at++] = 1;
        for (int i = 0; i < used; i++) {
            int element = slots[i] / CATEGORIES;
            if (features.nominal(element)) {
                inputs[at++] = features.value(element) == slots[i] % CATEGORIES ? 1 : 0;
            } else {
                inputs[at++] = features.scaled(element);
            }
        }
        into[place] = fast.predict(inputs, lags.length - NEAR_LAGS, 0);
        into[place + 1] = slow.predict(inputs, 0, 0);
    }

    private double scaled(double value) {
        return Math.max(-CUT, Math.min(CUT, target.standardised(value)));
    }

    /**
     * Learns the target of the record that {@link #predict} was called for last, which gave these.
     *
     * @param keep whether the target is an input of later records
     */
    void learn(double value, double[] predicted, int place, boolean keep) {
        double standard = target.standardised(value);
        fast.learn(inputs, lags.length - NEAR_LAGS, 1);
        fast.correct(0, error(standard - predicted[place]));
        slow.learn(inputs, 0, 1);
        slow.correct(0, error(standard - predicted[place + 1]));
        if (keep) {
            past[seen % LONGEST_LAG] = value;
            seen = seen + 1 < 2 * LONGEST_LAG ? seen + 1 : LONGEST_LAG;
        }
        for (int j = features.extras(); j < features.width() && used < most; j++) {
            if (features.nominal(j) && !Double.isNaN(features.value(j))) {
                admit(j * CATEGORIES + (int) features.value(j));
            }
        }
    }

    private static double error(double difference) {
        return Math.max(-MOST_ERROR, Math.min(MOST_ERROR, difference));
    }

    private void admit(int slot) {
        for (int i = 0; i < used; i++) {
            if (slots[i] == slot) {
                return;
            }
        }
        if (used < most) {
            slots[used++] = slot;
            inputs = new double[lags.length + 1 + used];
            fast.grow(NEAR_LAGS + 1 + used);
            slow.grow(lags.length + 1 + used);
        }
    }
}
