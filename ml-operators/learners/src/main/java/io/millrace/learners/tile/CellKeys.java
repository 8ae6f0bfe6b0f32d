package io.millrace.learners.tile;

import io.millrace.learners.HeapSize;
import java.util.Arrays;

/**
 * Which cells the record at hand falls into, by their keys. First come those of features alone, then those in which
 * extras take part; within each, linear terms first. {@link CellPlan} says which features have cells and pairs.
 */
final class CellKeys {
    private static final int BIAS = 1;
    private static final int LINEAR = 2;
    private static final int BIN = 3;
    private static final int SHIFTED_BIN = 4;
    private static final int PAIR = 5;
    private static final int BINS = 24;
    private static final int SHIFTED_BINS = 8;
    private static final double LOGISTIC = 1.702;

    private final RunningFeatures features;
    private final CellPlan plan;
    private int[] codes;
    private boolean[] present;
    private int[] keys;
    private float[] inputs;
    private int[] linearAt;
    private int[] binAt;
    private int count;
    private int linear;
    private int base;
    private int linearExtra;

    CellKeys(RunningFeatures features, CellPlan plan) {
        this.features = features;
        this.plan = plan;
        this.codes = new int[0];
        this.present = new boolean[0];
        this.keys = new int[0];
        this.inputs = new float[0];
        this.linearAt = new int[0];
        this.binAt = new int[0];
    }

    long memoryBytes() {
        return HeapSize.object(44)
                + HeapSize.ints(codes.length)
                + HeapSize.array(present.length)
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

    /** Place after the last linear term of features. */
    int linear() {
        return linear;
    }

    /** Place after the last cell of features alone. */
    int base() {
        return base;
    }

    /** Place after the last linear term of extras. */
    int linearExtra() {
        return linearExtra;
    }

    /** Number of keys. */
    int count() {
        return count;
    }

    /** Place of the linear term of an active feature, or -1. */
    int linearAt(int index) {
        return linearAt[index];
    }

    /** Place of the main bin of an active feature, or -1. */
    int binAt(int index) {
        return binAt[index];
    }

    /** Finds the keys of the record at hand. */
    void compute() {
        room();
        int[] active = plan.active();
        int[] paired = plan.paired();
        int extras = features.extras();
        count = 0;
        for (int i = 0; i < active.length; i++) {
            linearAt[i] = linearTerm(active[i]);
        }
        linear = count;
        add(key(BIAS, 0));
        for (int i = 0; i < active.length; i++) {
            binAt[i] = bins(active[i]);
        }
        for (int i = 0; i < paired.length; i++) {
            place(extras + i, paired[i]);
        }
        pairs(extras, extras + paired.length, false);
        base = count;
        for (int e = 0; e < extras; e++) {
            linearTerm(e);
        }
        linearExtra = count;
        for (int e = 0; e < extras; e++) {
            bins(e);
            place(e, e);
        }
        pairs(0, extras, true);
    }

    private void room() {
        int active = plan.active().length;
        int extras = features.extras();
        int spots = extras + plan.paired().length;
        int most = 1 + 3 * (active + extras) + spots * (spots - 1) / 2 * plan.tilings();
        if (keys.length < most || linearAt.length != active || codes.length != spots * plan.tilings()) {
            codes = new int[spots * plan.tilings()];
            present = new boolean[spots];
            keys = new int[most];
            inputs = new float[active + extras + most];
            linearAt = new int[active];
            binAt = new int[active];
        }
    }

    private int add(int key) {
        keys[count] = key;
        return count++;
    }

    private int linearTerm(int element) {
        double value = features.value(element);
        if (Double.isNaN(value) || features.nominal(element)) {
            return -1;
        }
        inputs[count] = (float) features.scaled(element);
        return add(key(LINEAR, element));
    }

    private int bins(int element) {
        double value = features.value(element);
        if (Double.isNaN(value)) {
            return -1;
        }
        if (features.discrete(element)) {
            return add(key(BIN + 16 * element, code(value)));
        }
        double unit = unit(element);
        add(key(SHIFTED_BIN + 16 * element, (int) (SHIFTED_BINS * unit + 0.5)));
        return add(key(BIN + 16 * element, (int) (BINS * unit)));
    }

    private double unit(int element) {
        return 1 / (1 + Math.exp(-LOGISTIC * features.scaled(element)));
    }

    /** The spot's cells on each tiling. */
    private void place(int spot, int element) {
        int tilings = plan.tilings();
        double value = features.value(element);
        present[spot] = !Double.isNaN(value);
        if (features.discrete(element)) {
            Arrays.fill(codes, spot * tilings, (spot + 1) * tilings, !Double.isNaN(value) ? code(value) : 0);
        } else {
            double unit = unit(element);
            for (int t = 0; t < tilings; t++) {
                codes[spot * tilings + t] = (int) (plan.side(t) * unit + plan.offset(element, t));
            }
        }
    }

    /** Pairs of spots from the first to the end with each later one; later ones up to all spots when {@code across}. */
    private void pairs(int first, int end, boolean across) {
        int tilings = plan.tilings();
        int last = across ? present.length : end;
        for (int a = first; a < end; a++) {
            if (!present[a]) {
                continue;
            }
            for (int b = a + 1; b < last; b++) {
                if (present[b]) {
                    int space = PAIR + 16 * (element(a) * 65_599 + element(b));
                    for (int t = 0; t < tilings; t++) {
                        add(key(space + 7 * t, codes[a * tilings + t], codes[b * tilings + t]));
                    }
                }
            }
        }
    }

    private int element(int spot) {
        int extras = features.extras();
        return spot < extras ? spot : plan.paired()[spot - extras];
    }

    /** A number's 32 bits for keys. */
    static int code(double value) {
        long bits = Double.doubleToLongBits(value) * 0x9E3779B97F4A7C15L;
        return (int) (bits >>> 32) ^ (int) (bits >>> 17);
    }

    private static int key(int space, int cell) {
        return key(space, cell, 0);
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
