package io.millrace.common.window;

/** Sums and differences of times that stop at the ends of what a {@code long} holds. */
final class Times {
    private Times() {}

    static long plus(long time, long duration) {
        long sum = time + duration;
        return sum < time ? Long.MAX_VALUE : sum;
    }

    static long minus(long time, long duration) {
        return Math.max(KeyWindows.LONG_AGO, time - Math.min(duration, time - KeyWindows.LONG_AGO));
    }
}
