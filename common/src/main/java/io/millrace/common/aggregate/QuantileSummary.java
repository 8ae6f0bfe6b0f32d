package io.millrace.common.aggregate;

import io.millrace.common.state.Compact;
import io.millrace.common.state.Sizes;
import io.millrace.common.state.ValueCodec;
import java.io.IOException;
import java.util.Arrays;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.kll.KllSketch;
import org.apache.datasketches.kll.KllSketch.SketchType;
import org.apache.datasketches.memory.Memory;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * Values from which quantiles are told, for aggregates of one's own: up to {@code k} the values themselves, more of them a KLL
 * sketch, with the errors that {@link Aggregates#quantiles(int, DoubleField, double...)} states. Most keys have few values in a
 * slice, where a sketch would take {@code k} slots from its first value on. One thread at a time.
 */
public final class QuantileSummary {
    private static final int LEAST_K = 8;
    private static final int MOST_K = 65_535;
    private static final int FIRST_VALUES = 8;
    /** Some units in the last place: shares such as 0.55 are rounded, and must not reach the next rank. */
    private static final double ROUNDED = 1 - 0x1p-50;

    private final int k;
    private double[] values = new double[FIRST_VALUES];
    private int size;
    private @Nullable KllDoublesSketch sketch;
    private boolean viewed;

    /**
     * An empty summary.
     *
     * @param k within 8 to 65,535
     */
    public QuantileSummary(int k) {
        this.k = checked(k);
    }

    static int checked(int k) {
        if (k < LEAST_K || k > MOST_K) {
            throw new IllegalArgumentException("k must be within " + LEAST_K + " to " + MOST_K + ": " + k);
        }
        return k;
    }

    /** Adds a value that is not NaN. */
    public void add(double value) {
        if (sketch != null) {
            sketch.update(value);
            viewed = false;
        } else if (size < values.length) {
            values[size++] = value;
        } else {
            addBeyond(value);
        }
    }

    private void addBeyond(double value) {
        if (size < k) {
            values = Arrays.copyOf(values, Math.min(k, size * 2));
            values[size++] = value;
        } else {
            toSketch().update(value);
        }
    }

    private KllDoublesSketch toSketch() {
        KllDoublesSketch whole = sketch;
        if (whole == null) {
            sketch = whole = KllDoublesSketch.newHeapInstance(k);
            if (size > 0) {
                whole.update(values, 0, size);
            }
            values = new double[0];
            size = 0;
        }
        viewed = false;
        return whole;
    }

    /** Adds what another of the same {@code k} holds, and leaves that as it is. */
    public void merge(QuantileSummary later) {
        if (later.sketch != null && count() == 0) {
            sketch = copyOf(later.sketch);
            values = new double[0];
        } else if (later.sketch != null) {
            toSketch().merge(later.sketch);
        } else if (later.size == 0) {
            return;
        } else if (sketch == null && size + later.size <= k) {
            int both = size + later.size;
            if (both > values.length) {
                values = Arrays.copyOf(values, Math.min(k, Math.max(both, size * 2)));
            }
            System.arraycopy(later.values, 0, values, size, later.size);
            size = both;
        } else {
            toSketch().update(later.values, 0, later.size);
        }
    }

    /** Merging into an empty sketch would draw lots once more. */
    private static KllDoublesSketch copyOf(KllDoublesSketch sketch) {
        return KllDoublesSketch.heapify(Memory.wrap(sketch.toByteArray()));
    }

    /** How many values were added. */
    public long count() {
        return sketch == null ? size : sketch.getN();
    }

    /**
     * For each share the least value that this share of the values, or more, does not exceed; NaN of none.
     *
     * @param shares within 0 to 1, in any order
     */
    public double[] quantiles(double... shares) {
        double[] found = new double[shares.length];
        if (sketch != null) {
            viewed = true;
            for (int i = 0; i < shares.length; i++) {
                found[i] = sketch.getQuantile(shares[i]);
            }
            return found;
        }
        double[] sorted = Arrays.copyOf(values, size);
        Arrays.sort(sorted);
        for (int i = 0; i < shares.length; i++) {
            int rank = (int) Math.ceil(shares[i] * size * ROUNDED);
            found[i] = size == 0 ? Double.NaN : sorted[Math.max(0, rank - 1)];
        }
        return found;
    }

    /**
     * Version 1: one more than the number of values, and the values as they came; or 0, and a KLL sketch of doubles in
     * DataSketches' compact form.
     */
    public record Codec(int k) implements ValueCodec<QuantileSummary> {
        private static final long OBJECTS = 72;

        public Codec {
            checked(k);
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(QuantileSummary summary, DataOutputView out) throws IOException {
            KllDoublesSketch sketch = summary.sketch;
            if (sketch != null) {
                Compact.writeUnsigned(out, 0);
                SketchBytes.write(out, sketch.toByteArray());
                return;
            }
            Compact.writeUnsigned(out, summary.size + 1L);
            for (int i = 0; i < summary.size; i++) {
                out.writeDouble(summary.values[i]);
            }
        }

        @Override
        public QuantileSummary read(int version, DataInputView in) throws IOException {
            QuantileSummary summary = new QuantileSummary(k);
            int head = (int) Compact.readCount(in, k + 1L, "values and one");
            if (head == 0) {
                summary.values = new double[0];
                summary.sketch = readSketch(in);
                return summary;
            }
            for (int i = 1; i < head; i++) {
                double value = in.readDouble();
                if (Double.isNaN(value)) {
                    throw new IOException("a value must not be NaN");
                }
                summary.add(value);
            }
            return summary;
        }

        private KllDoublesSketch readSketch(DataInputView in) throws IOException {
            int most = KllSketch.getMaxSerializedSizeBytes(k, 1L << 50, SketchType.DOUBLES_SKETCH, false);
            KllDoublesSketch sketch = SketchBytes.read(in, most, KllDoublesSketch::heapify);
            if (sketch.getK() != k) {
                throw new IOException("k of a sketch is " + k + ", found " + sketch.getK());
            }
            return sketch;
        }

        @Override
        public QuantileSummary copy(QuantileSummary summary) {
            QuantileSummary copy = new QuantileSummary(k);
            KllDoublesSketch sketch = summary.sketch;
            copy.size = summary.size;
            if (sketch != null) {
                copy.values = new double[0];
                copy.sketch = copyOf(sketch);
            } else {
                copy.values = Arrays.copyOf(summary.values, Math.max(FIRST_VALUES, summary.size));
            }
            return copy;
        }

        @Override
        public long memoryBytes(QuantileSummary summary) {
            KllDoublesSketch sketch = summary.sketch;
            long own = Sizes.object(17) + Sizes.array(8L * summary.values.length);
            if (sketch == null) {
                return own;
            }
            long slots = KllSketch.getMaxSerializedSizeBytes(k, sketch.getN(), SketchType.DOUBLES_SKETCH, true);
            long view = summary.viewed ? 16L * sketch.getNumRetained() + 100 : 0;
            return own + OBJECTS + slots + view;
        }
    }
}
