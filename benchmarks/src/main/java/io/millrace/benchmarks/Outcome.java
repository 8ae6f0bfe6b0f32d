package io.millrace.benchmarks;

import io.millrace.common.state.StateCodec;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** A window's result in the window benchmark: one number, or two. */
public record Outcome(int key, long end, double first, double second) {
    static Outcome of(int key, long end, double[] numbers) {
        return new Outcome(key, end, numbers[0], numbers[numbers.length - 1]);
    }

    /** Public with a public constructor, because state makes it by reflection. */
    public static final class Codec implements StateCodec<Outcome> {
        private static final long serialVersionUID = 1L;

        @Override
        public Class<Outcome> type() {
            return Outcome.class;
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(Outcome outcome, DataOutputView out) throws IOException {
            out.writeInt(outcome.key);
            out.writeLong(outcome.end);
            out.writeDouble(outcome.first);
            out.writeDouble(outcome.second);
        }

        @Override
        public Outcome read(int version, DataInputView in) throws IOException {
            return new Outcome(in.readInt(), in.readLong(), in.readDouble(), in.readDouble());
        }

        @Override
        public Outcome copy(Outcome outcome) {
            return outcome;
        }

        @Override
        public long memoryBytes(Outcome outcome) {
            return 48;
        }
    }
}
