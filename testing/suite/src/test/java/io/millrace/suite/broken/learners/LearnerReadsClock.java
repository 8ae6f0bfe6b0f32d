package io.millrace.suite.broken.learners;

import java.time.Instant;

final class LearnerReadsClock {
    long millis() {
        return System.currentTimeMillis();
    }

    long nanos() {
        return System.nanoTime();
    }

    Instant instant() {
        return Instant.now();
    }
}
