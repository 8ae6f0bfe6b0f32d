package io.millrace.common.cached;

/**
 * Decides whether what was just loaded is to stay for a while, or is the first to go when room is needed. Where keys do not
 * come back before they are dropped, dropping the newcomer at once is as good for hits, and cheaper: what is read and what is
 * written is the same key, and what is resident stays where it is. This is the adaptive insertion of M. K. Qureshi et al.,
 * "Adaptive Insertion Policies for High Performance Caching" (2007, doi:10.1145/1250662.1250709), with samples in time
 * instead of in sets: below a quarter of hits newcomers are guests, but for one in 32; now and then all are residents again,
 * to see whether that still holds.
 */
final class Admission {
    private static final int RESIDENT_EVERY = 32;
    private static final int GUEST_ROUNDS = 16;
    private static final int SHORTEST_ROUND = 4096;

    private boolean guests;
    private boolean measuring;
    private long hitsBefore;
    private long missesBefore;
    private long roundEnds;

    /**
     * Told of each miss that needs room, with what was counted until now.
     *
     * @param entries how many entries the cache has
     * @return whether the newcomer is to be the next to go
     */
    boolean asGuest(long hits, long misses, int entries) {
        if (misses >= roundEnds) {
            endRound(hits, misses, Math.max(entries, SHORTEST_ROUND));
        }
        return guests && misses % RESIDENT_EVERY != 0;
    }

    /** With residents, a round to fill the cache with them, and a round to count hits. */
    private void endRound(long hits, long misses, int round) {
        if (guests || roundEnds == 0) {
            guests = false;
            measuring = false;
        } else if (!measuring) {
            measuring = true;
        } else {
            guests = 3 * (hits - hitsBefore) < misses - missesBefore;
        }
        hitsBefore = hits;
        missesBefore = misses;
        roundEnds = misses + (guests ? (long) GUEST_ROUNDS * 2 * round : round);
    }
}
