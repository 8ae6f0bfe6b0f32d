package io.millrace.common.aggregate;

import io.millrace.common.state.ValueCodec;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Several quantiles of a field. NaN is left out. */
final class Quantiles<T> implements Aggregate<T, QuantileSummary, double[]> {
    private static final long serialVersionUID = 1L;

    private final DoubleField<? super T> field;
    private final int k;
    private final double[] shares;

    Quantiles(DoubleField<? super T> field, int k, double[] shares) {
        if (shares.length == 0) {
            throw new IllegalArgumentException("shares must be at least 1, found 0");
        }
        for (double share : shares) {
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("a share must be within 0 to 1: " + share);
            }
        }
        this.field = field;
        this.k = QuantileSummary.checked(k);
        this.shares = shares.clone();
    }

    @Override
    public QuantileSummary create() {
        return new QuantileSummary(k);
    }

    @Override
    public void add(QuantileSummary summary, T record, long timestamp) {
        double value = field.of(record);
        if (!Double.isNaN(value)) {
            summary.add(value);
        }
    }

    @Override
    public void merge(QuantileSummary into, QuantileSummary later) {
        into.merge(later);
    }

    @Override
    public double[] result(QuantileSummary summary) {
        return summary.quantiles(shares);
    }

    @Override
    public ValueCodec<QuantileSummary> codec() {
        return new QuantileSummary.Codec(k);
    }

    @Override
    public String signature() {
        return "quantiles(" + k + ")";
    }

    @Override
    public Optional<TypeInformation<double[]>> resultType() {
        return Optional.of(PrimitiveArrayTypeInfo.DOUBLE_PRIMITIVE_ARRAY_TYPE_INFO);
    }
}
