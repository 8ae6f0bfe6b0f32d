package io.millrace.learners.tile;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.Schema;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;

/**
 * The record at hand, cleaned by {@link Inputs}' rules and standardised by the mean and deviation of all records learned
 * before (Welford, "Note on a method for calculating corrected sums of squares and products", 1962,
 * doi:10.1080/00401706.1962.10490022). Its first elements, the extras, are the caller's own, such as the label before;
 * features follow. Memory: some 60 bytes per feature; features beyond the limit are passed over.
 */
public final class RunningFeatures {
    /** Standardised values are cut to plus and minus this. */
    public static final double CUT = 4;

    /** Values that differ, by estimate, in a feature that counts as discrete. */
    private static final int MOST_VALUES = 28;

    private static final int SKETCH_BITS = 128;
    private static final double LEAST_VARIANCE = 1e-300;
    private static final double ROUNDING = 1e-24;

    private final Schema schema;
    private final int extras;
    private final boolean nominalExtras;
    private final int limit;
    private int width;
    private boolean fresh;
    private double[] weight;
    private double[] mean;
    private double[] square;
    private double[] inverse;
    private long[] sketch;
    private double[] value;
    private double[] scaled;

    /**
     * For one that has seen nothing.
     *
     * @param extras elements before the features
     * @param nominalExtras whether those are nominal; else they are numbers
     * @param limit features beyond this are passed over
     */
    public RunningFeatures(Schema schema, int extras, boolean nominalExtras, int limit) {
        this.schema = schema;
        this.extras = extras;
        this.nominalExtras = nominalExtras;
        this.limit = limit;
        this.width = extras + Math.min(limit, schema.size());
        allocate();
    }

    /** As it was written, by one of the same extras and limit. */
    public RunningFeatures(Schema schema, int extras, boolean nominalExtras, int limit, SnapshotReader in) {
        this.schema = schema;
        this.extras = extras;
        this.nominalExtras = nominalExtras;
        this.limit = limit;
        this.width = extras + in.readCountOf("features", limit, 40);
        if (width < extras + Math.min(limit, schema.size())) {
            throw new CorruptSnapshotException("features are at least those of the schema, found " + (width - extras));
        }
        allocate();
        for (int j = 0; j < width; j++) {
            weight[j] = in.readPositive("weight of a feature");
            mean[j] = in.readFinite("mean of a feature");
            square[j] = in.readPositive("sum of squares of a feature");
            if (Math.abs(mean[j]) > Inputs.MAX_VALUE) {
                throw new CorruptSnapshotException("mean of a feature is within 1e100, found " + mean[j]);
            }
            inverse[j] = inverse(j);
        }
        sketch = in.readLongs("values of a feature", 2 * width);
    }

    /** Writes what the constructor reads. */
    public void write(SnapshotWriter out) {
        out.writeCount(width - extras);
        for (int j = 0; j < width; j++) {
            out.writeDouble(weight[j]);
            out.writeDouble(mean[j]);
            out.writeDouble(square[j]);
        }
        out.writeLongs(sketch, 2 * width);
    }

    private void allocate() {
        weight = new double[width];
        mean = new double[width];
        square = new double[width];
        inverse = new double[width];
        sketch = new long[2 * width];
        value = new double[width];
        scaled = new double[width];
    }

    /** Bytes on the heap. */
    public long memoryBytes() {
        return HeapSize.object(52) + 6 * HeapSize.doubles(width) + HeapSize.doubles(2L * width);
    }

    /** Bytes that so many features take. */
    public static long bytesPerFeature() {
        return 64;
    }

    Schema schema() {
        return schema;
    }

    int limit() {
        return limit;
    }

    /** Extras and features known. */
    public int width() {
        return width;
    }

    /** Elements before the features. */
    public int extras() {
        return extras;
    }

    /** Whether the element is a category. */
    public boolean nominal(int element) {
        return element < extras ? nominalExtras : schema.nominal(element - extras);
    }

