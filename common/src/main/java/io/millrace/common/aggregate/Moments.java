package io.millrace.common.aggregate;

import io.millrace.common.state.Compact;
import io.millrace.common.state.Sizes;
import io.millrace.common.state.ValueCodec;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Count, mean and sum of squared differences from the mean. */
final class Moments {
    long count;
    private double mean;
    private double squares;

    /** Adds a number that is not NaN. */
    void add(double value) {
        count++;
        double difference = value - mean;
        mean += difference / count;
        squares += difference * (value - mean);
    }

    void merge(Moments later) {
        if (later.count == 0) {
            return;
        }
        long both = count + later.count;
        double difference = later.mean - mean;
        if (count == 0) {
            mean = later.mean;
            squares = later.squares;
        } else {
            squares += later.squares + difference * difference * ((double) count / both * later.count);
            mean += difference * ((double) later.count / both);
        }
        count = both;
    }

    /** The variance with so many degrees of freedom fewer than numbers; NaN where none is left. */
    double variance(int fewer) {
        return count <= fewer ? Double.NaN : squares / (count - fewer);
    }

    /** Version 1: the count; with one number or more the mean, with two or more the squares. */
    enum Codec implements ValueCodec<Moments> {
        CODEC;

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(Moments value, DataOutputView out) throws IOException {
            Compact.writeUnsigned(out, value.count);
            if (value.count > 0) {
                out.writeDouble(value.mean);
            }
            if (value.count > 1) {
                out.writeDouble(value.squares);
            }
        }

        @Override
        public Moments read(int version, DataInputView in) throws IOException {
            Moments value = new Moments();
            value.count = Compact.readCount(in, Long.MAX_VALUE, "values");
            value.mean = value.count > 0 ? in.readDouble() : 0;
            value.squares = value.count > 1 ? in.readDouble() : squaresOfOne(value.mean);
            if (value.squares < 0) {
                throw new IOException("sum of squares must be at least 0: " + value.squares);
            }
            return value;
        }

        private static double squaresOfOne(double mean) {
            return Double.isInfinite(mean) ? Double.NaN : 0;
        }

        @Override
        public Moments copy(Moments value) {
            Moments copy = new Moments();
            copy.count = value.count;
            copy.mean = value.mean;
            copy.squares = value.squares;
            return copy;
        }

        @Override
        public long memoryBytes(Moments value) {
            return Sizes.object(28);
        }
    }
}
