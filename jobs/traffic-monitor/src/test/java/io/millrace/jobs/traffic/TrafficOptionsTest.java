package io.millrace.jobs.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.options.OptionException;
import io.millrace.common.options.OptionSet;
import io.millrace.common.options.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrafficOptionsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "top-talkers=5|needs the keys of fields.key",
                "top-talkers=5;fields.key=device;windows=session 30 s|windows needs another window",
                "top-talkers=5;fields.key=device;top-talkers-map-size=100|top-talkers-map-size",
                "top-talkers=49;fields.key=device;top-talkers-map-size=64|49 is more than three quarters of",
                "top-talkers=5;fields.key=rank|fields.key",
                "fields.key=window|fields.key",
                "fields.key=update;allowed-lateness=1 s|fields.key",
                "fields.key=timing;early-results=1 s|fields.key",
                "results=loss|fields.sequence",
                "windows=10 s, 10000 ms|each window once",
                "windows=day Europe/Berlin, 1 day Europe/Berlin|each window once"
            })
    void refusesWhatDoesNotGoTogether(String options, String message) {
        assertThatThrownBy(() -> TrafficOptions.validate(settings(options)))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "top-talkers=48;fields.key=device;top-talkers-map-size=64",
        "top-talkers=5;fields.key=key",
        "fields.key=rank",
        "fields.key=update",
        "top-talkers-map-size=100"
    })
    void takesWhatDoes(String options) {
        assertThatCode(() -> TrafficOptions.validate(settings(options))).doesNotThrowAnyException();
    }

    @Test
    void quantilesAreComputedOnlyWhenAskedFor() {
        String all = "fields.key=device;fields.time=at;fields.sequence=seq";
        assertThat(TrafficOptions.statistics(settings(all)))
                .hasSize(Statistic.values().length - 1)
                .doesNotContain(Statistic.QUANTILES);
        assertThat(TrafficOptions.resultFields(settings("fields.key=device;results=count, quantiles")))
                .isEqualTo(List.of("key", "window", "window_start", "window_end", "count", "p50", "p95", "p99"));
    }

    @ParameterizedTest
    @CsvSource({"allowed-lateness=1 s", "early-results=1 s"})
    void resultsAreNumberedWhereThereCanBeSeveralOfAWindow(String option) {
        assertThat(TrafficOptions.resultFields(settings("results=sum")))
                .isEqualTo(List.of("window", "window_start", "window_end", "total"));
        assertThat(TrafficOptions.resultFields(settings("results=sum;" + option)))
                .isEqualTo(List.of("window", "window_start", "window_end", "update", "timing", "total"));
    }

    @Test
    void topTalkersAreAnOutputOnlyWhenAskedFor() {
        TrafficMonitorJob job = new TrafficMonitorJob();
        assertThat(job.writes("top", settings("fields.key=device"))).isFalse();
        assertThat(job.writes("late", settings("fields.key=device"))).isTrue();
        assertThat(job.writes("top", settings("fields.key=device;top-talkers=1")))
                .isTrue();
    }

    private static Settings settings(String options) {
        Map<String, String> all = new HashMap<>();
        for (String option : options.split(";", -1)) {
            String[] parts = option.split("=", 2);
            all.put(parts[0], parts[1]);
        }
        return Settings.of(OptionSet.builder().group("Job", TrafficOptions.ALL).build(), all);
    }
}
