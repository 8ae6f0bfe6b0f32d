package io.millrace.common.aggregate;

import java.util.Arrays;

/** A set of integers, open addressing in one array. Zero is kept apart, because it marks free slots. */
final class LongSet {
    private static final int FIRST_SLOTS = 8;

    private long[] slots = new long[FIRST_SLOTS];
    private int used;
    private boolean zero;

    int size() {
        return zero ? used + 1 : used;
    }

    boolean add(long value) {
        if (value == 0) {
            boolean added = !zero;
            zero = true;
            return added;
        }
        int slot = slot(slots, value);
        if (slots[slot] == value) {
            return false;
        }
        slots[slot] = value;
        used++;
        if (used > slots.length - (slots.length >> 2)) {
            grow();
        }
        return true;
    }

    private void grow() {
        long[] larger = new long[slots.length * 2];
        for (long value : slots) {
            if (value != 0) {
                larger[slot(larger, value)] = value;
            }
        }
        slots = larger;
    }

    /** The slot that holds the value, or else the one for it. */
    private static int slot(long[] slots, long value) {
        long hash = value * 0x9E3779B97F4A7C15L;
        int slot = (int) (hash >>> 32 ^ hash >>> 16) & slots.length - 1;
        while (slots[slot] != 0 && slots[slot] != value) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    /** All of them, in order. */
    long[] sorted() {
        long[] values = new long[size()];
        int at = zero ? 1 : 0;
        for (long value : slots) {
            if (value != 0) {
                values[at++] = value;
            }
        }
        Arrays.sort(values);
        return values;
    }

    /** Adds values of the other until this one has more than {@code most}. */
    void addAll(LongSet other, int most) {
        if (other.zero) {
            add(0);
        }
        for (int i = 0; i < other.slots.length && size() <= most; i++) {
            if (other.slots[i] != 0) {
                add(other.slots[i]);
            }
        }
    }

    LongSet copy() {
        LongSet copy = new LongSet();
        copy.slots = slots.clone();
        copy.used = used;
        copy.zero = zero;
        return copy;
    }

    int slotCount() {
        return slots.length;
    }
}
