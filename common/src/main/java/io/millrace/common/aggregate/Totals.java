package io.millrace.common.aggregate;

import io.millrace.common.state.ValueCodec;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/** Totals in integers: of ones, or of a field. */
interface Totals<T> extends Aggregate<T, LongCell, Long> {
    @Override
    default LongCell create() {
        return new LongCell();
    }

    @Override
    default void merge(LongCell into, LongCell later) {
        into.value += later.value;
    }

    @Override
    default void subtract(LongCell from, LongCell what) {
        from.value -= what.value;
    }

    @Override
    default boolean invertible() {
        return true;
    }

    @Override
    default Long result(LongCell cell) {
        return cell.value;
    }

    @Override
    default ValueCodec<LongCell> codec() {
        return LongCell.Codec.CODEC;
    }

    @Override
    default Optional<TypeInformation<Long>> resultType() {
        return Optional.of(Types.LONG);
    }

    /** How many records. */
    record Count<T>() implements Totals<T> {
        @Override
        public void add(LongCell cell, T record, long timestamp) {
            cell.value++;
        }

        @Override
        public String signature() {
            return "count";
        }
    }

    /** The sum of a field. */
    record Sum<T>(LongField<? super T> field) implements Totals<T> {
        @Override
        public void add(LongCell cell, T record, long timestamp) {
            cell.value += field.of(record);
        }

        @Override
        public String signature() {
            return "sum-of-longs";
        }
    }
}
