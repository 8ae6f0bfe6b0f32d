package io.millrace.connectors.kafka;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.functions.MapFunction;

/** Passes readings on, and fails at one of them, once, when the test says so. All tasks run in the test's JVM. */
final class Gate implements MapFunction<Reading, Reading> {
    private static final long serialVersionUID = 1L;
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final AtomicLong PASSED = new AtomicLong();
    private static volatile long failsAt;
    private static volatile CountDownLatch arrived;
    private static volatile CountDownLatch goOn;

    static void reset() {
        PASSED.set(0);
        failsAt = -1;
    }

    /** The reading with this id will be held, and then fail the job. */
    static void failAt(long id) {
        arrived = new CountDownLatch(1);
        goOn = new CountDownLatch(1);
        failsAt = id;
    }

    static long passed() {
        return PASSED.get();
    }

    static void awaitHeld() throws InterruptedException {
        if (!arrived.await(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the reading to fail at did not come");
        }
    }

    static void failNow() {
        goOn.countDown();
    }

    @Override
    public Reading map(Reading reading) throws InterruptedException {
        if (reading.id() == failsAt) {
            arrived.countDown();
            boolean told = goOn.await(DEADLINE.toSeconds(), TimeUnit.SECONDS);
            failsAt = -1;
            throw new IllegalStateException(told ? "failed on purpose" : "held for too long");
        }
        PASSED.incrementAndGet();
        return reading;
    }
}
