package io.millrace.common.window;

/**
 * Records of one key that follow each other.
 *
 * @param <A> accumulators
 */
final class Session<A> {
    long start;
    /** A gap after the last record. */
    long end;

    final A accumulator;
    /** How many results it had, those of the sessions it was joined from included. */
    long panes;
    /** Whether records came since the last result. */
    boolean changed;

    Session(long start, long end, A accumulator) {
        this.start = start;
        this.end = end;
        this.accumulator = accumulator;
    }
}
