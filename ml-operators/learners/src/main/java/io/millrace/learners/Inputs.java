package io.millrace.learners;

import java.util.Arrays;

/**
 * What every learner takes for features, and how many it has seen. An element is the value of one feature, by position.
 * <ul>
 *   <li>NaN and the infinities are missing values.
 *   <li>A number beyond ±{@value #MAX_VALUE} is cut to it.
 *   <li>A nominal feature's value is the number of its category, from 0: a fraction is cut off, below 0 is missing, and
 *       {@value Schema#MAX_CATEGORIES} and above share the last category.
 *   <li>A record may be shorter than others, and lacks the rest then. It may be longer: features that appear later than
 *       others count as missing in earlier records.
 * </ul>
 * A prediction passes over features that were never learned.
 */
public final class Inputs {
    /** The greatest magnitude of a feature or target: its square, summed over a stream, is still finite. */
    public static final double MAX_VALUE = 1e100;

    /** The greatest weight of a record. */
    public static final double MAX_WEIGHT = 1e6;

    private final Schema schema;
    private double[] scratch;
    private int width;

    /** For a learner that has seen nothing. */
    public Inputs(Schema schema) {
        this.schema = schema;
        this.width = schema.size();
        this.scratch = new double[width];
    }

    /** As it was written. */
    public Inputs(Schema schema, SnapshotReader in) {
        this.schema = schema;
        this.width = in.readCount("features seen", Schema.MAX_FEATURES);
        if (width < schema.size()) {
            throw new CorruptSnapshotException("features seen are at least " + schema.size() + ", found " + width);
        }
        in.reserve(8L * width);
        this.scratch = new double[width];
    }

    /** Writes what the constructor reads. */
    public void write(SnapshotWriter out) {
        out.writeCount(width);
    }

    /** Features seen so far: those of the schema, and more once a longer record was learned. */
    public int width() {
        return width;
    }

    public boolean nominal(int feature) {
        return schema.nominal(feature);
    }

    /**
     * The record by this class's rules, exactly {@link #width()} long: the array given where nothing had to be changed,
     * else one that the next call overwrites.
     */
    public double[] forPrediction(double[] features) {
        return features.length == width && clean(features) ? features : cleaned(features);
    }

    /**
     * As {@link #forPrediction}, with the width grown first to the record's.
     *
     * @throws IllegalArgumentException when it has more than {@value Schema#MAX_FEATURES} features
     */
    public double[] forLearning(double[] features) {
        if (features.length > width) {
            checkWidth(features);
            widen(features.length);
        }
        return forPrediction(features);
    }

    /** Counts so many features as seen, where those are more than were. */
    public void widen(int features) {
        if (features > width) {
            width = features;
            scratch = new double[width];
        }
    }

    /** Bytes on the heap. */
    public long memoryBytes() {
        return HeapSize.object(12) + HeapSize.doubles(width);
    }

    /** @throws IllegalArgumentException when the record has more than {@value Schema#MAX_FEATURES} features */
    public static void checkWidth(double[] features) {
        if (features.length > Schema.MAX_FEATURES) {
            throw new IllegalArgumentException(
                    "a record has at most " + Schema.MAX_FEATURES + " features, not " + features.length);
        }
    }

    /** @throws IllegalArgumentException when the array is shorter than the number of classes */
    public static void checkRoom(double[] into, int classes) {
        if (into.length < classes) {
            throw new IllegalArgumentException(
                    "room for probabilities is at least " + classes + ", not " + into.length);
        }
    }

    /** @throws IllegalArgumentException when it is not from 0 to {@value #MAX_WEIGHT} */
    public static void checkWeight(double weight) {
        if (!(weight >= 0 && weight <= MAX_WEIGHT)) {
            throw new IllegalArgumentException("weight is 0 to " + MAX_WEIGHT + ", not " + weight);
        }
    }

    /** @throws IllegalArgumentException when it is not from 0 to {@value Classifier#MAX_CLASSES} - 1 */
    public static void checkLabel(int label) {
        if (label < 0 || label >= Classifier.MAX_CLASSES) {
            throw new IllegalArgumentException("label is 0 to " + (Classifier.MAX_CLASSES - 1) + ", not " + label);
        }
    }

    /**
     * The target, cut to ±{@value #MAX_VALUE}.
     *
     * @throws IllegalArgumentException when it is not finite
     */
    public static double checkTarget(double target) {
        if (!Double.isFinite(target)) {
            throw new IllegalArgumentException("target is a finite number, not " + target);
        }
        return Math.max(-MAX_VALUE, Math.min(MAX_VALUE, target));
    }

    private boolean clean(double[] features) {
        for (double value : features) {
            if (Math.abs(value) > MAX_VALUE) {
                return false;
            }
        }
        for (int feature : schema.sharedNominals()) {
            double value = features[feature];
            if (!(value >= 0 && value < Schema.MAX_CATEGORIES && value == (int) value)) {
                return false;
            }
        }
        return true;
    }

    private double[] cleaned(double[] features) {
        int common = Math.min(width, features.length);
        for (int i = 0; i < common; i++) {
            double value = features[i];
            scratch[i] = Double.isInfinite(value) ? Double.NaN : Math.max(-MAX_VALUE, Math.min(MAX_VALUE, value));
        }
        Arrays.fill(scratch, common, width, Double.NaN);
        for (int feature : schema.sharedNominals()) {
            double value = scratch[feature];
            scratch[feature] = value >= 0 ? Math.min((int) value, Schema.MAX_CATEGORIES - 1) : Double.NaN;
        }
        return scratch;
    }
}
