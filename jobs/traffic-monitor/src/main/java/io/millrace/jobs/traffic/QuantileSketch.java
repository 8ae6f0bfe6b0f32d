package io.millrace.jobs.traffic;

import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Quantiles of values that are not negative, within 1 % of the value, whatever their order: DDSketch (Masson, Rim, Lee:
 * DDSketch: A Fast and Fully-Mergeable Quantile Sketch with Relative-Error Guarantees, PVLDB 12(12), 2019, DOI
 * 10.14778/3352063.3352135). Values below 1 count as 0, those above 10<sup>12</sup> as that, so that there are at most
 * {@value #MOST_BUCKETS} buckets; only those in use take memory (12 bytes each). Adding costs one logarithm and a binary
 * search.
 */
final class QuantileSketch {
    static final int MOST_BUCKETS = 1_384;
    private static final double ACCURACY = 0.01;
    private static final double GAMMA = (1 + ACCURACY) / (1 - ACCURACY);
    private static final double LOG_GAMMA = Math.log(GAMMA);
    private static final double GREATEST = 1e12;

    private int[] buckets = new int[8];
    private long[] counts = new long[8];
    private int size;
    private long total;

    /** Adds a value. NaN is not added. */
    void add(double value) {
        if (!Double.isNaN(value)) {
            add(bucket(value), 1);
        }
    }

    /** Adds what another sketch holds. */
    void merge(QuantileSketch other) {
        for (int i = 0; i < other.size; i++) {
            add(other.buckets[i], other.counts[i]);
        }
    }

    private static int bucket(double value) {
        return value < 1 ? -1 : (int) Math.ceil(Math.log(Math.min(value, GREATEST)) / LOG_GAMMA);
    }

    private void add(int bucket, long count) {
        total += count;
        int at = Arrays.binarySearch(buckets, 0, size, bucket);
        if (at >= 0) {
            counts[at] += count;
            return;
        }
        at = -at - 1;
        if (size == buckets.length) {
            buckets = Arrays.copyOf(buckets, size * 2);
            counts = Arrays.copyOf(counts, size * 2);
        }
        System.arraycopy(buckets, at, buckets, at + 1, size - at);
        System.arraycopy(counts, at, counts, at + 1, size - at);
        buckets[at] = bucket;
        counts[at] = count;
        size++;
    }

    /** The value below or at which this share of the values lies; NaN when there are none. */
    double quantile(double share) {
        if (total == 0) {
            return Double.NaN;
        }
        long rank = Math.max(1, (long) Math.ceil(share * total));
        long seen = 0;
        int at = -1;
        while (seen < rank) {
            seen += counts[++at];
        }
        return buckets[at] < 0 ? 0 : 2 * Math.pow(GAMMA, buckets[at]) / (GAMMA + 1);
    }

    QuantileSketch copy() {
        QuantileSketch copy = new QuantileSketch();
        copy.buckets = Arrays.copyOf(buckets, Math.max(8, size));
        copy.counts = Arrays.copyOf(counts, Math.max(8, size));
        copy.size = size;
        copy.total = total;
        return copy;
    }

    void write(DataOutputView out) throws IOException {
        out.writeInt(size);
        for (int i = 0; i < size; i++) {
            out.writeInt(buckets[i]);
            out.writeLong(counts[i]);
        }
    }

    static QuantileSketch read(DataInputView in) throws IOException {
        int size = in.readInt();
        if (size < 0 || size > MOST_BUCKETS) {
            throw new IOException("a sketch has 0 to " + MOST_BUCKETS + " buckets, found " + size);
        }
        QuantileSketch sketch = new QuantileSketch();
        for (int i = 0; i < size; i++) {
            sketch.add(in.readInt(), in.readLong());
        }
        return sketch;
    }
}
