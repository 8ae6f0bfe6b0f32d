package io.millrace.common.aggregate;

import io.millrace.common.state.Sizes;
import io.millrace.common.state.ValueCodec;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** The least and the greatest of numbers; both NaN while there are none. Zeros are told apart: -0 is less than 0. */
final class Extent {
    double min = Double.NaN;
    double max = Double.NaN;

    /** Adds a number that is not NaN. */
    void add(double value) {
        if (Double.isNaN(min)) {
            min = value;
            max = value;
        } else {
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
    }

    void merge(Extent later) {
        if (!Double.isNaN(later.min)) {
            add(later.min);
            max = Math.max(max, later.max);
        }
    }

    /** Version 1: least and greatest. */
    enum Codec implements ValueCodec<Extent> {
        CODEC;

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(Extent extent, DataOutputView out) throws IOException {
            out.writeDouble(extent.min);
            out.writeDouble(extent.max);
        }

        @Override
        public Extent read(int version, DataInputView in) throws IOException {
            Extent extent = new Extent();
            extent.min = in.readDouble();
            extent.max = in.readDouble();
            if (!(extent.min <= extent.max) && !(Double.isNaN(extent.min) && Double.isNaN(extent.max))) {
                throw new IOException("least " + extent.min + " must not be more than greatest " + extent.max);
            }
            return extent;
        }

        @Override
        public Extent copy(Extent extent) {
            Extent copy = new Extent();
            copy.min = extent.min;
            copy.max = extent.max;
            return copy;
        }

        @Override
        public long memoryBytes(Extent extent) {
            return Sizes.object(20);
        }
    }
}
