package io.millrace.learners.tile;

import io.millrace.learners.Classifier;
import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.SplitMix64;
import java.util.Arrays;

/**
 * {@link Tiles} for classes that appear as they come: a score per class, and softmax over them; for two classes one score,
 * as the scores of both would be each other's negative.
 */
public final class ClassTiles {
    private static final int ALL_EXACT = 8;

    private final Tiles tiles;
    private final MeanWeight weights;
    private final double[] codes = new double[Tiles.CODES];
    private int classes;
    private float[] gradient;
    private double[] probabilities;

    /** For one that has seen nothing. */
    public ClassTiles(Variants variants, RunningFeatures features, long bytes) {
        this.tiles = new Tiles(variants, features, 1, bytes);
        this.weights = new MeanWeight();
        allocate();
    }

    /** As it was written, of the same variants, features and bytes. */
    public ClassTiles(Variants variants, RunningFeatures features, long bytes, SnapshotReader in) {
        this.classes = in.readCount("classes", Classifier.MAX_CLASSES);
        int columns = in.readCount("columns of scores", 2 * Classifier.MAX_CLASSES);
        if (columns < Math.max(1, classes == 2 ? 1 : classes) || columns > 1 && classes < 3) {
            throw new CorruptSnapshotException("columns of scores for " + classes + " classes: found " + columns);
        }
        this.weights = new MeanWeight(in);
        this.tiles = new Tiles(variants, features, columns, bytes, in);
        allocate();
    }

    /** Writes what the constructor reads; the features are the caller's. */
    public void write(SnapshotWriter out) {
        out.writeCount(classes);
        out.writeCount(tiles.columns());
        weights.write(out);
        tiles.write(out);
    }

    private void allocate() {
        gradient = new float[0];
        probabilities = new double[Math.max(2, tiles.columns())];
    }

    /** Bytes on the heap. */
    public long memoryBytes() {
        return HeapSize.object(28)
                + MeanWeight.BYTES
                + HeapSize.doubles(codes.length)
                + HeapSize.ints(tiles.stride())
                + HeapSize.doubles(probabilities.length)
                + tiles.memoryBytes();
    }

    public Tiles tiles() {
        return tiles;
    }

    /** One more than the highest label learned. */
    public int classes() {
        return classes;
    }

    /** The likeliest class by these scores of {@link #tiles()}, the lowest of those that tie; -1 before the first. */
    public int likeliest(int variant, float[] scores) {
        if (classes == 0) {
            return -1;
        }
        probabilities(variant, scores, probabilities);
        int best = 0;
        for (int c = 1; c < classes; c++) {
            if (probabilities[c] > probabilities[best]) {
                best = c;
            }
        }
        return best;
    }

    /** Sets the first {@link #classes()} elements, at least one, to what this variant gives by these scores. */
    public void probabilities(int variant, float[] scores, double[] into) {
        linked(tiles.place(variant), scores, into);
    }

    private void linked(int at, float[] scores, double[] into) {
        if (classes == 1) {
            into[0] = 1;
        } else if (tiles.columns() == 1) {
            double first = 1 / (1 + Math.exp(2.0 * scores[at]));
            into[0] = first;
            into[1] = 1 - first;
        } else {
            softmax(scores, at, into);
        }
    }

    private void softmax(float[] scores, int from, double[] into) {
        float most = scores[from];
        for (int c = 1; c < classes; c++) {
            most = Math.max(most, scores[from + c]);
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            into[c] = Math.exp(scores[from + c] - most);
            sum += into[c];
        }
        for (int c = 0; c < classes; c++) {
            into[c] /= sum;
        }
    }

    /** Learns that the record comes with this label; gives the record's weight relative to the mean. */
    public float learn(double[] extra, double[] record, int label, double weight) {
        tiles.grow(record.length);
        classes(Math.max(classes, label + 1));
        float[] scores = tiles.scores(extra, record);
        int columns = tiles.columns();
        if (gradient.length != scores.length) {
            gradient = new float[scores.length];
        }
        Arrays.fill(gradient, 0);
        for (int at = 0; at < scores.length && classes > 1; at += columns) {
            linked(at, scores, probabilities);
            if (columns == 1) {
                gradient[at] = (float) (label == 1 ? -probabilities[0] : probabilities[1]);
            } else {
                for (int c = 0; c < classes; c++) {
                    gradient[at + c] = (float) probabilities[c];
                }
                gradient[at + label] = (float) (probabilities[label] - 1);
            }
        }
        long bits = SplitMix64.mix(label + 1);
        for (int c = 0; c < codes.length; c++) {
            codes[c] = ((c == 0 ? label : bits >>> c) & 1) * 2 - 1;
        }
        float relative = weights.learn(weight);
        tiles.learn(gradient, relative, weight, codes);
        return relative;
    }

    /** Makes room for so many classes. */
    public void classes(int count) {
        if (count > 2 && count > (tiles.columns() == 1 ? 2 : tiles.columns())) {
            tiles.columns(count <= ALL_EXACT ? count : count + count / 4, tiles.columns() == 1);
            allocate();
        }
        classes = count;
    }
}
