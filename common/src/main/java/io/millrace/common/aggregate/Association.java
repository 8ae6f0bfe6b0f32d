package io.millrace.common.aggregate;

import io.millrace.common.state.ValueCodec;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** What two fields have to do with each other. A record where either is NaN is left out. */
record Association<T, R>(
        DoubleField<? super T> x,
        DoubleField<? super T> y,
        Functions.Of1<PairMoments, R> measure,
        TypeInformation<R> type)
        implements Aggregate<T, PairMoments, R> {
    @Override
    public PairMoments create() {
        return new PairMoments();
    }

    @Override
    public void add(PairMoments moments, T record, long timestamp) {
        double first = x.of(record);
        double second = y.of(record);
        if (!Double.isNaN(first) && !Double.isNaN(second)) {
            moments.add(first, second);
        }
    }

    @Override
    public void merge(PairMoments into, PairMoments later) {
        into.merge(later);
    }

    @Override
    public R result(PairMoments moments) {
        return measure.of(moments);
    }

    @Override
    public ValueCodec<PairMoments> codec() {
        return PairMoments.Codec.CODEC;
    }

    @Override
    public String signature() {
        return "association";
    }

    @Override
    public Optional<TypeInformation<R>> resultType() {
        return Optional.of(type);
    }
}
