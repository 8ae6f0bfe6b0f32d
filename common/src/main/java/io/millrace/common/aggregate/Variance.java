package io.millrace.common.aggregate;

import io.millrace.common.state.ValueCodec;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/** The variance of a field, or its square root; of a population, or estimated from a sample. NaN is left out. */
record Variance<T>(DoubleField<? super T> field, boolean sample, boolean root)
        implements Aggregate<T, Moments, Double> {
    @Override
    public Moments create() {
        return new Moments();
    }

    @Override
    public void add(Moments moments, T record, long timestamp) {
        double value = field.of(record);
        if (!Double.isNaN(value)) {
            moments.add(value);
        }
    }

    @Override
    public void merge(Moments into, Moments later) {
        into.merge(later);
    }

    @Override
    public Double result(Moments moments) {
        double variance = moments.variance(sample ? 1 : 0);
        return root ? Math.sqrt(variance) : variance;
    }

    @Override
    public ValueCodec<Moments> codec() {
        return Moments.Codec.CODEC;
    }

    @Override
    public String signature() {
        return "variance";
    }

    @Override
    public Optional<TypeInformation<Double>> resultType() {
        return Optional.of(Types.DOUBLE);
    }
}
