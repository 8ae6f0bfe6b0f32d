package io.millrace.common.record;

/** What a field of a record holds. */
public enum FieldType {
    /** A string; {@code null} when missing. */
    TEXT,
    /** A 64-bit integer; {@link FieldValues#MISSING} when missing. */
    LONG,
    /** A finite 64-bit floating-point number; NaN when missing. */
    DOUBLE,
    /** True or false; false when missing. */
    BOOLEAN,
    /** An instant in milliseconds since the epoch; {@link FieldValues#MISSING} when missing. */
    TIME
}
