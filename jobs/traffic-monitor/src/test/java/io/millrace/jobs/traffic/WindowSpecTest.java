package io.millrace.jobs.traffic;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.options.OptionException;
import io.millrace.common.window.CalendarUnit;
import io.millrace.common.window.WindowDefinition;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowSpecTest {
    @Test
    void readsTheFourKinds() {
        assertThat(definition("10 s")).isEqualTo(WindowDefinition.tumbling(ofSeconds(10)));
        assertThat(definition(" 1 min/5 s ")).isEqualTo(WindowDefinition.sliding(ofMinutes(1), ofSeconds(5)));
        assertThat(definition("Session 30 s")).isEqualTo(WindowDefinition.session(ofSeconds(30)));
        assertThat(definition("Day Europe/Berlin"))
                .isEqualTo(WindowDefinition.calendar(CalendarUnit.DAY, ZoneId.of("Europe/Berlin")));
        assertThat(definition("1 month UTC"))
                .isEqualTo(WindowDefinition.calendar(CalendarUnit.MONTH, ZoneId.of("UTC")));
        // A duration, and so aligned to the epoch, and not to a calendar.
        assertThat(definition("1 day")).isEqualTo(WindowDefinition.tumbling(ofDays(1)));
    }

    @Test
    void aSlideOfTheSizeTumbles() {
        assertThat(definition("60 s / 1 min")).isEqualTo(WindowDefinition.tumbling(ofMinutes(1)));
        assertThat(WindowSpec.parse("windows", "60 s / 1 min").label()).isEqualTo("1 min");
    }

    @Test
    void labelsAndIdsDoNotDependOnHowItWasWritten() {
        assertThat(WindowSpec.parse("windows", "60s/5000ms").label()).isEqualTo("1 min / 5 s");
        assertThat(WindowSpec.parse("windows", "60s/5000ms").id()).isEqualTo("1-min-every-5-s");
        assertThat(WindowSpec.parse("windows", "session 90 s").id()).matches("session-[a-z0-9-]+");
        assertThat(WindowSpec.parse("windows", " WEEK  America/New_York").label())
                .isEqualTo("week America/New_York");
        assertThat(WindowSpec.parse("windows", "week America/New_York").id()).isEqualTo("week-America/New_York");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ten seconds",
                "10 s / ",
                "/ 5 s",
                "0 s",
                "-1 s",
                "session",
                "5 s / 10 s",
                "1 h / 1 ms",
                "day",
                "day Europe/Berli",
                "day Europe/Berlin / 1 h",
                "2 days UTC",
                "fortnight UTC",
                "1500 micros"
            })
    void refusesWhatIsNoWindow(String text) {
        assertThatThrownBy(() -> WindowSpec.parse("windows", text))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("windows");
    }

    private static WindowDefinition definition(String text) {
        return WindowSpec.parse("windows", text).definition();
    }
}
