package io.millrace.common.aggregate;

import io.millrace.common.state.Compact;
import io.millrace.common.state.Sizes;
import io.millrace.common.state.ValueCodec;
import io.millrace.common.state.Versions;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** A value and its time, or nothing. */
final class TimedValue<V> {
    long timestamp;

    @Nullable
    V value;

    void set(long newTimestamp, V newValue) {
        timestamp = newTimestamp;
        value = newValue;
    }

    /**
     * Version 1: whether there is one; its time, signed, in 1 to 10 bytes, the version of the value's codec, and the
     * value.
     */
    record Codec<V>(ValueCodec<V> values) implements ValueCodec<TimedValue<V>> {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(TimedValue<V> timed, DataOutputView out) throws IOException {
            V value = timed.value;
            out.writeBoolean(value != null);
            if (value != null) {
                Compact.writeSigned(out, timed.timestamp);
                Versions.write(out, values);
                values.write(value, out);
            }
        }

        @Override
        public TimedValue<V> read(int version, DataInputView in) throws IOException {
            TimedValue<V> timed = new TimedValue<>();
            if (in.readBoolean()) {
                long timestamp = Compact.readSigned(in);
                timed.set(timestamp, values.read(Versions.read(in, values), in));
            }
            return timed;
        }

        @Override
        public TimedValue<V> copy(TimedValue<V> timed) {
            TimedValue<V> copy = new TimedValue<>();
            V value = timed.value;
            if (value != null) {
                copy.set(timed.timestamp, values.copy(value));
            }
            return copy;
        }

        @Override
        public long memoryBytes(TimedValue<V> timed) {
            V value = timed.value;
            return Sizes.object(12) + (value == null ? 0 : values.memoryBytes(value));
        }
    }
}
