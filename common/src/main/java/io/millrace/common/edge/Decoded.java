package io.millrace.common.edge;

import io.millrace.common.record.RecordFormat;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.jspecify.annotations.Nullable;

/**
 * What comes out of a source: a record, or the dead letter that it became. Exactly one is there.
 *
 * @param <T> the record
 */
public final class Decoded<T> {
    private final @Nullable T record;
    private final @Nullable DeadLetter deadLetter;

    private Decoded(@Nullable T record, @Nullable DeadLetter deadLetter) {
        this.record = record;
        this.deadLetter = deadLetter;
    }

    public static <T> Decoded<T> record(T record) {
        return new Decoded<>(record, null);
    }

    public static <T> Decoded<T> deadLetter(DeadLetter deadLetter) {
        return new Decoded<>(null, deadLetter);
    }

    /** The record, or {@code null} for a dead letter. */
    public @Nullable T recordOrNull() {
        return record;
    }

    /** The dead letter, or {@code null} for a record. */
    public @Nullable DeadLetter deadLetterOrNull() {
        return deadLetter;
    }

    /** How Flink serializes it, should source and split not share a task. */
    public static <T> TypeInformation<Decoded<T>> typeInformation(RecordFormat<T> format) {
        return new DecodedTypeInfo<>(format.typeInformation());
    }

    @Override
    public String toString() {
        return String.valueOf(record != null ? record : deadLetter);
    }
}
