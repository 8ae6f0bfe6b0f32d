package io.millrace.common.cached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the cache keeps, drops, writes and tells, on both state backends. */
class CachedStateTest {
    /** What an entry counts for besides its object. */
    private static final long OVERHEAD = 160;

    private static CacheSettings<Tally> settings(long bytes, Duration timeToLive) {
        return new CacheSettings<>("tallies", "tally/1", Tally.CODEC, new MemorySize(bytes), timeToLive);
    }

    /** A test with an open cached state. */
    private static final class Probe implements AutoCloseable {
        final ProbeOperator operator;
        final KeyedOneInputStreamOperatorTestHarness<Integer, Integer, String> harness;

        Probe(String backend, CacheSettings<Tally> settings, OperatorSubtaskState from) throws Exception {
            operator = new ProbeOperator(settings);
            harness = ProbeOperator.harness(operator, backend);
            harness.setProcessingTime(0);
            if (from != null) {
                harness.initializeState(from);
            }
            harness.open();
        }

        Probe(String backend, long bytes) throws Exception {
            this(backend, settings(bytes, Duration.ZERO), null);
        }

        CachedState<Integer, Tally> cached() {
            return operator.cached;
        }

        long count(String name) {
            return operator.counted.count(name);
        }

        long gauge(String name) {
            return operator.counted.gauge(name);
        }

        @Override
        public void close() throws Exception {
            harness.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "rocksdb"})
    void equalsAMapWhateverTheBound(String backend) throws Exception {
        for (int seed = 0; seed < 60; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            long bound = random.nextInt(4000);
            Map<Integer, Tally> expected = new HashMap<>();
            try (Probe probe = new Probe(backend, bound)) {
                for (int step = 0; step < 400; step++) {
                    step(probe.cached(), expected, random);
                    long largest = OVERHEAD + 100 + 24 * 12;
                    // Whatever is not of the last call is within the bound; its size is known a few changes late.
                    assertThat(probe.gauge("bytes")).isLessThanOrEqualTo(bound + 2 * largest);
                }
                for (int key = 0; key < 20; key++) {
                    assertThat(Objects.toString(probe.cached().find(key)))
                            .isEqualTo(Objects.toString(expected.get(key)));
                }
            }
        }
    }

