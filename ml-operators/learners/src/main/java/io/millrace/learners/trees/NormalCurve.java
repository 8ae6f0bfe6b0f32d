package io.millrace.learners.trees;

/** The share of a normal distribution below a point, from a table; within 1e-6. */
final class NormalCurve {
    private static final int PER_UNIT = 128;
    private static final int END = 6;
    private static final double[] TABLE = new double[2 * END * PER_UNIT + 2];

    static {
        double step = 1.0 / PER_UNIT;
        double scale = step / 6 / StrictMath.sqrt(2 * Math.PI);
        double sum = 0;
        for (int i = 0; i < TABLE.length; i++) {
            TABLE[i] = sum;
            double x = -END + i * step;
            sum += scale * (density(x) + 4 * density(x + step / 2) + density(x + step));
        }
    }

    private NormalCurve() {}

    private static double density(double x) {
        return StrictMath.exp(-x * x / 2);
    }

    /** Below {@code z} standard deviations above the mean; NaN counts as below all. */
    static double below(double z) {
        double at = (z + END) * PER_UNIT;
        if (!(at > 0)) {
            return 0;
        }
        int i = (int) at;
        return i >= TABLE.length - 1 ? 1 : TABLE[i] + (at - i) * (TABLE[i + 1] - TABLE[i]);
    }
}
