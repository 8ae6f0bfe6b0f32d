package io.millrace.common.aggregate;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Takes a value that does not change from a record.
 *
 * @param <T> records
 * @param <V> values
 */
@FunctionalInterface
public interface ValueField<T, V> extends Serializable {
    /** The value; {@code null} where the record has none. */
    @Nullable
    V of(T record);
}
