package io.millrace.common.window;

import org.jspecify.annotations.Nullable;

/**
 * What is sent instead of records: several of them aggregated, or a single one that came behind the watermark.
 *
 * @param key the key
 * @param time a time of the slice, or the record's
 * @param count how many records were aggregated; 0 for a single one
 * @param record the single record
 * @param accumulator what was aggregated
 */
record Partial<T, K, A>(
        K key,
        long time,
        long count,
        @Nullable T record,
        @Nullable A accumulator) {
    static <T, K, A> Partial<T, K, A> of(K key, T record, long time) {
        return new Partial<>(key, time, 0, record, null);
    }

    static <T, K, A> Partial<T, K, A> of(K key, A accumulator, long time, long count) {
        return new Partial<>(key, time, count, null, accumulator);
    }
}
