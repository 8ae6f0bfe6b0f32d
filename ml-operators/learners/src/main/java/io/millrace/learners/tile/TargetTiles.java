package io.millrace.learners.tile;

import io.millrace.learners.HeapSize;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;

/** {@link Tiles} for a target that is a number: scores are of the target standardised. */
public final class TargetTiles {
    private static final double CUT = 4;

    private final Tiles tiles;
    private final MeanWeight weights;
    private final RunningTarget target;
    private final double[] codes = new double[Tiles.CODES];
    private float[] gradient = {};

    /** For one that has seen nothing. */
    public TargetTiles(Variants variants, RunningFeatures features, long bytes) {
        this.tiles = new Tiles(variants, features, 1, bytes);
        this.weights = new MeanWeight();
        this.target = new RunningTarget();
    }

    /** As it was written, of the same variants, features and bytes. */
    public TargetTiles(Variants variants, RunningFeatures features, long bytes, SnapshotReader in) {
        this.weights = new MeanWeight(in);
        this.target = new RunningTarget(in);
        this.tiles = new Tiles(variants, features, 1, bytes, in);
    }

    /** Writes what the constructor reads; the features are the caller's. */
    public void write(SnapshotWriter out) {
        weights.write(out);
        target.write(out);
        tiles.write(out);
    }

    /** Bytes on the heap. */
    public long memoryBytes() {
        return HeapSize.object(24)
                + MeanWeight.BYTES
                + RunningTarget.BYTES
                + HeapSize.doubles(codes.length)
                + HeapSize.ints(tiles.stride())
                + tiles.memoryBytes();
    }

    public Tiles tiles() {
        return tiles;
    }

    /** Mean and deviation of targets learned. */
    public RunningTarget target() {
        return target;
    }

    /** Learns that the record comes with this target; gives the record's weight relative to the mean. */
    public float learn(double[] extra, double[] record, double value, double weight) {
        tiles.grow(record.length);
        float[] scores = tiles.scores(extra, record);
        double standard = target.standardised(value);
        if (gradient.length != scores.length) {
            gradient = new float[scores.length];
        }
        for (int v = 0; v < scores.length; v++) {
            gradient[v] = (float) Math.max(-CUT, Math.min(CUT, scores[v] - standard));
        }
        double cut = Math.max(-CUT, Math.min(CUT, standard));
        codes[0] = cut;
        codes[1] = Math.abs(cut) - 1;
        float relative = weights.learn(weight);
        tiles.learn(gradient, relative, weight, codes);
        target.learn(value, weight);
        return relative;
    }
}
