package io.millrace.common.running;

import io.millrace.common.state.ValueCodec;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** An accumulator and how many records it has taken. */
final class Counted<A> {
    final A accumulator;
    long count;

    Counted(A accumulator, long count) {
        this.accumulator = accumulator;
        this.count = count;
    }

    /** The count, the version of the accumulator's codec, the accumulator. */
    record Codec<A>(ValueCodec<A> accumulators) implements ValueCodec<Counted<A>> {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(Counted<A> value, DataOutputView out) throws IOException {
            out.writeLong(value.count);
            out.writeShort(accumulators.version());
            accumulators.write(value.accumulator, out);
        }

        @Override
        public Counted<A> read(int version, DataInputView in) throws IOException {
            long count = in.readLong();
            int written = in.readUnsignedShort();
            if (count < 1 || written < 1 || written > accumulators.version()) {
                throw new IOException("a running aggregate has a count from 1 and a version from 1 to "
                        + accumulators.version() + ": found " + count + " and " + written);
            }
            return new Counted<>(accumulators.read(written, in), count);
        }

        @Override
        public Counted<A> copy(Counted<A> value) {
            return new Counted<>(accumulators.copy(value.accumulator), value.count);
        }

        @Override
        public long memoryBytes(Counted<A> value) {
            return 24 + accumulators.memoryBytes(value.accumulator);
        }
    }
}
