package io.millrace.common.aggregate;

import io.millrace.common.record.FieldValues;
import io.millrace.common.state.Compact;
import io.millrace.common.state.Sizes;
import io.millrace.common.state.ValueCodec;
import java.io.IOException;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** How many different integers, exactly up to a limit. */
record DistinctLongs<T>(LongField<? super T> field, int most) implements Aggregate<T, DistinctLongs.Seen, Long> {
    DistinctLongs {
        DistinctTexts.requireMost(most);
    }

    /** What was seen; nothing is kept of more than the limit. */
    static final class Seen {
        private LongSet values = new LongSet();
        private boolean full;

        private void closeAbove(int most) {
            if (values.size() > most) {
                full = true;
                values = new LongSet();
            }
        }
    }

    @Override
    public Seen create() {
        return new Seen();
    }

    @Override
    public void add(Seen seen, T record, long timestamp) {
        long value = field.of(record);
        if (value != FieldValues.MISSING && !seen.full && seen.values.add(value)) {
            seen.closeAbove(most);
        }
    }

    @Override
    public void merge(Seen into, Seen later) {
        if (into.full) {
            return;
        }
        if (later.full) {
            into.full = true;
            into.values = new LongSet();
        } else {
            into.values.addAll(later.values, most);
            into.closeAbove(most);
        }
    }

    @Override
    public Long result(Seen seen) {
        return seen.full ? most + 1L : seen.values.size();
    }

    @Override
    public ValueCodec<Seen> codec() {
        return new Codec(most);
    }

    @Override
    public String signature() {
        return "distinct-longs(" + most + ")";
    }

    @Override
    public Optional<TypeInformation<Long>> resultType() {
        return Optional.of(Types.LONG);
    }

    /** Version 1: 0 for full, else one more than the size; the least, signed, and differences from one to the next. */
    record Codec(int most) implements ValueCodec<Seen> {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(Seen seen, DataOutputView out) throws IOException {
            long[] values = seen.values.sorted();
            Compact.writeUnsigned(out, seen.full ? 0 : values.length + 1L);
            for (int i = 0; i < values.length; i++) {
                if (i == 0) {
                    Compact.writeSigned(out, values[i]);
                } else {
                    Compact.writeUnsigned(out, values[i] - values[i - 1]);
                }
            }
        }

        @Override
        public Seen read(int version, DataInputView in) throws IOException {
            Seen seen = new Seen();
            long head = Compact.readCount(in, most + 1L, "different integers and one");
            seen.full = head == 0;
            long value = 0;
            for (long i = 1; i < head; i++) {
                value = i == 1 ? Compact.readSigned(in) : value + Compact.readUnsigned(in);
                if (!seen.values.add(value)) {
                    throw new IOException(value + " stands twice among different integers");
                }
            }
            return seen;
        }

        @Override
        public Seen copy(Seen seen) {
            Seen copy = new Seen();
            copy.values = seen.values.copy();
            copy.full = seen.full;
            return copy;
        }

        @Override
        public long memoryBytes(Seen seen) {
            return Sizes.object(5) + Sizes.object(9) + Sizes.array(8L * seen.values.slotCount());
        }
    }
}
