package io.millrace.benchmarks;

import io.millrace.common.aggregate.Aggregate;
import io.millrace.common.state.ValueCodec;
import java.io.IOException;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Mean and maximum of the values, in this order. */
final class MeanMax implements Aggregate<Point, MeanMax.Sums, double[]> {
    private static final long serialVersionUID = 1L;

    /** An accumulator. */
    static final class Sums {
        long count;
        double sum;
        double max = Double.NEGATIVE_INFINITY;
    }

    @Override
    public Sums create() {
        return new Sums();
    }

    @Override
    public void add(Sums sums, Point point, long timestamp) {
        sums.count++;
        sums.sum += point.value();
        sums.max = Math.max(sums.max, point.value());
    }

    @Override
    public void merge(Sums into, Sums later) {
        into.count += later.count;
        into.sum += later.sum;
        into.max = Math.max(into.max, later.max);
    }

    @Override
    public double[] result(Sums sums) {
        return new double[] {sums.sum / sums.count, sums.max};
    }

    @Override
    public ValueCodec<Sums> codec() {
        return new Codec();
    }

    @Override
    public Optional<TypeInformation<double[]>> resultType() {
        return Optional.of(PrimitiveArrayTypeInfo.DOUBLE_PRIMITIVE_ARRAY_TYPE_INFO);
    }

    private static final class Codec implements ValueCodec<Sums> {
        private static final long serialVersionUID = 1L;

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(Sums sums, DataOutputView out) throws IOException {
            out.writeLong(sums.count);
            out.writeDouble(sums.sum);
            out.writeDouble(sums.max);
        }

        @Override
        public Sums read(int version, DataInputView in) throws IOException {
            Sums sums = new Sums();
            sums.count = in.readLong();
            sums.sum = in.readDouble();
            sums.max = in.readDouble();
            return sums;
        }

        @Override
        public Sums copy(Sums sums) {
            Sums copy = new Sums();
            copy.count = sums.count;
            copy.sum = sums.sum;
            copy.max = sums.max;
            return copy;
        }

        @Override
        public long memoryBytes(Sums sums) {
            return 40;
        }
    }
}
