package io.millrace.common.partition;

import org.jspecify.annotations.Nullable;

/** Hashes that are the same in every JVM, and how a hash becomes a subtask. */
final class Hashing {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private Hashing() {}

    /** The 64-bit finalizer of MurmurHash3: a bijection in which every bit of the input changes half the bits. */
    static long mix(long value) {
        long mixed = value;
        mixed = (mixed ^ (mixed >>> 33)) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return mixed ^ (mixed >>> 33);
    }

    /** The hash of a key by its {@code hashCode}. */
    static long ofKey(@Nullable Object key) {
        if (key == null) {
            throw new IllegalArgumentException("a key must not be null: the key selector gave null");
        }
        if (key instanceof Enum<?> constant) {
            return mix(constant.name().hashCode() + GOLDEN);
        }
        if (key.getClass().isArray()) {
            throw new IllegalArgumentException("a key must have a hash of its contents: "
                    + key.getClass().getSimpleName() + " has none, use a list or a record");
        }
        return mix(key.hashCode() + GOLDEN);
    }

    /** The hash of a text, by all its 64 bits: names that differ in one character are far apart. */
    static long ofText(String text) {
        long hash = 0xCBF29CE484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
        }
        return mix(hash);
    }

    /** The n-th of a sequence of hashes. */
    static long nth(long hash, int n) {
        return mix(hash + (n + 1) * GOLDEN);
    }

    /** From 0 to {@code parts - 1}, by the upper 32 bits: all as likely, and no division. */
    static int spread(long hash, int parts) {
        return (int) (((hash >>> 32) * parts) >>> 32);
    }

    /**
     * What tells the sender that calls from others of the same job: where senders take turns, they are not to begin with the
     * same subtask. Flink does not tell a partitioner its sender, but names the sender's thread by task and subtask. Were
     * the names all the same, senders would begin together, and be right otherwise.
     */
    static long ofSender() {
        return ofText(Thread.currentThread().getName());
    }

    /** The step of SplitMix64's state; {@link #mix} of the state is the number. */
    static long step(long state) {
        return state + GOLDEN;
    }
}
