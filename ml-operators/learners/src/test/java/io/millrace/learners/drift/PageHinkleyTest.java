package io.millrace.learners.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learners.DriftDetector.Signal;
import io.millrace.learners.Schema;
import io.millrace.learners.Setup;
import org.junit.jupiter.api.Test;

final class PageHinkleyTest {
    private static PageHinkley test(double delta, double threshold, int minimum) {
        return new PageHinkley(new Setup<>(Schema.numeric(0), new PageHinkley.Settings(delta, threshold, minimum), 0));
    }

    /** After four zeros, ones exceed the mean by 4/5, 4/6 and 4/7: 0.8, 1.4667 and 2.0381 in sum. */
    @Test
    void sumsWhatExceedsTheMean() {
        assertThat(firstAlarm(test(0, 1.46, 1))).isEqualTo(6);
        assertThat(firstAlarm(test(0, 1.47, 1))).isEqualTo(7);
        assertThat(firstAlarm(test(0, 2.04, 1))).isEqualTo(8);
        assertThat(firstAlarm(test(0, 0.5, 7))).isEqualTo(7);
        // With a tolerance of 0.3 the least sum is that after four zeros, and the ones add 0.5, 0.3667 and 0.2714.
        assertThat(firstAlarm(test(0.3, 0.86, 1))).isEqualTo(6);
        assertThat(firstAlarm(test(0.3, 0.87, 1))).isEqualTo(7);
    }

    private static int firstAlarm(PageHinkley test) {
        for (int i = 1; i < 100; i++) {
            if (test.add(i <= 4 ? 0 : 1) == Signal.DRIFT) {
                return i;
            }
        }
        return -1;
    }

    @Test
    void doesNotMindAFall() {
        PageHinkley test = test(0.005, 20, 30);
        for (int i = 0; i < 10_000; i++) {
            assertThat(test.add(i < 5_000 ? 1 : 0)).isEqualTo(Signal.NONE);
        }
        assertThat(test.mean()).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void forgetsAfterAnAlarm() {
        PageHinkley test = test(0, 1.46, 1);
        assertThat(firstAlarm(test)).isEqualTo(6);
        assertThat(test.mean()).isZero();
        assertThat(firstAlarm(test)).isEqualTo(6);
    }
}
