package io.millrace.common.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.common.window.WindowComparison.Side;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What windows are measured by measures itself: the model and Flink's own operator agree. */
class WindowModelTest {
    /** Clocks go forward on 29 March and back on 25 October 2026 in Berlin, on 8 March and 1 November in New York. */
    @ParameterizedTest
    @CsvSource({
        "DAY,   Europe/Berlin,    2026-03-29T12:00:00Z, 2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z",
        "DAY,   Europe/Berlin,    2026-10-25T12:00:00Z, 2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z",
        "DAY,   America/New_York, 2026-03-08T12:00:00Z, 2026-03-08T05:00:00Z, 2026-03-09T04:00:00Z",
        "DAY,   America/New_York, 2026-11-01T12:00:00Z, 2026-11-01T04:00:00Z, 2026-11-02T05:00:00Z",
        "DAY,   Asia/Kathmandu,   2026-06-01T00:00:00Z, 2026-05-31T18:15:00Z, 2026-06-01T18:15:00Z",
        "WEEK,  Europe/Berlin,    2026-03-29T12:00:00Z, 2026-03-22T23:00:00Z, 2026-03-29T22:00:00Z",
        "MONTH, Europe/Berlin,    2026-03-05T12:00:00Z, 2026-02-28T23:00:00Z, 2026-03-31T22:00:00Z",
        "YEAR,  America/New_York, 2026-01-01T04:59:59Z, 2025-01-01T05:00:00Z, 2026-01-01T05:00:00Z"
    })
    void calendarWindowsOfTheModelAreThoseOfTheCalendar(
            CalendarUnit unit, String zone, Instant time, Instant start, Instant end) {
        assertThat(ModelWindows.over(WindowDefinition.calendar(unit, ZoneId.of(zone)), time.toEpochMilli()))
                .containsExactly(new ModelWindows.Span(start.toEpochMilli(), end.toEpochMilli()));
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"CALENDAR_ZONES", "EARLY_DISORDERED"})
    void theModelAgreesWithFlink(WindowCase.Kind kind) throws Exception {
        Map<String, Integer> compared = new TreeMap<>();
        for (long seed = 1000; seed < 1015; seed++) {
            WindowCase windows = WindowCases.of(kind, seed);
            try (WindowModel model = new WindowModel(windows);
                    FlinkWindows flink = new FlinkWindows(windows)) {
                List<Side> sides = List.of(
                        new Side("the model", model, UnaryOperator.identity()),
                        new Side("Flink", flink, emitted -> WindowComparison.asFlink(windows, emitted)));
                WindowComparison.run(windows, sides)
                        .forEach((timing, times) -> compared.merge(timing, times, Integer::sum));
                assertThat(model.left()).isEmpty();
            }
        }
        assertThat(compared.get("ON_TIME")).isGreaterThan(500);
    }
}
