package io.millrace.common.aggregate;

import io.millrace.common.state.Compact;
import io.millrace.common.state.Sizes;
import io.millrace.common.state.ValueCodec;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** A number in 64 bits and its time, or nothing. */
final class Timed {
    boolean present;
    long timestamp;
    long bits;

    void set(long newTimestamp, long newBits) {
        present = true;
        timestamp = newTimestamp;
        bits = newBits;
    }

    /** Version 1: whether there is one; its time, signed, in 1 to 10 bytes, and its 8 bytes. */
    enum Codec implements ValueCodec<Timed> {
        CODEC;

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(Timed timed, DataOutputView out) throws IOException {
            out.writeBoolean(timed.present);
            if (timed.present) {
                Compact.writeSigned(out, timed.timestamp);
                out.writeLong(timed.bits);
            }
        }

        @Override
        public Timed read(int version, DataInputView in) throws IOException {
            Timed timed = new Timed();
            if (in.readBoolean()) {
                timed.set(Compact.readSigned(in), in.readLong());
            }
            return timed;
        }

        @Override
        public Timed copy(Timed timed) {
            Timed copy = new Timed();
            copy.present = timed.present;
            copy.timestamp = timed.timestamp;
            copy.bits = timed.bits;
            return copy;
        }

        @Override
        public long memoryBytes(Timed timed) {
            return Sizes.object(20);
        }
    }
}
