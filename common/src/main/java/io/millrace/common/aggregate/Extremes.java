package io.millrace.common.aggregate;

import io.millrace.common.state.ValueCodec;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/** The least or the greatest number of a field; NaN is left out, and -0 is less than 0. */
interface Extremes<T> extends Aggregate<T, DoubleCell, Double> {
    DoubleField<? super T> field();

    @Override
    default DoubleCell create() {
        return new DoubleCell();
    }

    @Override
    default Double result(DoubleCell cell) {
        return cell.value;
    }

    @Override
    default ValueCodec<DoubleCell> codec() {
        return DoubleCell.Codec.CODEC;
    }

    @Override
    default Optional<TypeInformation<Double>> resultType() {
        return Optional.of(Types.DOUBLE);
    }

    /** The least. */
    record Min<T>(DoubleField<? super T> field) implements Extremes<T> {
        @Override
        public void add(DoubleCell cell, T record, long timestamp) {
            add(cell, field.of(record));
        }

        @Override
        public void merge(DoubleCell into, DoubleCell later) {
            add(into, later.value);
        }

        private static void add(DoubleCell cell, double value) {
            if (!Double.isNaN(value)) {
                cell.value = Double.isNaN(cell.value) ? value : Math.min(cell.value, value);
            }
        }

        @Override
        public String signature() {
            return "min";
        }
    }

    /** The greatest. */
    record Max<T>(DoubleField<? super T> field) implements Extremes<T> {
        @Override
        public void add(DoubleCell cell, T record, long timestamp) {
            add(cell, field.of(record));
        }

        @Override
        public void merge(DoubleCell into, DoubleCell later) {
            add(into, later.value);
        }

        private static void add(DoubleCell cell, double value) {
            if (!Double.isNaN(value)) {
                cell.value = Double.isNaN(cell.value) ? value : Math.max(cell.value, value);
            }
        }

        @Override
        public String signature() {
            return "max";
        }
    }
}
