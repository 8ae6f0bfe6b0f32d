package io.millrace.common.state;

/** What objects take on the heap of a 64-bit JVM with compressed references, for {@link ValueCodec#memoryBytes}. */
public final class Sizes {
    private Sizes() {}

    /** An object with fields of so many bytes: a header of 12, rounded up to 8. */
    public static long object(long fieldBytes) {
        return 12 + fieldBytes + 7 & ~7L;
    }

    /** An array with elements of so many bytes together: a header of 16, rounded up to 8. */
    public static long array(long elementBytes) {
        return 16 + elementBytes + 7 & ~7L;
    }

    /** A text of so many chars, all of them Latin-1. */
    public static long text(long chars) {
        return object(12) + array(chars);
    }
}
