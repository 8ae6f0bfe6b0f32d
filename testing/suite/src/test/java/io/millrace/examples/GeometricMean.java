package io.millrace.examples;

import io.millrace.common.aggregate.Aggregate;
import io.millrace.common.aggregate.DoubleField;
import io.millrace.common.state.Codecs;
import io.millrace.common.state.ValueCodec;

/** The geometric mean of a field; NaN of none. The accumulator is a count and a sum of logarithms. */
public record GeometricMean<T>(DoubleField<T> field) implements Aggregate<T, double[], Double> {
    @Override
    public double[] create() {
        return new double[2];
    }

    @Override
    public void add(double[] accumulator, T record, long timestamp) {
        accumulator[0]++;
        accumulator[1] += Math.log(field.of(record));
    }

    @Override
    public void merge(double[] into, double[] later) {
        into[0] += later[0];
        into[1] += later[1];
    }

    @Override
    public Double result(double[] accumulator) {
        return Math.exp(accumulator[1] / accumulator[0]);
    }

    @Override
    public ValueCodec<double[]> codec() {
        return Codecs.doubles(2);
    }
}
