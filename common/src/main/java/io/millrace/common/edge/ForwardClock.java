package io.millrace.common.edge;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A clock that stands still where the one below it is set back: a watermark taken from it holds for every timestamp taken
 * later, by any thread.
 */
final class ForwardClock {
    /** The system's clock, one for this JVM. */
    static final ForwardClock SYSTEM = new ForwardClock(System::currentTimeMillis);

    private final LongSupplier clock;
    private final AtomicLong highest = new AtomicLong(Long.MIN_VALUE);

    ForwardClock(LongSupplier clock) {
        this.clock = clock;
    }

    long millis() {
        long now = clock.getAsLong();
        long seen = highest.get();
        return now <= seen ? seen : highest.accumulateAndGet(now, Math::max);
    }
}
