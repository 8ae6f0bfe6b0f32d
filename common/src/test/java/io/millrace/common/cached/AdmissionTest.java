package io.millrace.common.cached;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Rounds worked out by hand: 5,000 misses each, as there are 5,000 entries; 32 of them with guests. */
class AdmissionTest {
    private static final int ENTRIES = 5000;

    /** Sends misses, each after so many hits on average, and counts the guests among them. */
    private static final class Stream {
        private final Admission admission = new Admission();
        private long hits;
        private long misses;

        int guests(int howMany, int hitsPerHundredMisses) {
            int guests = 0;
            for (int i = 0; i < howMany; i++) {
                misses++;
                hits += (misses % 100) < hitsPerHundredMisses ? 1 : 0;
                guests += admission.asGuest(hits, misses, ENTRIES) ? 1 : 0;
            }
            return guests;
        }
    }

    @Test
    void allStayUntilItIsKnownThatTheyDoNotComeBack() {
        Stream stream = new Stream();
        assertThat(stream.guests(2 * ENTRIES, 10)).isZero();
        // But for one in 32.
        assertThat(stream.guests(3200, 10)).isEqualTo(3100);
    }

    @Test
    void aThirdOfHitsPerMissIsAQuarterOfAll() {
        Stream above = new Stream();
        assertThat(above.guests(20 * ENTRIES, 34)).isZero();
        Stream below = new Stream();
        assertThat(below.guests(3 * ENTRIES, 32)).isPositive();
    }

    @Test
    void nowAndThenAllStayAgainToSeeWhetherThatStillHolds() {
        Stream stream = new Stream();
        stream.guests(2 * ENTRIES + 1, 10);
        assertThat(stream.guests(32 * ENTRIES - 1, 10)).isPositive();
        // A round to fill, a round to count; keys come back now.
        assertThat(stream.guests(2 * ENTRIES, 90)).isZero();
        assertThat(stream.guests(10 * ENTRIES, 90)).isZero();
    }
}
