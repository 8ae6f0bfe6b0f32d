package io.millrace.common.aggregate;

import io.millrace.common.state.Codecs;
import io.millrace.common.state.ValueCodec;
import java.util.Arrays;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** How many values lie between bounds. */
final class Histogram<T> implements Aggregate<T, long[], long[]> {
    private static final long serialVersionUID = 1L;

    private final DoubleField<? super T> field;
    private final double[] bounds;

    Histogram(DoubleField<? super T> field, double[] bounds) {
        this.field = field;
        this.bounds = bounds.clone();
        if (bounds.length == 0) {
            throw new IllegalArgumentException("bounds must be at least 1, found 0");
        }
        for (int i = 0; i < bounds.length; i++) {
            if (Double.isNaN(bounds[i]) || i > 0 && !(bounds[i] > bounds[i - 1])) {
                throw new IllegalArgumentException("bounds must increase: " + Arrays.toString(bounds));
            }
        }
    }

    @Override
    public long[] create() {
        return new long[bounds.length + 1];
    }

    @Override
    public void add(long[] counts, T record, long timestamp) {
        double value = field.of(record);
        if (!Double.isNaN(value)) {
            counts[bucket(value)]++;
        }
    }

    /** The number of bounds that are not greater. */
    private int bucket(double value) {
        int low = 0;
        int high = bounds.length;
        while (low < high) {
            int middle = low + high >>> 1;
            if (bounds[middle] <= value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public void merge(long[] into, long[] later) {
        for (int i = 0; i < into.length; i++) {
            into[i] += later[i];
        }
    }

    @Override
    public boolean invertible() {
        return true;
    }

    @Override
    public void subtract(long[] from, long[] what) {
        for (int i = 0; i < from.length; i++) {
            from[i] -= what[i];
        }
    }

    @Override
    public long[] result(long[] counts) {
        return counts.clone();
    }

    @Override
    public ValueCodec<long[]> codec() {
        return Codecs.longs(bounds.length + 1);
    }

    @Override
    public String signature() {
        return "histogram" + Arrays.toString(bounds);
    }

    @Override
    public Optional<TypeInformation<long[]>> resultType() {
        return Optional.of(PrimitiveArrayTypeInfo.LONG_PRIMITIVE_ARRAY_TYPE_INFO);
    }
}
