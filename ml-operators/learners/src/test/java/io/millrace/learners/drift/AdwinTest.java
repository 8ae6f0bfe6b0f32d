package io.millrace.learners.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learners.DriftDetector.Signal;
import io.millrace.learners.Schema;
import io.millrace.learners.Setup;
import io.millrace.learners.SplitMix64;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AdwinTest {
    private static Adwin adwin(double delta, int interval) {
        return new Adwin(new Setup<>(Schema.numeric(0), new Adwin.Settings(delta, interval), 0));
    }

    /** The paper's test at each border between buckets, by two passes over the numbers themselves. */
    private static final class Naive {
        final List<Double> window = new ArrayList<>();
        final List<Integer> sizes = new ArrayList<>();
        final double delta;

        Naive(double delta) {
            this.delta = delta;
        }

        void insert(double value) {
            window.add(value);
            sizes.add(1);
            for (int size = 1; count(size) == 6; size *= 2) {
                int oldest = sizes.indexOf(size);
                sizes.remove(oldest);
                sizes.set(oldest, 2 * size);
            }
        }

        private long count(int size) {
            return sizes.stream().filter(each -> each == size).count();
        }

        boolean check() {
            boolean changed = false;
            while (differs()) {
                window.subList(0, sizes.get(0)).clear();
                sizes.remove(0);
                changed = true;
            }
            return changed;
        }

        private boolean differs() {
            int n = window.size();
            double variance = 0;
            double mean = mean(0, n);
            for (double value : window) {
                variance += (value - mean) * (value - mean) / n;
            }
            double log = Math.log(2 * Math.max(1, Math.log(n)) / delta);
            int older = 0;
            for (int i = 0; i + 1 < sizes.size(); i++) {
                older += sizes.get(i);
                double harmonic = 1.0 / older + 1.0 / (n - older);
                double cut = Math.sqrt(2 * harmonic * variance * log) + 2.0 / 3 * harmonic * log;
                if (Math.abs(mean(0, older) - mean(older, n)) > cut) {
                    return true;
                }
            }
            return false;
        }

        private double mean(int from, int to) {
            return window.subList(from, to).stream()
                    .mapToDouble(Double::doubleValue)
                    .average()
                    .orElse(0);
        }
    }

    @Test
    void cutsWhereTheNaiveOneDoes() {
        for (long seed = 1; seed <= 4; seed++) {
            SplitMix64 random = new SplitMix64(seed);
            Adwin adwin = adwin(0.01, 8);
            Naive naive = new Naive(0.01);
            int drifts = 0;
            for (int i = 1; i <= 2_500; i++) {
                double level = i / 600 % 2 == 0 ? 0.2 : 0.6;
                double value =
                        seed % 2 == 0 ? (random.nextDouble() < level ? 1 : 0) : level + random.nextDouble() * 0.4;
                naive.insert(value);
                boolean expected = i % 8 == 0 && naive.check();
                assertThat(adwin.add(value))
                        .as("seed %d, number %d", seed, i)
                        .isEqualTo(expected ? Signal.DRIFT : Signal.NONE);
                assertThat(adwin.width()).isEqualTo(naive.window.size());
                drifts += expected ? 1 : 0;
            }
            assertThat(drifts).isGreaterThan(3);
            assertThat(adwin.estimation()).isCloseTo(naive.mean(0, naive.window.size()), within(1e-12));
        }
    }

    @Test
    void alarmsFalselyLessOftenThanDelta() {
        int alarms = 0;
        int streams = 300;
        for (int seed = 0; seed < streams; seed++) {
            SplitMix64 random = new SplitMix64(seed);
            Adwin adwin = adwin(0.05, 1);
            boolean alarm = false;
            for (int i = 0; i < 500; i++) {
                alarm |= adwin.add(random.nextDouble() < 0.3 ? 1 : 0) == Signal.DRIFT;
            }
            alarms += alarm ? 1 : 0;
        }
        assertThat(alarms).isLessThanOrEqualTo(streams / 20);
    }

    @Test
    void findsAStepSoonAndForgetsWhatWasBefore() {
        for (long seed = 1; seed <= 10; seed++) {
            SplitMix64 random = new SplitMix64(seed);
            Adwin adwin = new Adwin(Adwin.setup(0.002));
            for (int i = 0; i < 10_000; i++) {
                adwin.add(random.nextDouble() < 0.2 ? 1 : 0);
            }
            int delay = 0;
            while (adwin.add(random.nextDouble() < 0.8 ? 1 : 0) != Signal.DRIFT) {
                delay++;
                assertThat(delay).isLessThan(150);
            }
            for (int i = 0; i < 2_000; i++) {
                adwin.add(random.nextDouble() < 0.8 ? 1 : 0);
            }
            assertThat(adwin.width()).isLessThan(2_200);
            assertThat(adwin.estimation()).isCloseTo(0.8, within(0.05));
        }
    }

    @Test
    void keepsAWindowOfAMillionInLessThanThreeKilobytes() {
        SplitMix64 random = new SplitMix64(3);
        Adwin adwin = new Adwin(Adwin.setup(1e-9));
        for (int i = 0; i < 1_000_000; i++) {
            adwin.add(random.nextDouble());
        }
        assertThat(adwin.width()).isEqualTo(1_000_000);
        assertThat(adwin.memoryBytes()).isLessThan(3_000);
        assertThat(adwin.variance()).isCloseTo(1.0 / 12, within(1e-3));
    }

    @Test
    void passesOverNaNAndCutsWhatIsOutOfRange() {
        Adwin adwin = new Adwin(Adwin.setup(0.002));
        adwin.add(Double.NaN);
        assertThat(adwin.width()).isZero();
        adwin.add(7);
        adwin.add(Double.NEGATIVE_INFINITY);
        assertThat(adwin.width()).isEqualTo(2);
        assertThat(adwin.estimation()).isEqualTo(0.5);
    }
}
