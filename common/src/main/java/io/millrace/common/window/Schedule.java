package io.millrace.common.window;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * When live keys are due. Keys that are due together stand together, so that windows that end at the same moment for all
 * keys cost no sorting.
 */
final class Schedule<K> {
    /** The keys that are due at one time. */
    static final class Bucket<K> {
        final long due;
        final List<Ticket<K>> tickets = new ArrayList<>();

        Bucket(long due) {
            this.due = due;
        }
    }

    private final TreeMap<Long, Bucket<K>> buckets = new TreeMap<>();
    private @Nullable Bucket<K> last;

    /** Makes a key due at another time; at {@link Ticket#NEVER} it is no more. */
    void set(Ticket<K> ticket, long due) {
        if (ticket.due == due && ticket.bucket != null) {
            return;
        }
        remove(ticket);
        if (due == Ticket.NEVER) {
            return;
        }
        Bucket<K> bucket = last;
        if (bucket == null || bucket.due != due) {
            last = bucket = buckets.computeIfAbsent(due, Bucket::new);
        }
        ticket.due = due;
        ticket.bucket = bucket;
        ticket.place = bucket.tickets.size();
        bucket.tickets.add(ticket);
    }

    void remove(Ticket<K> ticket) {
        Bucket<K> bucket = ticket.bucket;
        ticket.due = Ticket.NEVER;
        ticket.bucket = null;
        if (bucket == null) {
            return;
        }
        Ticket<K> moved = bucket.tickets.remove(bucket.tickets.size() - 1);
        if (moved != ticket) {
            bucket.tickets.set(ticket.place, moved);
            moved.place = ticket.place;
        }
        if (bucket.tickets.isEmpty()) {
            drop(bucket);
        }
    }

    private void drop(Bucket<K> bucket) {
        buckets.remove(bucket.due, bucket);
        if (last == bucket) {
            last = null;
        }
    }

    /** Takes one key that is due by a time, the earliest first; {@code null} when there is none. */
    @Nullable
    Ticket<K> poll(long time) {
        Map.Entry<Long, Bucket<K>> first = buckets.firstEntry();
        if (first == null || first.getKey() > time) {
            return null;
        }
        Bucket<K> bucket = first.getValue();
        Ticket<K> ticket = bucket.tickets.get(bucket.tickets.size() - 1);
        remove(ticket);
        return ticket;
    }

    /** When the next key is due; {@link Ticket#NEVER} when none is. */
    long next() {
        return buckets.isEmpty() ? Ticket.NEVER : buckets.firstKey();
    }
}
