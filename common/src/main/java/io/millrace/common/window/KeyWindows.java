package io.millrace.common.window;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one key has in its windows.
 *
 * @param <K> keys
 * @param <A> accumulators
 */
final class KeyWindows<K, A> {
    static final long LONG_AGO = Long.MIN_VALUE / 4;

    /** Up to when windows had their results: all that end by then, and no other. */
    long fired = LONG_AGO;
    /** When early results are due; {@link Ticket#NEVER} where no record came since the last. */
    long earlyAt = Ticket.NEVER;
    /** Beginnings of the pieces between the edges of all sliced definitions in which records came since then. */
    @Nullable
    TreeSet<Long> changed;

    /** Where there are several sliced definitions: what came last, between the next edges of all. */
    long openStart;

    long openEnd;

    @Nullable
    A open;

    /** Where there is a single sliced definition: the slice of the last record, or {@code null}. Not part of state. */
    @Nullable
    A current;

    long currentSlice;

    /** For each sliced definition, and for count windows. */
    final List<Slices<A>> slices = new ArrayList<>(1);

    final List<PaneCounts> panes = new ArrayList<>(1);
    /** For each definition of sessions, by their start. */
    final List<List<Session<A>>> sessions = new ArrayList<>(0);
    /** How many records there were, for count windows. */
    long count;

    /** The key and when it is due; only while the object is live, and shared by its copies. */
    @Nullable
    Ticket<K> ticket;
}
