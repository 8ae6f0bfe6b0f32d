package io.millrace.common.running;

import io.millrace.common.state.ValueCodec;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** That an id was seen; when, the state itself knows. */
final class Seen {
    static final Seen SEEN = new Seen();

    private Seen() {}

    /** No bytes at all. */
    record Codec() implements ValueCodec<Seen> {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(Seen value, DataOutputView out) {}

        @Override
        public Seen read(int version, DataInputView in) {
            return SEEN;
        }

        @Override
        public Seen copy(Seen value) {
            return value;
        }

        @Override
        public long memoryBytes(Seen value) {
            return 0;
        }
    }
}
