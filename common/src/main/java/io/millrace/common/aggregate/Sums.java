package io.millrace.common.aggregate;

import io.millrace.common.state.ValueCodec;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/** The sum or the mean of a field; NaN is not added. */
record Sums<T>(DoubleField<? super T> field, boolean mean) implements Aggregate<T, CompensatedSum, Double> {
    @Override
    public CompensatedSum create() {
        return new CompensatedSum();
    }

    @Override
    public void add(CompensatedSum sum, T record, long timestamp) {
        double value = field.of(record);
        if (!Double.isNaN(value)) {
            sum.add(value);
        }
    }

    @Override
    public void merge(CompensatedSum into, CompensatedSum later) {
        into.merge(later);
    }

    @Override
    public Double result(CompensatedSum sum) {
        if (!mean) {
            return sum.sum();
        }
        return sum.count == 0 ? Double.NaN : sum.sum() / sum.count;
    }

    @Override
    public ValueCodec<CompensatedSum> codec() {
        return CompensatedSum.Codec.CODEC;
    }

    @Override
    public String signature() {
        return "sum";
    }

    @Override
    public Optional<TypeInformation<Double>> resultType() {
        return Optional.of(Types.DOUBLE);
    }
}
