package io.millrace.learners.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learners.DriftDetector;
import io.millrace.learners.DriftDetector.Signal;
import io.millrace.learners.LearnerType;
import io.millrace.learners.Learners;
import io.millrace.learners.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ErrorRateDetectorsTest {
    private static final Schema NONE = Schema.numeric(0);

    @Test
    void ddmAsInThePaper() {
        SplittableRandom random = new SplittableRandom(1);
        Ddm detector = Ddm.TYPE.create(NONE, 1);
        List<Integer> all = new ArrayList<>();
        int drifts = 0;
        int warnings = 0;
        for (int i = 0; i < 20_000; i++) {
            int error = random.nextDouble() < (i / 2_000 % 2 == 0 ? 0.1 : 0.3) ? 1 : 0;
            all.add(error);
            Signal expected = ddm(all);
            assertThat(detector.add(error)).as("record %d", i).isEqualTo(expected);
            drifts += expected == Signal.DRIFT ? 1 : 0;
            warnings += expected == Signal.WARNING ? 1 : 0;
            if (expected == Signal.DRIFT) {
                all.clear();
            }
        }
        assertThat(drifts).isBetween(5, 15);
        assertThat(warnings).isPositive();
    }

    /** The paper's rule, from all numbers since the last drift. */
    private static Signal ddm(List<Integer> all) {
        double bestShare = Double.NaN;
        double bestDeviation = 0;
        double errors = 0;
        Signal signal = Signal.NONE;
        for (int n = 1; n <= all.size(); n++) {
            errors += all.get(n - 1);
            double p = errors / n;
            double s = Math.sqrt(p * (1 - p) / n);
            if (n < 30 || errors == 0) {
                continue;
            }
            if (Double.isNaN(bestShare) || p + s <= bestShare + bestDeviation) {
                bestShare = p;
                bestDeviation = s;
            }
            signal = p + s > bestShare + 3 * bestDeviation
                    ? Signal.DRIFT
                    : p + s > bestShare + 2 * bestDeviation ? Signal.WARNING : Signal.NONE;
        }
        return signal;
    }

    @Test
    void ddmByHand() {
        Ddm detector = Ddm.TYPE.create(NONE, Map.of("minimum", "4"), 1);
        // After 1 error of 4, p = 0.25 and s = sqrt(0.25 * 0.75 / 4) = 0.2165: p + s = 0.4665 is the least.
        assertThat(add(detector, 0, 0, 0, 1)).containsOnly(Signal.NONE);
        // 2 of 5: 0.4 + 0.2191 = 0.6191 is within 0.25 + 2 * 0.2165 = 0.683; 3 of 6: 0.5 + 0.2041 = 0.7041 is not.
        assertThat(add(detector, 1, 1)).containsExactly(Signal.NONE, Signal.WARNING);
        // 4 of 7: 0.7585; 5 of 8: 0.7962; 6 of 9: 0.8238; 7 of 10: 0.8449; 8 of 11: 0.8616; 9 of 12: 0.875;
        // 10 of 13: 0.8861; 11 of 14: 0.8954; 12 of 15: 0.9033: above 0.25 + 3 * 0.2165 = 0.8995.
        assertThat(add(detector, 1, 1, 1, 1, 1, 1, 1, 1)).containsOnly(Signal.WARNING);
        assertThat(add(detector, 1)).containsExactly(Signal.DRIFT);
        assertThat(add(detector, 1, 1, 1)).containsOnly(Signal.NONE);
    }

    @Test
    void oneErrorAfterManyHitsIsNoDrift() {
        Ddm detector = Ddm.TYPE.create(NONE, 1);
        for (int i = 0; i < 1_000; i++) {
            assertThat(detector.add(0)).isEqualTo(Signal.NONE);
        }
        assertThat(detector.add(1)).isEqualTo(Signal.NONE);
    }

    private static List<Signal> add(DriftDetector detector, double... values) {
        return Arrays.stream(values).mapToObj(detector::add).toList();
    }

    @Test
    void eddmAsInThePaper() {
        SplittableRandom random = new SplittableRandom(2);
        Eddm detector = Eddm.TYPE.create(NONE, 1);
        List<Integer> distances = new ArrayList<>();
        double most = 0;
        int since = 0;
        int errors = 0;
        int drifts = 0;
        int warnings = 0;
        for (int i = 0; i < 30_000; i++) {
            since++;
            int error = random.nextDouble() < (i / 3_000 % 2 == 0 ? 0.05 : 0.4) ? 1 : 0;
            Signal expected = Signal.NONE;
            if (error == 1) {
                if (errors++ > 0) {
                    distances.add(since);
                }
                since = 0;
                if (errors >= 30) {
                    double mean = distances.stream().mapToInt(d -> d).average().orElseThrow();
                    double squares = 0;
                    for (int distance : distances) {
                        squares += (distance - mean) * (distance - mean);
                    }
                    double reach = mean + 2 * Math.sqrt(squares / distances.size());
                    most = Math.max(most, reach);
                    expected = reach / most < 0.9 ? Signal.DRIFT : reach / most < 0.95 ? Signal.WARNING : Signal.NONE;
                }
            }
            assertThat(detector.add(error)).as("record %d", i).isEqualTo(expected);
            if (expected == Signal.DRIFT) {
                distances.clear();
                errors = 0;
                most = 0;
                drifts++;
            }
            warnings += expected == Signal.WARNING ? 1 : 0;
        }
        assertThat(drifts).isGreaterThanOrEqualTo(5);
        assertThat(warnings).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ddm", "eddm", "kswin"})
    void aChangeIsToldSoon(String name) {
        LearnerType<? extends DriftDetector> type = Learners.driftDetector(name);
        int found = 0;
        for (int seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            DriftDetector detector = type.create(NONE, seed);
            for (int i = 0; i < 1_000; i++) {
                detector.add(random.nextDouble() < 0.1 ? 1 : 0);
            }
            boolean told = false;
            for (int i = 0; i < 400; i++) {
                told |= detector.add(random.nextDouble() < 0.7 ? 1 : 0) == Signal.DRIFT;
            }
            found += told ? 1 : 0;
        }
        assertThat(found).isGreaterThanOrEqualTo(48);
    }

    @Test
    void ddmSeldomTellsOfNoChange() {
        int alarms = 0;
        for (int seed = 0; seed < 100; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Ddm detector = Ddm.TYPE.create(NONE, seed);
            for (int i = 0; i < 1_000; i++) {
                alarms += detector.add(random.nextDouble() < 0.2 ? 1 : 0) == Signal.DRIFT ? 1 : 0;
            }
        }
        assertThat(alarms).isLessThan(50);
    }

    @Test
    void eddmTellsNothingOfErrorsAtEvenDistances() {
        Eddm detector = Eddm.TYPE.create(NONE, 1);
        for (int i = 0; i < 10_000; i++) {
            assertThat(detector.add(i % 10 == 0 ? 1 : 0)).isEqualTo(Signal.NONE);
        }
        // Now every fifth: the mean falls from 10 towards 5, and the deviation rises first.
        int signals = 0;
        for (int i = 0; i < 100_000; i++) {
            signals += detector.add(i % 5 == 0 ? 1 : 0) == Signal.NONE ? 0 : 1;
        }
        assertThat(signals).isPositive();
    }

    @Test
    void kolmogorovSmirnovDistanceByHand() {
        assertThat(Kswin.distance(new double[] {3, 1, 2, 4}, new double[] {8, 5, 7, 6}))
                .isEqualTo(1);
        assertThat(Kswin.distance(new double[] {1, 2, 3, 4}, new double[] {2, 3, 4, 5}))
                .isEqualTo(0.25);
        assertThat(Kswin.distance(new double[] {1, 1, 1, 2}, new double[] {1, 2, 2, 2}))
                .isEqualTo(0.5);
        assertThat(Kswin.distance(new double[] {7, 7}, new double[] {7, 7})).isZero();
    }

    @Test
    void kswinTellsAChangeOfSpreadThatLeavesTheMean() {
        int told = 0;
        for (int seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Kswin detector =
                    Kswin.TYPE.create(NONE, Map.of("window", "600", "recent", "200", "alpha", "0.00001"), seed);
            int before = 0;
            int after = 0;
            for (int i = 0; i < 1_600; i++) {
                boolean drift = detector.add((random.nextDouble() - 0.5) * (i < 1_000 ? 1 : 8)) == Signal.DRIFT;
                before += drift && i < 1_000 ? 1 : 0;
                after += drift && i >= 1_000 ? 1 : 0;
            }
            told += after > 0 && before == 0 ? 1 : 0;
        }
        assertThat(told).isGreaterThanOrEqualTo(18);
    }

    @Test
    void kswinsTestTellsOfNoChangeAboutAsOftenAsAlphaSays() {
        // With a full window each stream is one test: sqrt(-ln(0.05) / 50) = 0.2448, that is 13 of 50 at least. By
        // Smirnov's
        // distribution for 50 and 50 (doi:10.1214/aoms/1177730256) P(D >= 13/50) = 0.0678; a deviation is 0.008 here.
        int alarms = 0;
        for (int seed = 0; seed < 1_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Kswin detector = Kswin.TYPE.create(NONE, Map.of("window", "100", "recent", "50", "alpha", "0.05"), seed);
            for (int i = 0; i < 100; i++) {
                alarms += detector.add(random.nextDouble()) == Signal.DRIFT ? 1 : 0;
            }
        }
        assertThat(alarms / 1_000.0).isCloseTo(0.0678, within(0.03));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ddm", "eddm", "kswin"})
    void nanIsPassedOver(String name) {
        LearnerType<? extends DriftDetector> type = Learners.driftDetector(name);
        DriftDetector with = type.create(NONE, 1);
        DriftDetector without = type.create(NONE, 1);
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 3_000; i++) {
            double value = random.nextDouble() < (i < 1_500 ? 0.1 : 0.6) ? 1 : 0;
            assertThat(with.add(Double.NaN)).isEqualTo(Signal.NONE);
            assertThat(with.add(value)).isEqualTo(without.add(value));
        }
    }

    @Test
    void parametersThatDoNotGoTogether() {
        assertThatThrownBy(() -> Ddm.TYPE.create(NONE, Map.of("warning-level", "4"), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("warning-level is at most drift-level: 4.0 is above 3.0");
        assertThatThrownBy(() -> Eddm.TYPE.create(NONE, Map.of("drift-level", "0.96"), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("warning-level is at least drift-level: 0.95 is below 0.96");
        assertThatThrownBy(() -> Kswin.TYPE.create(NONE, Map.of("window", "59"), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("window is at least twice recent: 59 is below 2 * 30");
    }
}
