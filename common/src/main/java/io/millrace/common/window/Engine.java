package io.millrace.common.window;

/**
 * Windows of one kind. Engines hold nothing of a key: all they know is in its {@link KeyWindows}.
 *
 * @param <T> records
 * @param <K> keys
 * @param <A> accumulators
 */
interface Engine<T, K, A> {
    /** Where an engine's results and late records go. */
    interface Output<T, K, A> {
        void result(
                KeyWindows<K, A> windows,
                int definition,
                long start,
                long end,
                WindowResult.Timing timing,
                long pane,
                A accumulator);

        void late(int definition, T record, long timestamp);

        /** So many records came too late that had been aggregated before. */
        void lateAggregated(int definition, long records);
    }

    /**
     * Adds a record; where its windows are over but can still be corrected, they are.
     *
     * @param passed up to when time has passed
     * @return when the key is due because of this record; later than it was due already, or never, is fine
     */
    long add(KeyWindows<K, A> windows, T record, long timestamp, long passed);

    /** Gives results of the windows that end until {@code passed} and had none, and forgets what is over for good. */
    void advance(KeyWindows<K, A> windows, long passed);

    /** Gives early results of the windows in which records came since the last. */
    void early(KeyWindows<K, A> windows, long passed);

    /** When something is to be done next for the key; {@link Ticket#NEVER} when nothing is. */
    long due(KeyWindows<K, A> windows);

    /** Whether the key has nothing in windows of this kind. */
    boolean isEmpty(KeyWindows<K, A> windows);
}
