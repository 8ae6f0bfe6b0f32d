package io.millrace.common.aggregate;

import io.millrace.common.state.ValueCodec;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/** A field's sum per second. NaN is left out. */
record Rate<T>(DoubleField<? super T> field) implements Aggregate<T, SpanTotal, Double> {
    private static final double MILLIS_PER_SECOND = 1_000;

    @Override
    public SpanTotal create() {
        return new SpanTotal();
    }

    @Override
    public void add(SpanTotal total, T record, long timestamp) {
        double value = field.of(record);
        if (!Double.isNaN(value)) {
            total.add(value, timestamp);
        }
    }

    @Override
    public void merge(SpanTotal into, SpanTotal later) {
        into.merge(later);
    }

    @Override
    public Double result(SpanTotal total) {
        if (total.sum.count < 2 || total.first == total.last) {
            return Double.NaN;
        }
        // Between n records lie n - 1 gaps.
        double between = total.sum.sum() / total.sum.count * (total.sum.count - 1);
        return between / total.spanMillis() * MILLIS_PER_SECOND;
    }

    @Override
    public Double resultOver(SpanTotal total, long lengthMillis) {
        return total.sum.sum() / lengthMillis * MILLIS_PER_SECOND;
    }

    @Override
    public ValueCodec<SpanTotal> codec() {
        return SpanTotal.Codec.CODEC;
    }

    @Override
    public String signature() {
        return "rate";
    }

    @Override
    public Optional<TypeInformation<Double>> resultType() {
        return Optional.of(Types.DOUBLE);
    }
}
