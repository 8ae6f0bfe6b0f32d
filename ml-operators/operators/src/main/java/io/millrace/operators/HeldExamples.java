package io.millrace.operators;

import io.millrace.learners.HeapSize;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Examples of a key that wait until their time has passed. */
final class HeldExamples {
    /** The time of the first of none. */
    static final long NEVER = Long.MAX_VALUE;

    private static final int BYTES_EACH = 40;

    private final PriorityQueue<HeldExample> queue;
    private long bytes;
    /** When the key is due in memory; not part of state. */
    long scheduled = NEVER;

    HeldExamples() {
        this.queue = new PriorityQueue<>();
    }

    private HeldExamples(HeldExamples other) {
        this.queue = new PriorityQueue<>(other.queue);
        this.bytes = other.bytes;
        this.scheduled = other.scheduled;
    }

    HeldExamples copy() {
        return new HeldExamples(this);
    }

    void add(HeldExample held, long itsBytes) {
        queue.add(held);
        bytes += itsBytes + BYTES_EACH;
    }

    /** The first whose time has passed; {@code null} where there is none. */
    @Nullable
    HeldExample poll(long passed) {
        HeldExample first = queue.peek();
        if (first == null || first.time() > passed) {
            return null;
        }
        // About: what is left has the average's size.
        bytes -= bytes / queue.size();
        return queue.poll();
    }

    /** Time of the first; {@link #NEVER} where there is none. */
    long first() {
        HeldExample first = queue.peek();
        return first == null ? NEVER : first.time();
    }

    int size() {
        return queue.size();
    }

    Iterable<HeldExample> all() {
        return queue;
    }

    long memoryBytes() {
        return HeapSize.object(32) + HeapSize.object(24) + bytes;
    }
}
