package io.millrace.common.window;

import org.jspecify.annotations.Nullable;

/**
 * A live key's place in the {@link Schedule}.
 *
 * @param <K> keys
 */
final class Ticket<K> {
    static final long NEVER = Long.MAX_VALUE;

    final K key;
    /** When something is to be done for the key: a time of which the watermark says that it has passed. */
    long due = NEVER;

    Schedule.@Nullable Bucket<K> bucket;
    int place;

    Ticket(K key) {
        this.key = key;
    }
}
