package io.millrace.common.aggregate;

import io.millrace.common.state.Compact;
import io.millrace.common.state.Sizes;
import io.millrace.common.state.ValueCodec;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** One integer. */
final class LongCell {
    long value;

    /** Version 1: the integer, signed, in 1 to 10 bytes. */
    enum Codec implements ValueCodec<LongCell> {
        CODEC;

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(LongCell cell, DataOutputView out) throws IOException {
            Compact.writeSigned(out, cell.value);
        }

        @Override
        public LongCell read(int version, DataInputView in) throws IOException {
            LongCell cell = new LongCell();
            cell.value = Compact.readSigned(in);
            return cell;
        }

        @Override
        public LongCell copy(LongCell cell) {
            LongCell copy = new LongCell();
            copy.value = cell.value;
            return copy;
        }

        @Override
        public long memoryBytes(LongCell cell) {
            return Sizes.object(12);
        }
    }
}
