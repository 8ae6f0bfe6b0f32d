package io.millrace.operators;

/** What one subtask holds of a spread model: any of its pieces. For one thread. */
interface Share {
    /** Adds a piece that has learned nothing. */
    void create(int piece);

    /**
     * Takes a piece in place of its own, or besides.
     *
     * @param bytes as {@link #write} wrote it
     * @throws IllegalArgumentException when it is not of the specification; it says in what it differs
     * @throws io.millrace.learners.CorruptSnapshotException when it can't be read
     */
    void take(int piece, byte[] bytes);

    /** Numbers of the pieces that are here. Not to be changed. */
    int[] pieces();

    boolean has(int piece);

    /** What the pieces say of the step's record. */
    double[] predict(Step step);

    /** Has the pieces learn the step's record. */
    void learn(Step step);

    /** One piece by itself. */
    byte[] write(int piece);

    /** About how many bytes the pieces take on the heap. */
    long memoryBytes();
}
