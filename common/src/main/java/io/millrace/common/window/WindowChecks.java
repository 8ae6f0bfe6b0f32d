package io.millrace.common.window;

import java.time.Duration;

/** What definitions of windows must keep to. */
final class WindowChecks {
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private WindowChecks() {}

    static void positive(String name, Duration duration) {
        millis(name, duration);
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("window." + name + " must be at least 1 ms: " + duration);
        }
    }

    static void notNegative(String name, Duration duration) {
        millis(name, duration);
        if (duration.isNegative()) {
            throw new IllegalArgumentException("window." + name + " must not be negative: " + duration);
        }
    }

    static void millis(String name, Duration duration) {
        if (duration.abs().compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("window." + name + " must be at most 100 years: " + duration);
        }
        if (duration.toNanosPart() % 1_000_000 != 0) {
            throw new IllegalArgumentException("window." + name + " must be whole milliseconds: " + duration);
        }
    }

    static void positive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("window." + name + " must be at least 1: " + value);
        }
    }
}
