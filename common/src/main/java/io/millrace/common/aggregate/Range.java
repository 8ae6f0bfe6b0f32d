package io.millrace.common.aggregate;

import io.millrace.common.state.ValueCodec;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/** The greatest less the least; NaN is left out. */
record Range<T>(DoubleField<? super T> field) implements Aggregate<T, Extent, Double> {
    @Override
    public Extent create() {
        return new Extent();
    }

    @Override
    public void add(Extent extent, T record, long timestamp) {
        double value = field.of(record);
        if (!Double.isNaN(value)) {
            extent.add(value);
        }
    }

    @Override
    public void merge(Extent into, Extent later) {
        into.merge(later);
    }

    @Override
    public Double result(Extent extent) {
        return extent.max - extent.min;
    }

    @Override
    public ValueCodec<Extent> codec() {
        return Extent.Codec.CODEC;
    }

    @Override
    public String signature() {
        return "range";
    }

    @Override
    public Optional<TypeInformation<Double>> resultType() {
        return Optional.of(Types.DOUBLE);
    }
}
