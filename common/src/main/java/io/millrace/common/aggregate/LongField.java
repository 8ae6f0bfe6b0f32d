package io.millrace.common.aggregate;

import java.io.Serializable;

/**
 * Takes an integer from a record.
 *
 * @param <T> records
 */
@FunctionalInterface
public interface LongField<T> extends Serializable {
    /** The integer. */
    long of(T record);
}
