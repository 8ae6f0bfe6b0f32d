package io.millrace.learners.tile;

import io.millrace.learners.HeapSize;
import io.millrace.learners.SplitMix64;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which cells the record at hand falls into, by their keys, in {@link #SECTIONS} sections: those of features alone, those
 * in which extras take part, those in which changes do; in each, linear terms come first. {@link CellPlan} says which
 * features have cells and pairs.
 */
final class CellKeys {
    /** Features, extras, changes. */
    static final int SECTIONS = 3;

    private static final int BIAS = 1;
    private static final int LINEAR = 2;
    private static final int BIN = 3;
    private static final int SHIFTED_BIN = 4;
    private static final int PAIR = 5;
    private static final int EQUAL = 6;
    private static final int KINDS = 16;
    private static final int CHANGES = 1 << 17;
    private static final int BINS = 24;
    private static final int SHIFTED_BINS = 8;
    private static final double LOGISTIC = 1.702;

    private final RunningFeatures features;
    private final @Nullable RunningFeatures changes;
    private final CellPlan plan;
    private final int[] linearEnds = new int[SECTIONS];
    private final int[] ends = new int[SECTIONS];
    private int[] codes = {};
    private boolean[] present = {};
    private boolean[] discrete = {};
    private int[] keys = {};
    private float[] inputs = {};
    private int[] linearAt = {};
    private int[] binAt = {};
    private int count;

    CellKeys(RunningFeatures features, @Nullable RunningFeatures changes, CellPlan plan) {
        this.features = features;
        this.changes = changes;
        this.plan = plan;
    }

    long memoryBytes() {
        return HeapSize.object(48)
                + 2 * HeapSize.ints(SECTIONS)
                + HeapSize.ints(codes.length)
                + 2 * HeapSize.array(present.length)
                + HeapSize.ints(keys.length)
                + HeapSize.ints(inputs.length)
                + HeapSize.ints(linearAt.length)
                + HeapSize.ints(binAt.length);
    }

    /** Keys of the terms and cells of the record, never 0. */
    int[] keys() {
        return keys;
    }

    /** What the weights of linear terms are multiplied by, in their places. */
    float[] inputs() {
        return inputs;
    }

    /** Number of keys. */
    int count() {
        return count;
    }

    /** Place after the last linear term of a section. */
    int linearEnd(int section) {
        return linearEnds[section];
    }

    /** Place after the last cell of a section, where the next begins. */
    int end(int section) {
        return ends[section];
    }

    /** Place of the linear term of an active feature, or -1. */
    int linearAt(int index) {
        return linearAt[index];
    }

    /** Place of the main bin of an active feature, or -1. */
    int binAt(int index) {
        return binAt[index];
    }

    /** Finds the keys of the record at hand, in sections up to this one. */
    void compute(int lastSection) {
        room();
        count = 0;
        ofFeatures();
        if (lastSection > 0) {
            ofExtras();
        }
        if (lastSection > 1 && changes != null) {
            ofChanges(changes);
        }
        for (int s = lastSection + 1; s < SECTIONS; s++) {
            linearEnds[s] = count;
            ends[s] = count;
        }
    }

    private void ofFeatures() {
        int[] active = plan.active();
        int[] paired = plan.paired();
        int extras = features.extras();
        for (int i = 0; i < active.length; i++) {
            linearAt[i] = linearTerm(features, active[i], active[i]);
        }
        linearEnds[0] = count;
        add(key(BIAS, 0, 0));
        for (int i = 0; i < active.length; i++) {
            binAt[i] = bins(features, active[i], active[i]);
        }
        for (int i = 0; i < paired.length; i++) {
            place(extras + i, features, paired[i], paired[i]);
        }
        for (int a = extras; a < extras + paired.length; a++) {
            for (int b = a + 1; b < extras + paired.length; b++) {
                pair(a, b);
            }
        }
        ends[0] = count;
    }

    private void ofExtras() {
        int extras = features.extras();
        for (int e = 0; e < extras; e++) {
            linearTerm(features, e, e);
        }
        linearEnds[1] = count;
        for (int e = 0; e < extras; e++) {
            bins(features, e, e);
            place(e, features, e, e);
        }
        for (int a = 0; a < extras; a++) {
            for (int b = a + 1; b < extras + plan.paired().length; b++) {
                pair(a, b);
            }
        }
        ends[1] = count;
    }

    /** Each paired feature's change, alone, with the feature and with the first extra. */
    private void ofChanges(RunningFeatures moments) {
        int[] paired = plan.paired();
        int extras = features.extras();
        for (int feature : paired) {
            if (feature - extras < moments.width()) {
                linearTerm(moments, feature - extras, CHANGES + feature);
            }
        }
        linearEnds[2] = count;
        for (int i = 0; i < paired.length; i++) {
            int element = paired[i] - extras;
            if (element < moments.width()) {
                bins(moments, element, CHANGES + paired[i]);
                int spot = extras + paired.length + i;
                place(spot, moments, element, CHANGES + paired[i]);
                pair(extras + i, spot);
                if (extras > 0) {
                    pair(0, spot);
                }
            }
        }
        ends[2] = count;
    }

    /** Makes room for the keys of a record, as the plan is now. */
    void room() {
        int active = plan.active().length;
        int extras = features.extras();
        int paired = plan.paired().length;
        int spots = extras + 2 * paired;
        int together = extras + paired;
        int pairs = together * (together - 1) / 2 + (changes == null ? 0 : 2 * paired);
        int most = 1 + 3 * (active + extras + (changes == null ? 0 : paired)) + pairs * (plan.tilings() + 1);
        if (keys.length != most || linearAt.length != active || codes.length != spots * plan.tilings()) {
            codes = new int[spots * plan.tilings()];
            present = new boolean[spots];
            discrete = new boolean[spots];
            keys = new int[most];
            inputs = new float[most];
            linearAt = new int[active];
            binAt = new int[active];
        }
    }

    private int add(int key) {
        keys[count] = key;
        return count++;
    }

    private int linearTerm(RunningFeatures view, int element, int id) {
        if (Double.isNaN(view.value(element)) || view.nominal(element)) {
            return -1;
        }
        inputs[count] = (float) view.scaled(element);
        return add(key(LINEAR, id, 0));
    }

    private int bins(RunningFeatures view, int element, int id) {
        double value = view.value(element);
        if (Double.isNaN(value)) {
            return -1;
        }
        if (view.discrete(element)) {
            return add(key(BIN + KINDS * id, code(value), 0));
        }
        double unit = unit(view, element);
        add(key(SHIFTED_BIN + KINDS * id, (int) (SHIFTED_BINS * unit + 0.5), 0));
        return add(key(BIN + KINDS * id, (int) (BINS * unit), 0));
    }

    private static double unit(RunningFeatures view, int element) {
        return 1 / (1 + Math.exp(-LOGISTIC * view.scaled(element)));
    }

    /** The spot's cells on each tiling. */
    private void place(int spot, RunningFeatures view, int element, int id) {
        int tilings = plan.tilings();
        double value = view.value(element);
        boolean few = view.discrete(element);
        present[spot] = !Double.isNaN(value);
        discrete[spot] = few;
        if (few) {
            Arrays.fill(codes, spot * tilings, (spot + 1) * tilings, code(value));
        } else if (!Double.isNaN(value)) {
            double unit = unit(view, element);
            for (int t = 0; t < tilings; t++) {
                codes[spot * tilings + t] = (int) (plan.side(t) * unit + CellPlan.offset(id, t));
            }
        }
    }

    private void pair(int a, int b) {
        if (!present[a] || !present[b]) {
            return;
        }
        int tilings = plan.tilings();
        int space = PAIR + KINDS * (id(a) * 65_599 + id(b));
        boolean both = discrete[a] && discrete[b];
        if (both) {
            add(key(EQUAL - PAIR + space, codes[a * tilings] == codes[b * tilings] ? 1 : 0, 0));
        }
        for (int t = 0; t < (both ? 1 : tilings); t++) {
            add(key(space + t * 0x3C6EF372, codes[a * tilings + t], codes[b * tilings + t]));
        }
    }

    private int id(int spot) {
        int extras = features.extras();
        int[] paired = plan.paired();
        return spot < extras
                ? spot
                : spot < extras + paired.length
                        ? paired[spot - extras]
                        : CHANGES + paired[spot - extras - paired.length];
    }

    /** A number's 32 bits for keys. */
    static int code(double value) {
        return (int) (SplitMix64.mix(Double.doubleToLongBits(value)) >>> 32);
    }

    private static int key(int space, int first, int second) {
        int h = space * 0x9E3779B1 + first * 0x85EBCA77;
        h = (h ^ h >>> 15) * 0x2C1B3C6D + second * 0xC2B2AE3D;
        h = (h ^ h >>> 12) * 0x297A2D39;
        h = (h ^ h >>> 15) * 0x85EBCA77;
        h ^= h >>> 13;
        return h == 0 ? 1 : h;
    }
}
