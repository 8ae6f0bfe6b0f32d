package io.millrace.learners;

/**
 * A model that learns from one record at a time: mutable, for one thread, and a function of its setup and of the records
 * it was given, in their order. It reads no clock and draws no lots but from the generator in its snapshot.
 */
public interface Learner {
    /** What it is made and read back by. */
    LearnerType<?> type();

    /** What it was made of. */
    Setup<?> setup();

    /**
     * Bytes it takes on the heap of a 64-bit JVM with compressed references, without what it shares with others of the
     * same {@link Setup}. A formula, not a walk: cheap enough to be asked for at each record, and within a quarter of
     * what a walk would find.
     */
    long memoryBytes();

    /**
     * Writes all that later predictions depend on, but for the setup, which {@link Snapshots} writes. Read back by the
     * {@linkplain LearnerType type}.
     */
    void write(SnapshotWriter out);
}
