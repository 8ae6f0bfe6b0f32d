package io.millrace.local.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for other processes. */
final class Waiting {
    private static final long POLL_MILLIS = 100;

    private Waiting() {}

    /** Returns once the condition holds; after the timeout, throws with the message. */
    static void until(BooleanSupplier condition, Duration timeout, Supplier<String> message) {
        if (!within(condition, timeout)) {
            throw new LocalException(message.get() + " within " + timeout.toSeconds() + " s");
        }
    }

    /** The value, once there is one; after the timeout, throws with the message. */
    static <T> T forValue(Supplier<Optional<T>> supplier, Duration timeout, Supplier<String> message) {
        List<T> values = new ArrayList<>(1);
        until(
                () -> {
                    supplier.get().ifPresent(values::add);
                    return !values.isEmpty();
                },
                timeout,
                message);
        return values.get(0);
    }

    /** Whether the condition came to hold within the timeout. */
    static boolean within(BooleanSupplier condition, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LocalException("interrupted while waiting", e);
            }
        }
        return true;
    }
}
