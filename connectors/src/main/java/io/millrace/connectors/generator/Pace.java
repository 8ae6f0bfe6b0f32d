package io.millrace.connectors.generator;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The clock that a reader keeps pace with, and its alarm. Replaced in tests. */
interface Pace extends AutoCloseable {
    /** A time that only goes forward. */
    long nanoTime();

    /** Completes after this time. */
    CompletableFuture<Void> after(long nanos);

    @Override
    void close();

    /** By the system's clock, with one daemon thread. */
    static Pace ofSystem() {
        ScheduledThreadPoolExecutor alarm = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "millrace-generator-pace");
            thread.setDaemon(true);
            return thread;
        });
        return new SystemPace(alarm);
    }

    /** By the system's clock. */
    record SystemPace(ScheduledExecutorService alarm) implements Pace {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public CompletableFuture<Void> after(long nanos) {
            CompletableFuture<Void> due = new CompletableFuture<>();
            alarm.schedule(() -> due.complete(null), nanos, TimeUnit.NANOSECONDS);
            return due;
        }

        @Override
        public void close() {
            alarm.shutdownNow();
        }
    }
}
