package io.millrace.common.aggregate;

import io.millrace.common.record.FieldValues;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What the aggregates' tests are about. */
record Reading(
        long time, double x, double y, long n, @Nullable String name) {
    static Reading of(double x) {
        return new Reading(0, x, x, 0, "");
    }

    static Reading named(String name) {
        return new Reading(0, 0, 0, 1, name);
    }

    /** Some with equal times, some without a value. */
    static List<Reading> random(long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double x = random.nextInt(10) == 0 ? Double.NaN : random.nextDouble(-50, 100);
            double y = random.nextInt(20) == 0 ? Double.NaN : 3 * x + random.nextDouble(-5, 5);
            long n = random.nextInt(15) == 0 ? FieldValues.MISSING : random.nextLong(-40, 40);
            String name = random.nextInt(12) == 0 ? null : "name-" + random.nextInt(30);
            readings.add(new Reading(random.nextLong(0, 60), x, y, n, name));
        }
        return readings;
    }

    /** The same for ever, for golden files. */
    static List<Reading> fixed() {
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            double x = i % 9 == 4 ? Double.NaN : (i * 37 % 101) / 8.0 - 3;
            String name = i % 11 == 5 ? null : "n\u00e4me-" + i * 7 % 13;
            readings.add(new Reading(1_700_000_000_000L + i * 53 % 29, x, 2 * x + i % 3, i * 17 % 23 - 11, name));
        }
        return readings;
    }
}
