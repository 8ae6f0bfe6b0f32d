package io.millrace.common.aggregate;

import io.millrace.common.state.Compact;
import io.millrace.common.state.Sizes;
import io.millrace.common.state.ValueCodec;
import io.millrace.common.state.Versions;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** A sum with its count, and the first and last time of what is in it. */
final class SpanTotal {
    CompensatedSum sum = new CompensatedSum();
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;

    void add(double value, long timestamp) {
        sum.add(value);
        first = Math.min(first, timestamp);
        last = Math.max(last, timestamp);
    }

    void merge(SpanTotal later) {
        sum.merge(later.sum);
        first = Math.min(first, later.first);
        last = Math.max(last, later.last);
    }

    /** From the first to the last, in milliseconds; not positive for fewer than two times. */
    double spanMillis() {
        return (double) last - first;
    }

    /** Version 1: the version of the sum's codec, the sum; where it is of something, first time and time from there. */
    enum Codec implements ValueCodec<SpanTotal> {
        CODEC;

        private static final CompensatedSum.Codec SUMS = CompensatedSum.Codec.CODEC;

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(SpanTotal total, DataOutputView out) throws IOException {
            Versions.write(out, SUMS);
            SUMS.write(total.sum, out);
            if (total.sum.count > 0) {
                Compact.writeSigned(out, total.first);
                Compact.writeUnsigned(out, total.last - total.first);
            }
        }

        @Override
        public SpanTotal read(int version, DataInputView in) throws IOException {
            SpanTotal total = new SpanTotal();
            total.sum = SUMS.read(Versions.read(in, SUMS), in);
            if (total.sum.count > 0) {
                total.first = Compact.readSigned(in);
                total.last = total.first + Compact.readUnsigned(in);
                if (total.last < total.first) {
                    throw new IOException("last time " + total.last + " is before first " + total.first);
                }
            }
            return total;
        }

        @Override
        public SpanTotal copy(SpanTotal total) {
            SpanTotal copy = new SpanTotal();
            copy.sum = SUMS.copy(total.sum);
            copy.first = total.first;
            copy.last = total.last;
            return copy;
        }

        @Override
        public long memoryBytes(SpanTotal total) {
            return Sizes.object(20) + SUMS.memoryBytes(total.sum);
        }
    }
}
