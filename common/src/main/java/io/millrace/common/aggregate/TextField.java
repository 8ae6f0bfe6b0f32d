package io.millrace.common.aggregate;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Takes a text from a record.
 *
 * @param <T> records
 */
@FunctionalInterface
public interface TextField<T> extends Serializable {
    /** The text; {@code null} where the record has none. */
    @Nullable
    String of(T record);
}
