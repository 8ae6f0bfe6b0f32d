package io.millrace.common.cached;

import org.jspecify.annotations.Nullable;

/** What a cache knows of a key: its live object, or that it has none. */
final class Entry<K, V> {
    /** This object, its {@link Stored}, its place in a hash map, and something for the key. */
    static final int OVERHEAD_BYTES = 160;

    private static final int LONGEST_GAP = 64;

    final K key;
    /** {@code null} where the key has no object. */
    @Nullable
    V value;
    /** The live object as state is given it; {@code null} where there is none. */
    @Nullable
    Stored<V> stored;
    /** Changed since it was last written. */
    boolean dirty;
    /** Used since the hand last went by. */
    boolean referenced;
    /** Whether state may hold something for the key. */
    boolean inState;
    /** Whether state holds {@link #stored} itself. */
    boolean shared;
    /** After which flush the object was last made sure to be no snapshot's. */
    int epoch;

    long bytes = OVERHEAD_BYTES;
    Entry<K, V> next = this;
    Entry<K, V> previous = this;
    private int gap = 1;
    private int untilMeasured = 1;

    Entry(K key, int epoch) {
        this.key = key;
        this.epoch = epoch;
    }

    void hold(Stored<V> holder, V object) {
        stored = holder;
        value = object;
    }

    void holdNothing() {
        stored = null;
        value = null;
        dirty = false;
        shared = false;
        referenced = false;
        gap = 1;
        untilMeasured = 1;
    }

    /** Whether the object is to be measured: at its changes number 1, 2, 4, 8, 16, 32, 64, and every 64th from then on. */
    boolean countChange() {
        if (--untilMeasured > 0) {
            return false;
        }
        untilMeasured = gap;
        gap = Math.min(2 * gap, LONGEST_GAP);
        return true;
    }
}
