package io.millrace.common.aggregate;

import io.millrace.common.record.FieldValues;
import io.millrace.common.state.ValueCodec;
import java.io.IOException;
import java.util.Optional;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.hll.Union;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** About how many different texts or integers. */
interface SketchedDistinct<T> extends Aggregate<T, SketchedDistinct.Seen, Long> {
    int LEAST_LOG_SIZE = 4;
    int MOST_LOG_SIZE = 21;

    int logSize();

    static void requireLogSize(int logSize) {
        if (logSize < LEAST_LOG_SIZE || logSize > MOST_LOG_SIZE) {
            throw new IllegalArgumentException(
                    "logSize must be within " + LEAST_LOG_SIZE + " to " + MOST_LOG_SIZE + ": " + logSize);
        }
    }

    /** Either a sketch that nothing was merged into, which estimates better, or a union of sketches. */
    final class Seen {
        /** The library leaves out what is empty; no text is this in UTF-8. */
        private static final byte[] EMPTY_TEXT = {(byte) 0xFF};

        private final int logSize;
        private HllSketch own;
        private @Nullable Union merged;

        Seen(HllSketch own) {
            this.logSize = own.getLgConfigK();
            this.own = own;
        }

        void add(String value) {
            if (value.isEmpty()) {
                addBytes(EMPTY_TEXT);
            } else if (merged == null) {
                own.update(value);
            } else {
                merged.update(value);
            }
        }

        private void addBytes(byte[] value) {
            if (merged == null) {
                own.update(value);
            } else {
                merged.update(value);
            }
        }

        void add(long value) {
            if (merged == null) {
                own.update(value);
            } else {
                merged.update(value);
            }
        }

        void merge(Seen later) {
            if (later.isEmpty()) {
                return;
            }
            if (merged == null && own.isEmpty()) {
                own = later.sketch().copy();
                return;
            }
            Union union = merged;
            if (union == null) {
                merged = union = new Union(logSize);
                union.update(own);
                own = new HllSketch(logSize, TgtHllType.HLL_8);
            }
            union.update(later.sketch());
        }

        private boolean isEmpty() {
            return merged == null && own.isEmpty();
        }

        HllSketch sketch() {
            return merged == null ? own : merged.getResult(TgtHllType.HLL_8);
        }
    }

    @Override
    default Seen create() {
        return new Seen(new HllSketch(logSize(), TgtHllType.HLL_8));
    }

    @Override
    default void merge(Seen into, Seen later) {
        into.merge(later);
    }

    @Override
    default Long result(Seen seen) {
        return Math.round(seen.sketch().getEstimate());
    }

    @Override
    default ValueCodec<Seen> codec() {
        return new Codec(logSize());
    }

    @Override
    default Optional<TypeInformation<Long>> resultType() {
        return Optional.of(Types.LONG);
    }

    /** Texts; {@code null} is left out. */
    record OfText<T>(TextField<? super T> field, int logSize) implements SketchedDistinct<T> {
        public OfText {
            requireLogSize(logSize);
        }

        @Override
        public void add(Seen seen, T record, long timestamp) {
            String value = field.of(record);
            if (value != null) {
                seen.add(value);
            }
        }

        @Override
        public String signature() {
            return "sketched-distinct-texts(" + logSize + ")";
        }
    }

    /** Integers; {@link FieldValues#MISSING} is left out. */
    record OfLong<T>(LongField<? super T> field, int logSize) implements SketchedDistinct<T> {
        public OfLong {
            requireLogSize(logSize);
        }

        @Override
        public void add(Seen seen, T record, long timestamp) {
            long value = field.of(record);
            if (value != FieldValues.MISSING) {
                seen.add(value);
            }
        }

        @Override
        public String signature() {
            return "sketched-distinct-longs(" + logSize + ")";
        }
    }

    /** Version 1: DataSketches' compact form of an HLL_4, half the size of the HLL_8 that is faster to update. */
    record Codec(int logSize) implements ValueCodec<Seen> {
        private static final long OBJECTS = 88;
        private static final long UNION_OBJECTS = 120;
        private static final int FIXED_BYTES = 1_024;

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(Seen seen, DataOutputView out) throws IOException {
            SketchBytes.write(out, seen.sketch().copyAs(TgtHllType.HLL_4).toCompactByteArray());
        }

        @Override
        public Seen read(int version, DataInputView in) throws IOException {
            int most = FIXED_BYTES + HllSketch.getMaxUpdatableSerializationBytes(logSize, TgtHllType.HLL_8);
            HllSketch sketch =
                    SketchBytes.read(in, most, bytes -> HllSketch.heapify(bytes).copyAs(TgtHllType.HLL_8));
            if (sketch.getLgConfigK() != logSize) {
                throw new IOException("logSize of a sketch is " + logSize + ", found " + sketch.getLgConfigK());
            }
            return new Seen(sketch);
        }

        @Override
        public Seen copy(Seen seen) {
            return new Seen(seen.sketch().copy());
        }

        @Override
        public long memoryBytes(Seen seen) {
            Union union = seen.merged;
            return OBJECTS
                    + (union == null
                            ? seen.own.getUpdatableSerializationBytes()
                            : UNION_OBJECTS + union.getUpdatableSerializationBytes());
        }
    }
}
