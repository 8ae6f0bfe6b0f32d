package io.millrace.jobs.traffic;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.options.OptionException;
import io.millrace.jobs.traffic.WindowSpec.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowSpecTest {
    @Test
    void readsTheThreeKinds() {
        assertThat(WindowSpec.parse("windows", "10 s"))
                .isEqualTo(new WindowSpec(Kind.TUMBLING, ofSeconds(10), ofSeconds(10)));
        assertThat(WindowSpec.parse("windows", " 1 min/5 s "))
                .isEqualTo(new WindowSpec(Kind.SLIDING, ofMinutes(1), ofSeconds(5)));
        assertThat(WindowSpec.parse("windows", "Session 30 s"))
                .isEqualTo(new WindowSpec(Kind.SESSION, ofSeconds(30), ofSeconds(30)));
    }

    @Test
    void aSlideOfTheSizeTumbles() {
        assertThat(WindowSpec.parse("windows", "60 s / 1 min").kind()).isEqualTo(Kind.TUMBLING);
    }

    @Test
    void labelsAndIdsDoNotDependOnHowItWasWritten() {
        assertThat(WindowSpec.parse("windows", "60s/5000ms").label()).isEqualTo("1 min / 5 s");
        assertThat(WindowSpec.parse("windows", "60s/5000ms").id()).isEqualTo("1-min-every-5-s");
        assertThat(WindowSpec.parse("windows", "session 90 s").id()).matches("session-[a-z0-9-]+");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "ten seconds", "10 s / ", "/ 5 s", "0 s", "-1 s", "session", "5 s / 10 s", "1 h / 1 ms"})
    void refusesWhatIsNoWindow(String text) {
        assertThatThrownBy(() -> WindowSpec.parse("windows", text))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("windows");
    }
}
