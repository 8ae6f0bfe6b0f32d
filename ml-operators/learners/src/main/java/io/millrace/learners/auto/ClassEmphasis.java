package io.millrace.learners.auto;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.tile.RunningFeatures;
import java.util.Arrays;

/**
 * How much a feature counts in distances: the more, the larger the share of its variance that lies between classes.
 * Classes beyond a bound share statistics.
 */
final class ClassEmphasis {
    private static final double LEAST = 0.05;
    private static final double MOST_SHARE = 0.95;

    private final RunningFeatures features;
    private final int mostGroups;
    private int groups;
    private int[] elements;
    private double total;
    private double[] counts;
    private float[] means;
    private double[] between;
    private double[] mean;
    private double[] square;
    private float[] emphasis;

    ClassEmphasis(RunningFeatures features, int mostGroups) {
        this.features = features;
        this.mostGroups = mostGroups;
        this.elements = new int[0];
        this.counts = new double[0];
        this.means = new float[0];
        this.between = new double[0];
        this.mean = new double[0];
        this.square = new double[0];
        this.emphasis = new float[0];
    }

    /** As it was written, for the same elements. */
    ClassEmphasis(RunningFeatures features, int mostGroups, int[] elements, SnapshotReader in) {
        this(features, mostGroups);
        this.elements = elements;
        int width = elements.length;
        groups = in.readCountOf("groups of classes", mostGroups, 8);
        total = in.readPositive("records");
        counts = in.readFiniteDoubles("records of classes", groups);
        for (double count : counts) {
            if (!(count >= 0)) {
                throw new CorruptSnapshotException("records of a class are at least 0, found " + count);
            }
        }
        means = in.readFloats("means of classes", groups * width);
        for (float value : means) {
            if (!(Math.abs(value) <= RunningFeatures.CUT)) {
                throw new CorruptSnapshotException("means of classes are within 4 deviations, found " + value);
            }
        }
        between = in.readFiniteDoubles("squares between classes", width);
        mean = in.readFiniteDoubles("means", width);
        square = in.readFiniteDoubles("squares", width);
        emphasis = new float[width];
        update();
    }

    /** Writes what the constructor reads. */
    void write(SnapshotWriter out) {
        out.writeCount(groups);
        out.writeDouble(total);
        out.writeDoubles(counts, groups);
        out.writeFloats(means, groups * elements.length);
        out.writeDoubles(between, between.length);
        out.writeDoubles(mean, mean.length);
        out.writeDoubles(square, square.length);
    }

    /** Bytes on the heap. */
    long memoryBytes() {
        return HeapSize.object(56)
                + HeapSize.doubles(counts.length)
                + HeapSize.ints(means.length)
                + 3 * HeapSize.doubles(between.length)
                + HeapSize.ints(emphasis.length);
    }

    /** Begins anew with other elements; the array is shared. */
    void elements(int[] chosen) {
        elements = chosen;
        total = 0;
        Arrays.fill(counts, 0);
        means = new float[groups * chosen.length];
        between = new double[chosen.length];
        mean = new double[chosen.length];
        square = new double[chosen.length];
        emphasis = new float[chosen.length];
        update();
    }

    /** What squared distances in deviations are multiplied by. */
    float[] values() {
        return emphasis;
    }

    /** Makes room for so many classes. */
    void classes(int count) {
        if (count > groups) {
            groups = Math.min(count, mostGroups);
            counts = Arrays.copyOf(counts, groups);
            means = Arrays.copyOf(means, groups * elements.length);
        }
    }

    /** Learns that the record at hand has this label, for which there is room. */
    void learn(int label) {
        int group = label % mostGroups;
        double before = counts[group]++;
        total++;
        double share = 1 / (before + 1);
        double portion = 1 / total;
        for (int j = 0; j < elements.length; j++) {
            double z = features.scaled(elements[j]);
            int at = group * elements.length + j;
            double old = means[at];
            float now = (float) (old + (z - old) * share);
            means[at] = now;
            between[j] += (before + 1) * now * now - before * old * old;
            mean[j] += (z - mean[j]) * portion;
            square[j] += (z * z - square[j]) * portion;
        }
        update();
    }

    private void update() {
        for (int j = 0; j < elements.length; j++) {
            double variance = square[j] - mean[j] * mean[j];
            double among = total > 0 ? between[j] / total - mean[j] * mean[j] : 0;
            double share = variance > 1e-9 ? Math.max(0, Math.min(MOST_SHARE, among / variance)) : 0;
            emphasis[j] = (float) (LEAST + share / (1 + LEAST - share));
        }
    }
}
