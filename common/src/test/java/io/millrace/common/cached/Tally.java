package io.millrace.common.cached;

import io.millrace.common.state.ValueCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** A mutable object of changing size: the values it has taken, and how many it was given in all. */
final class Tally {
    static final ValueCodec<Tally> CODEC = new Codec();

    long count;
    final List<Long> values = new ArrayList<>();

    Tally add(long value) {
        count++;
        values.add(value);
        if (values.size() > 12) {
            values.subList(0, 9).clear();
        }
        return this;
    }

    static Tally of(long... values) {
        Tally tally = new Tally();
        for (long value : values) {
            tally.add(value);
        }
        return tally;
    }

    @Override
    public String toString() {
        return count + values.toString();
    }

    static class Codec implements ValueCodec<Tally> {
        private static final long serialVersionUID = 1L;

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(Tally value, DataOutputView out) throws IOException {
            out.writeLong(value.count);
            out.writeByte(value.values.size());
            for (long each : value.values) {
                out.writeLong(each);
            }
        }

        @Override
        public Tally read(int version, DataInputView in) throws IOException {
            Tally tally = new Tally();
            tally.count = in.readLong();
            int size = in.readUnsignedByte();
            for (int i = 0; i < size; i++) {
                tally.values.add(in.readLong());
            }
            return tally;
        }

        @Override
        public Tally copy(Tally value) {
            Tally copy = new Tally();
            copy.count = value.count;
            copy.values.addAll(value.values);
            return copy;
        }

        @Override
        public long memoryBytes(Tally value) {
            return 100 + 24L * value.values.size();
        }
    }
}
