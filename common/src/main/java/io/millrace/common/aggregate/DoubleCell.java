package io.millrace.common.aggregate;

import io.millrace.common.state.Sizes;
import io.millrace.common.state.ValueCodec;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** One number; NaN while there is none. */
final class DoubleCell {
    double value = Double.NaN;

    /** Version 1: the number. */
    enum Codec implements ValueCodec<DoubleCell> {
        CODEC;

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(DoubleCell cell, DataOutputView out) throws IOException {
            out.writeDouble(cell.value);
        }

        @Override
        public DoubleCell read(int version, DataInputView in) throws IOException {
            DoubleCell cell = new DoubleCell();
            cell.value = in.readDouble();
            return cell;
        }

        @Override
        public DoubleCell copy(DoubleCell cell) {
            DoubleCell copy = new DoubleCell();
            copy.value = cell.value;
            return copy;
        }

        @Override
        public long memoryBytes(DoubleCell cell) {
            return Sizes.object(12);
        }
    }
}
