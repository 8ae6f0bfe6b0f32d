package io.millrace.common.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "500 ms,PT0.5S",
        "10 s,PT10S",
        "1 min,PT1M",
        "90 min,PT1H30M",
        "2h,PT2H",
        "7 d,PT168H",
        "250,PT0.25S",
        "PT1H30M,PT1H30M",
        "3 micros,PT0.000003S",
        "0 s,PT0S",
        "  5 S ,PT5S"
    })
    void readsWhatFlinkReads(String text, Duration expected) {
        assertThat(Durations.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "ten", "10 parsecs", "-5 s", "1.5 s", "5 s 3 ms", "99999999999999999999999 d", "s"})
    void namesTheTextItCannotRead(String text) {
        assertThatThrownBy(() -> Durations.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S,0 s",
        "PT0.5S,500 ms",
        "PT1.5S,1500 ms",
        "PT10S,10 s",
        "PT60S,1 min",
        "PT1H30M,90 min",
        "PT48H,2 d",
        "PT0.000003S,3 micros",
        "PT0.000000001S,1 ns",
        "PT1H0.000000001S,3600000000001 ns",
        "PT-10S,-10 s"
    })
    void writesTheLargestUnitThatDivides(Duration duration, String expected) {
        assertThat(Durations.format(duration)).isEqualTo(expected);
    }

    @Test
    void readsBackWhatItWrites() {
        Random random = new Random(17);
        for (int i = 0; i < 2_000; i++) {
            long seconds = random.nextLong() >>> (1 + random.nextInt(63));
            int nanos = random.nextBoolean() ? 0 : random.nextInt(1_000) * (int) Math.pow(1_000, random.nextInt(3));
            Duration duration = Duration.ofSeconds(seconds, nanos);
            assertThat(Durations.parse(Durations.format(duration))).isEqualTo(duration);
        }
        Duration longest = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
        assertThat(Durations.parse(Durations.format(longest))).isEqualTo(longest);
    }
}
