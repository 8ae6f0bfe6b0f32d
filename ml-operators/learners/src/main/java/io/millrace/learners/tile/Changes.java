package io.millrace.learners.tile;

import io.millrace.learners.HeapSize;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;

/**
 * How the record at hand differs from the last one learned, standardised: for a number the difference, for a category the
 * one before. In a stream in order of time it often tells more than the values do.
 */
final class Changes {
    private static final int MOST = 256;

    private final RunningFeatures features;
    private final RunningFeatures moments;
    private double[] before;
    private double[] change;

    Changes(RunningFeatures features) {
        this.features = features;
        this.moments = new RunningFeatures(features.schema(), 0, false, limit(features));
        this.before = new double[moments.width()];
        this.change = new double[moments.width()];
        Arrays.fill(before, Double.NaN);
    }

    Changes(RunningFeatures features, SnapshotReader in) {
        this.features = features;
        this.moments = new RunningFeatures(features.schema(), 0, false, limit(features), in);
        this.before = in.readDoubles("record before", moments.width());
        this.change = new double[moments.width()];
    }

    private static int limit(RunningFeatures features) {
        return Math.min(MOST, features.limit());
    }

    void write(SnapshotWriter out) {
        moments.write(out);
        out.writeDoubles(before, before.length);
    }

    long memoryBytes() {
        return HeapSize.object(16) + moments.memoryBytes() + 2 * HeapSize.doubles(before.length);
    }

    /** Changes by feature, without extras. */
    RunningFeatures moments() {
        return moments;
    }

    /** The features have grown. */
    void grow() {
        if (moments.grow(features.width() - features.extras())) {
            int known = before.length;
            before = Arrays.copyOf(before, moments.width());
            Arrays.fill(before, known, before.length, Double.NaN);
            change = new double[before.length];
        }
    }

    /** Takes the record that the features hold. */
    void read() {
        int extras = features.extras();
        for (int j = 0; j < change.length && extras + j < features.width(); j++) {
            double now = features.value(extras + j);
            change[j] = moments.nominal(j) ? before[j] : now - before[j];
        }
        moments.read(before, change);
    }

    /** Learns from the record at hand; before the features do. */
    void learn(double weight) {
        moments.learn(weight);
        for (int j = 0; j < before.length; j++) {
            before[j] = features.value(features.extras() + j);
        }
    }
}
