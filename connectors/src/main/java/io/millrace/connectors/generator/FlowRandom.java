package io.millrace.connectors.generator;

/**
 * SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014, doi 10.1145/2660193.2660195),
 * whose whole state is one {@code long}.
 */
final class FlowRandom {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private long state;

    FlowRandom(long state) {
        this.state = state;
    }

    long state() {
        return state;
    }

    long next() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** From 0 to below 1. */
    double nextDouble() {
        return toDouble(next());
    }

    static double toDouble(long bits) {
        return (bits >>> 11) * 0x1.0p-53;
    }

    /** A value that depends on all three as if drawn by chance. */
    static long of(long seed, long stream, long index) {
        return mix(mix(mix(seed + GOLDEN_GAMMA) ^ stream * 0xD1B54A32D192ED03L) + index * GOLDEN_GAMMA);
    }

    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
