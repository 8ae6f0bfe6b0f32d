package io.millrace.common.cached;

import org.jspecify.annotations.Nullable;

/**
 * The entries of a cache in a circle, and a hand that looks for one to drop: it spares each that was used since it last
 * came by. This is CLOCK (F. J. Corbató, "A Paging Experiment with the Multics System", 1969): close to least recently used,
 * and a use costs no more than setting a flag.
 *
 * <p>One entry may be a guest, who goes as soon as another key comes, unless it was used again.
 */
final class Ring<K, V> {
    private @Nullable Entry<K, V> hand;
    private @Nullable Entry<K, V> guest;

    /** Makes an entry of the ring the guest. */
    void welcome(Entry<K, V> entry) {
        guest = entry;
    }

    /** The guest, who is none from now on; {@code null} when there is none, or it was used again. */
    @Nullable
    Entry<K, V> dismiss() {
        Entry<K, V> leaving = guest;
        guest = null;
        return leaving == null || leaving.referenced ? null : leaving;
    }

    /** Adds an entry where the hand comes last. */
    void add(Entry<K, V> entry) {
        Entry<K, V> here = hand;
        if (here == null) {
            entry.next = entry;
            entry.previous = entry;
            hand = entry;
            return;
        }
        entry.next = here;
        entry.previous = here.previous;
        here.previous.next = entry;
        here.previous = entry;
    }

    void remove(Entry<K, V> entry) {
        if (entry == guest) {
            guest = null;
        }
        if (entry.next == entry) {
            hand = null;
            return;
        }
        if (hand == entry) {
            hand = entry.next;
        }
        entry.previous.next = entry.next;
        entry.next.previous = entry.previous;
    }

    /** The entry under the hand; {@code null} when there is none. */
    @Nullable
    Entry<K, V> any() {
        return hand;
    }

    /** The next to drop, but not the one in use; {@code null} when there is no other. */
    @Nullable
    Entry<K, V> victim(@Nullable Entry<K, V> inUse) {
        Entry<K, V> entry = hand;
        if (entry == null || (entry == inUse && entry.next == entry)) {
            return null;
        }
        while (entry == inUse || entry.referenced) {
            if (entry != inUse) {
                entry.referenced = false;
            }
            entry = entry.next;
        }
        hand = entry;
        return entry;
    }
}