    private static void step(CachedState<Integer, Tally> cached, Map<Integer, Tally> expected, SplittableRandom random)
            throws Exception {
        int key = random.nextInt(20);
        long value = random.nextLong();
        switch (random.nextInt(12)) {
            case 0 -> {
                cached.remove(key);
                expected.remove(key);
            }
            case 1 -> {
                cached.put(key, Tally.of(value));
                expected.put(key, Tally.of(value));
            }
            case 2 -> cached.flush();
            case 3, 4, 5 ->
                assertThat(Objects.toString(cached.find(key))).isEqualTo(Objects.toString(expected.get(key)));
            default -> {
                Tally found = cached.change(key);
                assertThat(Objects.toString(found)).isEqualTo(Objects.toString(expected.get(key)));
                if (found == null) {
                    cached.put(key, Tally.of(value));
                    expected.put(key, Tally.of(value));
                } else {
                    found.add(value);
                    expected.get(key).add(value);
                    assertThat(cached.live(key)).isSameAs(found);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "rocksdb"})
    void staysWithinTheBoundAndLosesNothing(String backend) throws Exception {
        long each = backend.equals("heap") ? OVERHEAD : OVERHEAD + 100 + 24;
        try (Probe probe = new Probe(backend, 10 * each)) {
            for (int key = 0; key < 1000; key++) {
                assertThat(probe.cached().change(key)).isNull();
                probe.cached().put(key, Tally.of(key));
                assertThat(probe.gauge("bytes")).isLessThanOrEqualTo(11 * each);
            }
            assertThat(probe.count("misses")).isEqualTo(1000);
            assertThat(probe.count("loads")).isZero();
            assertThat(probe.gauge("entries")).isBetween(9L, 11L);
            assertThat(probe.count("evictions")).isBetween(989L, 991L);
            for (int key = 0; key < 1000; key++) {
                assertThat(probe.cached().find(key)).hasToString("1[" + key + "]");
            }
        }
    }

    @Test
    void writesWhatChangedAndNothingElse() throws Exception {
        try (Probe probe = new Probe("rocksdb", 1_000_000)) {
            for (int key = 0; key < 50; key++) {
                probe.cached().put(key, Tally.of(key));
            }
            assertThat(probe.count("writes")).isZero();
            probe.cached().flush();
            assertThat(probe.count("writes")).isEqualTo(50);
            for (int key = 0; key < 50; key++) {
                probe.cached().find(key);
            }
            probe.cached().flush();
            assertThat(probe.count("writes")).isEqualTo(50);
            probe.cached().change(7).add(1);
            probe.cached().change(7).add(2);
            probe.cached().change(9).add(1);
            probe.cached().flush();
            assertThat(probe.count("writes")).isEqualTo(52);
            assertThat(probe.count("hits")).isEqualTo(53);
        }
    }

    @Test
    void whatWasOnlyFoundIsDroppedUnwritten() throws Exception {
        try (Probe probe = new Probe("rocksdb", 0)) {
            probe.cached().put(1, Tally.of(5));
            probe.cached().find(2);
            assertThat(probe.count("writes")).isEqualTo(1);
            probe.cached().find(1);
            probe.cached().find(2);
            assertThat(probe.count("writes")).isEqualTo(1);
            assertThat(probe.count("evictions")).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "rocksdb"})
    void anObjectLargerThanTheCacheIsKeptWhileItIsInUse(String backend) throws Exception {
        try (Probe probe = new Probe(backend, 1)) {
            probe.cached().put(1, Tally.of(1));
            for (int i = 2; i < 200; i++) {
                Tally mine = probe.cached().change(1);
                mine.add(i);
                assertThat(probe.cached().live(1)).isSameAs(mine);
            }
            assertThat(probe.cached().find(2)).isNull();
            assertThat(probe.cached().live(1)).isNull();
            assertThat(probe.cached().find(1).count).isEqualTo(199);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "rocksdb"})
    void aMissingKeyIsLookedUpOnce(String backend) throws Exception {
        try (Probe probe = new Probe(backend, 10_000)) {
            assertThat(probe.cached().find(1)).isNull();
            assertThat(probe.cached().change(1)).isNull();
            assertThat(probe.cached().find(1)).isNull();
            assertThat(probe.count("misses")).isEqualTo(1);
            assertThat(probe.count("hits")).isEqualTo(2);
            probe.cached().put(1, Tally.of(3));
            probe.cached().remove(1);
            assertThat(probe.cached().find(1)).isNull();
            assertThat(probe.count("misses")).isEqualTo(1);
            assertThat(probe.gauge("bytes")).isEqualTo(OVERHEAD);
        }
    }

    @Test
    void theHandSparesWhatIsUsed() throws Exception {
        long each = OVERHEAD + 100 + 24;
        try (Probe probe = new Probe("rocksdb", 20 * each)) {
            for (int key = 0; key < 2000; key++) {
                probe.cached().put(key, Tally.of(key));
                if (key > 0) {
                    probe.cached().find(0);
                }
            }
            assertThat(probe.count("misses")).isZero();
            assertThat(probe.cached().live(0)).isNotNull();
        }
    }

    /** Uniform keys, ten times as many as fit: a tenth of the look-ups hit, whoever stays; and nothing is lost. */
    @Test
    void whereKeysDoNotComeBackResidentsStayAndGuestsGo() throws Exception {
        long each = OVERHEAD;
        int keys = 1000;
        SplittableRandom random = new SplittableRandom(7);
        long[] counts = new long[keys];
        try (Probe probe = new Probe("heap", keys / 10 * each)) {
            for (int i = 0; i < 100_000; i++) {
                int key = random.nextInt(keys);
                counts[key]++;
                Tally tally = probe.cached().change(key);
                if (tally == null) {
                    tally = new Tally();
                    probe.cached().put(key, tally);
                    tally.values.add(0L);
                }
                tally.count++;
            }
            double hits = (double) probe.count("hits") / 100_000;
            assertThat(hits).isBetween(0.09, 0.11);
            for (int key = 0; key < keys; key++) {
                assertThat(probe.cached().find(key).count).isEqualTo(counts[key]);
            }
        }
    }

    /** By hand: 1 at the first change, then when it has taken 2, 4, 8, and so on; 64 apart from 64 on; and at a flush. */
    @Test
    void sizesAreMeasuredNowAndThen() throws Exception {
        try (Probe probe = new Probe("rocksdb", 1_000_000)) {
            probe.cached().put(1, new Tally());
            long[] shown = new long[6];
            for (int change = 1; change <= 5; change++) {
                probe.cached().change(1).add(change);
                shown[change] = (probe.gauge("bytes") - OVERHEAD - 100) / 24;
            }
            // Measured before the change that is under way: at change 1, 2 and 4.
            assertThat(shown).containsExactly(0, 0, 1, 1, 3, 3);
            probe.cached().flush();
            assertThat(probe.gauge("bytes")).isEqualTo(OVERHEAD + 100 + 24 * 5);
        }
    }

    @Test
    void tellsWhenObjectsComeAndGo() throws Exception {
        try (Probe probe = new Probe("rocksdb", 0)) {
            probe.cached().put(1, Tally.of(10));
            probe.cached().find(2);
            probe.cached().find(1);
            probe.cached().change(1).add(11);
            probe.cached().flush();
            assertThat(probe.operator.told)
                    .containsExactly(
                            "writing 1/1 1[10]",
                            "evicted 1/1 1[10]",
                            "loaded 1/1 1[10]",
                            "writing 1/1 2[10, 11]",
                            "evicted 1/1 2[10, 11]");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "rocksdb"})
    void forgetsWhatWasNotUsedForItsTimeToLive(String backend) throws Exception {
        for (long bytes : new long[] {0, 1_000_000}) {
            try (Probe probe = new Probe(backend, settings(bytes, Duration.ofMillis(100)), null)) {
                at(probe, 1000);
                probe.cached().put(1, Tally.of(1));
                probe.cached().put(2, Tally.of(2));
                probe.cached().put(3, Tally.of(3));
                at(probe, 1050);
                probe.cached().change(2).add(20);
                assertThat(probe.cached().find(3)).isNotNull();
                at(probe, 1099);
                assertThat(probe.cached().find(1)).hasToString("1[1]");
                assertThat(probe.cached().find(3)).hasToString("1[3]");
                at(probe, 1100);
                assertThat(probe.cached().live(1)).isNull();
                assertThat(probe.cached().find(1)).isNull();
                assertThat(probe.cached().change(3)).isNull();
                at(probe, 1149);
                assertThat(probe.cached().find(2)).hasToString("2[2, 20]");
                at(probe, 1150);
                assertThat(probe.cached().find(2)).isNull();
                probe.cached().flush();
                if (backend.equals("heap")) {
                    assertThat(probe.harness.numKeyedStateEntries()).isZero();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "rocksdb"})
    void theTimeToLiveGoesOnAcrossARestore(String backend) throws Exception {
        OperatorSubtaskState snapshot;
        try (Probe probe = new Probe(backend, settings(1000, Duration.ofMillis(100)), null)) {
            at(probe, 30);
            probe.cached().put(1, Tally.of(1));
            at(probe, 90);
            probe.cached().put(2, Tally.of(2));
            at(probe, 120);
            snapshot = probe.harness.snapshot(1, 1);
        }
        try (Probe probe = new Probe(backend, settings(1000, Duration.ofMillis(100)), snapshot)) {
            at(probe, 130);
            assertThat(probe.cached().find(1)).isNull();
            assertThat(probe.cached().find(2)).isNotNull();
            at(probe, 190);
            assertThat(probe.cached().find(2)).isNull();
        }
    }

    private static void at(Probe probe, long time) throws Exception {
        probe.harness.setProcessingTime(time);
        probe.harness.setStateTtlProcessingTime(time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "rocksdb"})
    void refusesStateOfAnotherSignature(String backend) throws Exception {
        OperatorSubtaskState snapshot;
        try (Probe probe = new Probe(backend, 1000)) {
            probe.cached().put(1, Tally.of(1));
            snapshot = probe.harness.snapshot(1, 1);
        }
        CacheSettings<Tally> other =
                new CacheSettings<>("tallies", "tally/2", Tally.CODEC, new MemorySize(1000), Duration.ZERO);
        assertThatThrownBy(() -> new Probe(backend, other, snapshot).close())
                .hasStackTraceContaining("cached state was written by 'tally/1', and this job expects 'tally/2'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "rocksdb"})
    void namesStateAndKeyOfWhatItCannotRead(String backend) throws Exception {
        OperatorSubtaskState snapshot;
        try (Probe probe = new Probe(backend, 1000)) {
            probe.cached().put(77, Tally.of(1));
            snapshot = probe.harness.snapshot(1, 1);
        }
        CacheSettings<Tally> shorter =
                new CacheSettings<>("tallies", "tally/1", new HalfCodec(), new MemorySize(1000), Duration.ZERO);
        try (Probe probe = new Probe(backend, shorter, snapshot)) {
            assertThatThrownBy(() -> probe.cached().find(77))
                    .isInstanceOf(IOException.class)
                    .hasMessage("cached state 'tallies' of key '77' can't be read: "
                            + "state of version 1 has 17 bytes, and its codec read 8");
        }
    }

    /** Reads less than was written. */
    private static final class HalfCodec extends Tally.Codec {
        private static final long serialVersionUID = 1L;

        @Override
        public Tally read(int version, DataInputView in) throws IOException {
            in.readLong();
            return new Tally();
        }
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> settings(1, Duration.ofNanos(5)))
                .hasMessage("timeToLive must be zero, or from 1 ms to 100,000 days: PT0.000000005S");
        assertThatThrownBy(() -> settings(1, Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CacheSettings<>(" ", "s", Tally.CODEC, MemorySize.ZERO, Duration.ZERO))
                .hasMessage("name must not be blank");
    }
}
