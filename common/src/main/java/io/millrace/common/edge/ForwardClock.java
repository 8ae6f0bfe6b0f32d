package io.millrace.common.edge;

/**
 * The system's clock, standing still where that is set back: a watermark taken from it holds for every timestamp taken
 * later in this JVM.
 */
final class ForwardClock {
    private static volatile long highest = Long.MIN_VALUE;

    private ForwardClock() {}

    static long millis() {
        long now = System.currentTimeMillis();
        long seen = highest;
        if (now <= seen) {
            return seen;
        }
        highest = now;
        return now;
    }
}
