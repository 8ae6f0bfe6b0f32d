package io.millrace.common.aggregate;

import io.millrace.common.record.FieldValues;
import io.millrace.common.state.ValueCodec;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.jspecify.annotations.Nullable;

/**
 * The first or the last by event time. Of several at the same time the first is the least, and the last the greatest,
 * so that the order of arrival does not matter.
 */
final class Ends {
    private Ends() {}

    private static boolean comesBefore(long timestamp, long other, int order) {
        return timestamp != other ? timestamp < other : order < 0;
    }

    /** First or last numbers and integers. */
    private interface Bits<T, R> extends Aggregate<T, Timed, R> {
        boolean last();

        int compare(long bits, long others);

        @Override
        default Timed create() {
            return new Timed();
        }

        default void offer(Timed timed, long timestamp, long bits) {
            if (!timed.present || replaces(timed, timestamp, bits)) {
                timed.set(timestamp, bits);
            }
        }

        private boolean replaces(Timed timed, long timestamp, long bits) {
            return last()
                    ? comesBefore(timed.timestamp, timestamp, compare(timed.bits, bits))
                    : comesBefore(timestamp, timed.timestamp, compare(bits, timed.bits));
        }

        @Override
        default void merge(Timed into, Timed later) {
            if (later.present) {
                offer(into, later.timestamp, later.bits);
            }
        }

        @Override
        default ValueCodec<Timed> codec() {
            return Timed.Codec.CODEC;
        }
    }

    /** Numbers; NaN is left out. */
    record OfDouble<T>(DoubleField<? super T> field, boolean last) implements Bits<T, Double> {
        @Override
        public void add(Timed timed, T record, long timestamp) {
            double value = field.of(record);
            if (!Double.isNaN(value)) {
                offer(timed, timestamp, Double.doubleToRawLongBits(value));
            }
        }

        @Override
        public int compare(long bits, long others) {
            return Double.compare(Double.longBitsToDouble(bits), Double.longBitsToDouble(others));
        }

        @Override
        public Double result(Timed timed) {
            return timed.present ? Double.longBitsToDouble(timed.bits) : Double.NaN;
        }

        @Override
        public String signature() {
            return last ? "last" : "first";
        }

        @Override
        public Optional<TypeInformation<Double>> resultType() {
            return Optional.of(Types.DOUBLE);
        }
    }

    /** Integers; {@link FieldValues#MISSING} is left out. */
    record OfLong<T>(LongField<? super T> field, boolean last) implements Bits<T, Long> {
        @Override
        public void add(Timed timed, T record, long timestamp) {
            long value = field.of(record);
            if (value != FieldValues.MISSING) {
                offer(timed, timestamp, value);
            }
        }

        @Override
        public int compare(long bits, long others) {
            return Long.compare(bits, others);
        }

        @Override
        public Long result(Timed timed) {
            return timed.present ? timed.bits : FieldValues.MISSING;
        }

        @Override
        public String signature() {
            return last ? "last-long" : "first-long";
        }

        @Override
        public Optional<TypeInformation<Long>> resultType() {
            return Optional.of(Types.LONG);
        }
    }

    /** Any values that have an order; {@code null} is left out. */
    record OfValue<T, V extends Comparable<? super V>>(
            ValueField<? super T, V> field, ValueCodec<V> values, TypeInformation<V> type, boolean last)
            implements Aggregate<T, TimedValue<V>, V> {
        @Override
        public TimedValue<V> create() {
            return new TimedValue<>();
        }

        @Override
        public void add(TimedValue<V> timed, T record, long timestamp) {
            offer(timed, timestamp, field.of(record));
        }

        @Override
        public void merge(TimedValue<V> into, TimedValue<V> later) {
            offer(into, later.timestamp, later.value);
        }

        private void offer(TimedValue<V> timed, long timestamp, @Nullable V value) {
            if (value == null) {
                return;
            }
            V held = timed.value;
            if (held == null
                    || (last
                            ? comesBefore(timed.timestamp, timestamp, held.compareTo(value))
                            : comesBefore(timestamp, timed.timestamp, value.compareTo(held)))) {
                timed.set(timestamp, value);
            }
        }

        /** The result of nothing is null, which the contract's type can't say. */
        @Override
        @SuppressWarnings("NullAway")
        public V result(TimedValue<V> timed) {
            return timed.value;
        }

        @Override
        public ValueCodec<TimedValue<V>> codec() {
            return new TimedValue.Codec<>(values);
        }

        @Override
        public String signature() {
            return (last ? "last-of(" : "first-of(") + type + ")";
        }

        @Override
        public Optional<TypeInformation<V>> resultType() {
            return Optional.of(type);
        }
    }
}
