package io.millrace.learners.bayes;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;

/**
 * The features that estimates are kept of: numbers and nominal ones, by their index in a record, ascending. Immutable, so
 * that estimates of the same features share one. The arrays are not to be changed.
 */
public final class Columns {
    /** No features at all. */
    public static final Columns NONE = new Columns(new int[0], new int[0]);

    final int[] numeric;
    final int[] nominal;

    private Columns(int[] numeric, int[] nominal) {
        this.numeric = numeric;
        this.nominal = nominal;
    }

    /** All features known. */
    public static Columns all(Inputs inputs) {
        int[] features = new int[inputs.width()];
        Arrays.setAll(features, i -> i);
        return of(inputs, features);
    }

    /** These features, ascending. */
    public static Columns of(Inputs inputs, int[] features) {
        int[] numbers = new int[features.length];
        int[] categories = new int[features.length];
        int numeric = 0;
        int nominal = 0;
        for (int feature : features) {
            if (inputs.nominal(feature)) {
                categories[nominal++] = feature;
            } else {
                numbers[numeric++] = feature;
            }
        }
        return new Columns(Arrays.copyOf(numbers, numeric), Arrays.copyOf(categories, nominal));
    }

    /** As {@link #write} left them, of a record of so many features. */
    public static Columns read(Inputs inputs, SnapshotReader in) {
        int[] features = new int[in.readCountOf("features of a node", inputs.width(), 1)];
        int last = -1;
        for (int i = 0; i < features.length; i++) {
            last += 1 + in.readCount("gap between features", inputs.width());
            if (last >= inputs.width()) {
                throw new CorruptSnapshotException("features are below " + inputs.width() + ", found " + last);
            }
            features[i] = last;
        }
        return of(inputs, features);
    }

    /** Writes what {@link #read} reads. */
    public void write(SnapshotWriter out) {
        int[] features = features();
        out.writeCount(features.length);
        int last = -1;
        for (int feature : features) {
            out.writeCount(feature - last - 1);
            last = feature;
        }
    }

    /** Their number. */
    public int size() {
        return numeric.length + nominal.length;
    }

    /** Number of those that are numbers. */
    public int numbers() {
        return numeric.length;
    }

    /** Number of those that are nominal. */
    public int nominals() {
        return nominal.length;
    }

    /** Index in the record of the number at this place, from 0 to {@link #numbers()} - 1. */
    public int number(int place) {
        return numeric[place];
    }

    /** Index in the record of the nominal feature at this place, from 0 to {@link #nominals()} - 1. */
    public int nominal(int place) {
        return nominal[place];
    }

    /** Place of a number by its index in the record; negative where it is none of these. */
    public int place(int feature) {
        return Arrays.binarySearch(numeric, feature);
    }

    /** All of them, ascending. A new array. */
    public int[] features() {
        int[] features = Arrays.copyOf(numeric, size());
        System.arraycopy(nominal, 0, features, numeric.length, nominal.length);
        Arrays.sort(features);
        return features;
    }

    /** Bytes on the heap. */
    public long memoryBytes() {
        return HeapSize.object(8) + HeapSize.ints(numeric.length) + HeapSize.ints(nominal.length);
    }
}