    /**
     * Whether the element is a category, or a number of few different values, each seen four times on average: by linear
     * counting (Whang, Vander-Zanden, Taylor, "A linear-time probabilistic counting algorithm for database applications",
     * 1990, doi:10.1145/78922.78925), up to about 32.
     */
    public boolean discrete(int element) {
        if (nominal(element)) {
            return true;
        }
        int bits = Long.bitCount(sketch[2 * element]) + Long.bitCount(sketch[2 * element + 1]);
        return bits <= MOST_VALUES && bits * 4.0 <= weight[element] + 8;
    }

    /** How many different values there were, by estimate; no more than some hundreds. */
    public double values(int element) {
        int bits = Long.bitCount(sketch[2 * element]) + Long.bitCount(sketch[2 * element + 1]);
        return -SKETCH_BITS * Math.log(1 - Math.min(bits, SKETCH_BITS - 1.0) / SKETCH_BITS);
    }

    /** The value of the element in the record at hand; NaN where missing. */
    public double value(int element) {
        return value[element];
    }

    /** Its distance from the mean in deviations, within {@link #CUT}; 0 where missing. */
    public double scaled(int element) {
        return scaled[element];
    }

    /** One over the deviation; 0 where that is 0. */
    public double inverseDeviation(int element) {
        return inverse[element];
    }

    public double mean(int element) {
        return mean[element];
    }

    /** Weight of the records that had this element. */
    public double weight(int element) {
        return weight[element];
    }

    /** Makes room for a record that is about to be learned; whether there are more features now. */
    public boolean grow(int features) {
        int needed = extras + Math.min(limit, features);
        if (needed <= width) {
            return false;
        }
        width = needed;
        weight = Arrays.copyOf(weight, width);
        mean = Arrays.copyOf(mean, width);
        square = Arrays.copyOf(square, width);
        inverse = Arrays.copyOf(inverse, width);
        sketch = Arrays.copyOf(sketch, 2 * width);
        value = Arrays.copyOf(value, width);
        scaled = Arrays.copyOf(scaled, width);
        fresh = false;
        return true;
    }

    /** Takes the record, and whether it differs from the one at hand or something was learned since. */
    public boolean read(double[] extra, double[] features) {
        boolean same = fresh;
        for (int j = 0; j < extras; j++) {
            same &= put(j, extra[j]);
        }
        int common = Math.min(width - extras, features.length);
        for (int j = 0; j < common; j++) {
            same &= put(extras + j, features[j]);
        }
        for (int j = extras + common; j < width; j++) {
            same &= put(j, Double.NaN);
        }
        if (!same) {
            standardise();
        }
        fresh = true;
        return !same;
    }

    private boolean put(int element, double given) {
        double clean = Math.max(-Inputs.MAX_VALUE, Math.min(Inputs.MAX_VALUE, given)) + 0.0;
        if (Double.isInfinite(given)) {
            clean = Double.NaN;
        } else if (nominal(element)) {
            clean = given >= 0 ? Math.min((int) given, Schema.MAX_CATEGORIES - 1) : Double.NaN;
        }
        double before = value[element];
        value[element] = clean;
        return before == clean || Double.isNaN(before) && Double.isNaN(clean);
    }

    private void standardise() {
        for (int j = 0; j < width; j++) {
            double z = (value[j] - mean[j]) * inverse[j];
            scaled[j] = Double.isNaN(z) ? 0 : Math.max(-CUT, Math.min(CUT, z));
        }
    }

    /** Learns from the record at hand. */
    public void learn(double recordWeight) {
        fresh = false;
        for (int j = 0; j < width; j++) {
            double x = value[j];
            if (!Double.isNaN(x)) {
                weight[j] += recordWeight;
                double delta = x - mean[j];
                mean[j] += delta * (recordWeight / weight[j]);
                square[j] += recordWeight * delta * (x - mean[j]);
                inverse[j] = inverse(j);
                int bit = (int) (CellKeys.code(x) & SKETCH_BITS - 1L);
                sketch[2 * j + (bit >>> 6)] |= 1L << bit;
            }
        }
    }

    private double inverse(int j) {
        double variance = square[j] / weight[j];
        boolean spread = variance > LEAST_VARIANCE && variance > ROUNDING * mean[j] * mean[j];
        return spread ? 1 / Math.sqrt(variance) : 0;
    }
}
