package io.millrace.learners.neighbours;

/** Loops over the first n of one or several features' values, each simple enough for the compiler to make vectors of. */
final class DistanceLoops {
    private DistanceLoops() {}

    /** Adds the scaled squares of the four features in {@code together}. */
    static void four(double[][] values, int[] together, double[] record, double[] inverse, double[] into, int n) {
        double[] a = values[together[0]];
        double[] b = values[together[1]];
        double[] c = values[together[2]];
        double[] d = values[together[3]];
        double asked = record[together[0]];
        double askedB = record[together[1]];
        double askedC = record[together[2]];
        double askedD = record[together[3]];
        double scale = inverse[together[0]];
        double scaleB = inverse[together[1]];
        double scaleC = inverse[together[2]];
        double scaleD = inverse[together[3]];
        for (int i = 0; i < n; i++) {
            double w = (asked - a[i]) * scale;
            double x = (askedB - b[i]) * scaleB;
            double y = (askedC - c[i]) * scaleC;
            double z = (askedD - d[i]) * scaleD;
            into[i] += w * w + x * x + (y * y + z * z);
        }
    }

    /** Adds the scaled squares of one feature. */
    static void one(double[] column, double value, double inverse, double[] into, int n) {
        for (int i = 0; i < n; i++) {
            double x = (value - column[i]) * inverse;
            into[i] += x * x;
        }
    }

    /** Adds 1 where the category is another. */
    static void mismatches(double[] column, double category, double[] into, int n) {
        for (int i = 0; i < n; i++) {
            double x = category - column[i];
            into[i] += Math.min(1, x * x);
        }
    }

    /** Adds what comes of one feature, cut to the most, where it is not absent, and counts where it is. */
    static void partly(
            double[] column,
            double[] absent,
            double value,
            double scale,
            double most,
            double[] into,
            double[] unknown,
            int n) {
        for (int i = 0; i < n; i++) {
            double x = (value - column[i]) * scale;
            into[i] += (1 - absent[i]) * Math.min(most, x * x);
            unknown[i] += absent[i];
        }
    }

    /** Extends sums over the features that were known to all that were compared. */
    static void extend(double[] into, double[] unknown, int compared, int n) {
        for (int i = 0; i < n; i++) {
            double known = compared - unknown[i];
            into[i] = known > 0 ? into[i] * (compared / known) : compared;
        }
    }
}
