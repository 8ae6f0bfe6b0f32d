package io.millrace.learners.bayes;

/** The natural logarithm by a table: some 2 ns, within 1e-15 of the true one or of 1, and the same on every machine. */
public final class Logarithm {
    private static final int BITS = 8;
    private static final int SIZE = 1 << BITS;
    private static final double[] INVERSE = new double[SIZE];
    private static final double[] LOG = new double[SIZE];
    private static final double LOG_2 = StrictMath.log(2);

    static {
        for (int i = 0; i < SIZE; i++) {
            double middle = 1 + (i + 0.5) / SIZE;
            INVERSE[i] = 1 / middle;
            LOG[i] = StrictMath.log(middle);
        }
    }

    private Logarithm() {}

    /** @param x above 0, finite; numbers below 2.3e-308 count as that */
    public static double of(double x) {
        long bits = Double.doubleToRawLongBits(Math.max(x, Double.MIN_NORMAL));
        int exponent = (int) (bits >>> 52) - 1023;
        double mantissa = Double.longBitsToDouble(bits & 0xF_FFFF_FFFF_FFFFL | 0x3FF0_0000_0000_0000L);
        int i = (int) (bits >>> 52 - BITS) & SIZE - 1;
        double r = mantissa * INVERSE[i] - 1;
        double tail = r * r * (-0.5 + r * (1.0 / 3 + r * (-0.25 + r * 0.2)));
        return exponent * LOG_2 + LOG[i] + (r + tail);
    }

    /** {@code x} times its logarithm; 0 at 0. */
    public static double times(double x) {
        return x > 0 ? x * of(x) : 0;
    }
}
