package io.millrace.learners;

/** What objects take on the heap of a 64-bit JVM with compressed references, for {@link Learner#memoryBytes}. */
public final class HeapSize {
    private HeapSize() {}

    /** An object with fields of so many bytes: a header of 12, rounded up to 8. */
    public static long object(long fieldBytes) {
        return 12 + fieldBytes + 7 & ~7L;
    }

    /** An array with elements of so many bytes together: a header of 16, rounded up to 8. */
    public static long array(long elementBytes) {
        return 16 + elementBytes + 7 & ~7L;
    }

    /** An array of so many doubles or longs. */
    public static long doubles(long length) {
        return array(8 * length);
    }

    /** An array of so many floats, ints or references. */
    public static long ints(long length) {
        return array(4 * length);
    }
}
