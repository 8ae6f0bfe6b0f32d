package io.millrace.learners;

/**
 * A generator of random numbers whose state is one {@code long}, so that it goes into a snapshot. After Steele, Lea,
 * Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014, doi:10.1145/2660193.2660195.
 */
public final class SplitMix64 {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final double UNIT = 0x1p-53;

    private long state;

    public SplitMix64(long state) {
        this.state = state;
    }

    /** What another generator goes on from as this one would. */
    public long state() {
        return state;
    }

    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** From 0, with 1 left out. */
    public double nextDouble() {
        return (nextLong() >>> 11) * UNIT;
    }

    /** From 0, with the bound left out; by the multiplication of Lemire 2019, doi:10.1145/3230636, without rejection. */
    public int nextInt(int bound) {
        return (int) ((nextLong() >>> 32) * bound >>> 32);
    }

    /** With mean 0 and variance 1: the polar method of Marsaglia and Bray 1964, doi:10.1137/1006063. */
    public double nextGaussian() {
        while (true) {
            double u = 2 * nextDouble() - 1;
            double v = 2 * nextDouble() - 1;
            double s = u * u + v * v;
            if (s > 0 && s < 1) {
                return u * Math.sqrt(-2 * Math.log(s) / s);
            }
        }
    }

    /**
     * By Knuth's multiplication (The Art of Computer Programming 2, 3.4.1); takes some {@code mean + 1} draws.
     *
     * @param mean from 0 to 500
     */
    public int nextPoisson(double mean) {
        double limit = Math.exp(-mean);
        double product = nextDouble();
        int count = 0;
        while (product > limit) {
            product *= nextDouble();
            count++;
        }
        return count;
    }

    /** Scrambles one value; a bijection. */
    public static long mix(long value) {
        long z = value;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
