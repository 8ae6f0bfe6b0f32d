package io.millrace.common.window;

/**
 * The result of one window, or a part or correction of it.
 *
 * @param key the key
 * @param value what the aggregate made of the window's records
 * @param start first millisecond of the window; for count windows the running number of its first record, from 0
 * @param end first millisecond after it; for count windows the number after that of its last record
 * @param definition which of the stream's window definitions it belongs to, from 0, in the order they were given
 * @param timing whether it is a part, the whole, or a correction
 * @param pane how many results of this window came before it: 0 for the first
 */
public record WindowResult<K, R>(K key, R value, long start, long end, int definition, Timing timing, long pane) {
    /** When a result comes. */
    public enum Timing {
        /** Before the window is over. */
        EARLY,
        /** As soon as time has passed the window's end. */
        ON_TIME,
        /** For a record that came later, within the allowed lateness. */
        LATE
    }
}
