package io.millrace.common.aggregate;

import java.io.Serializable;

/**
 * Takes a number from a record. Also fits methods that return {@code int} or {@code long}.
 *
 * @param <T> records
 */
@FunctionalInterface
public interface DoubleField<T> extends Serializable {
    /** The number; NaN where the record has none. */
    double of(T record);
}
