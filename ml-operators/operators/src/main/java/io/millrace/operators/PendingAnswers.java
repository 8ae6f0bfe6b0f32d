package io.millrace.operators;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Steps that not all pieces have answered yet, in a ring by their numbers, without gaps but for those that none has. */
final class PendingAnswers {
    private static final int LEAST_ROOM = 64;

    private @Nullable Pending[] ring = new Pending[LEAST_ROOM];
    private final ArrayList<Pending> spare = new ArrayList<>();
    private long next;
    private volatile int size;

    PendingAnswers() {
        this(0);
    }

    /** @param next number of the first step to come */
    PendingAnswers(long next) {
        this.next = next;
    }

    /** Number of the first step that is not done. */
    long next() {
        return next;
    }

    /** How many steps have answers that wait. */
    int size() {
        return size;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // of one thread; others look
    void add(Part part) {
        long ahead = part.number() - next;
        if (ahead < 0) {
            throw new IllegalStateException("an answer to step " + part.number() + ", done before step " + next);
        }
        while (ahead >= ring.length) {
            grow();
        }
        int at = at(part.number());
        Pending pending = ring[at];
        if (pending == null) {
            pending = spare.isEmpty() ? new Pending() : spare.remove(spare.size() - 1);
            pending.begin(part.number());
            ring[at] = pending;
            size++;
        }
        pending.add(part);
    }

    /** Answers to the first step that is not done; {@code null} where there are none. */
    @Nullable
    Pending first() {
        return ring[at(next)];
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // of one thread; others look
    void removeFirst() {
        int at = at(next);
        Pending done = ring[at];
        if (done != null) {
            ring[at] = null;
            if (spare.size() < LEAST_ROOM) {
                spare.add(done);
            }
            size--;
        }
        next++;
    }

    /** All of them. */
    List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (Pending pending : ring) {
            if (pending != null) {
                parts.add(pending.part());
            }
        }
        return parts;
    }

    private int at(long number) {
        return (int) (number & ring.length - 1);
    }

    private void grow() {
        @Nullable Pending[] before = ring;
        ring = new Pending[2 * before.length];
        for (long number = next; number < next + before.length; number++) {
            ring[at(number)] = before[(int) (number & before.length - 1)];
        }
    }
}
