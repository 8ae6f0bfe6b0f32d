package io.millrace.operators;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What waits under one id, in the order in which it came. Mostly one record or one label. Never changed.
 *
 * @param records that wait for labels
 * @param labels that wait for records
 */
record Waiting<T>(List<Timed<T>> records, List<Timed<Label>> labels) {
    /**
     * With the timestamp it came with.
     *
     * @param at event time, in milliseconds
     */
    record Timed<V>(V value, long at) {}

    static <T> Waiting<T> none() {
        return new Waiting<>(List.of(), List.of());
    }

    boolean empty() {
        return records.isEmpty() && labels.isEmpty();
    }

    Waiting<T> withRecord(Timed<T> one) {
        return new Waiting<>(with(records, one), labels);
    }

    Waiting<T> withLabel(Timed<Label> one) {
        return new Waiting<>(records, with(labels, one));
    }

    Waiting<T> withoutRecord(Timed<T> one) {
        return new Waiting<>(without(records, one), labels);
    }

    Waiting<T> withoutLabel(Timed<Label> one) {
        return new Waiting<>(records, without(labels, one));
    }

    /** The first that came of those that are wanted; {@code null} where there is none. */
    static <V> @Nullable Timed<V> first(List<Timed<V>> all, Predicate<Timed<V>> wanted) {
        for (Timed<V> one : all) {
            if (wanted.test(one)) {
                return one;
            }
        }
        return null;
    }

    private static <V> List<Timed<V>> with(List<Timed<V>> all, Timed<V> one) {
        List<Timed<V>> more = new ArrayList<>(all);
        more.add(one);
        return List.copyOf(more);
    }

    private static <V> List<Timed<V>> without(List<Timed<V>> all, Timed<V> one) {
        List<Timed<V>> fewer = new ArrayList<>(all);
        fewer.remove(one);
        return List.copyOf(fewer);
    }
}
