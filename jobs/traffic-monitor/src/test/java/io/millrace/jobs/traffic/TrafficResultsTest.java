package io.millrace.jobs.traffic;

import static io.millrace.common.window.WindowResult.Timing.EARLY;
import static io.millrace.common.window.WindowResult.Timing.LATE;
import static io.millrace.common.window.WindowResult.Timing.ON_TIME;
import static io.millrace.jobs.traffic.PipelineRun.flow;
import static io.millrace.jobs.traffic.PipelineRun.randomFlows;
import static io.millrace.jobs.traffic.PipelineRun.run;
import static org.apache.flink.api.common.RuntimeExecutionMode.BATCH;
import static org.apache.flink.api.common.RuntimeExecutionMode.STREAMING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.millrace.common.record.Field;
import io.millrace.jobs.traffic.PipelineRun.Output;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Early results, numbered results of sessions, calendar windows and quantiles, through the whole pipeline. */
class TrafficResultsTest {
    private static final Field<TrafficResult> TIMING =
            TrafficResult.FORMAT.fields().get(TrafficResult.FORMAT.indexOf("timing"));

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(4)
            .build());

    @Test
    void earlyResultsComeAtTheIntervalAndAreNumberedWithTheOthers() throws Exception {
        List<Flow> flows = List.of(
                flow("a", 10, 1_000, 1),
                flow("a", 20, 3_000, 2),
                flow("a", 30, 5_000, 4), // time passes 4 s
                flow("a", 5, 9_000, 5), // time passes 8 s
                flow("a", 1, 11_000, 6), // closes [0, 10 s)
                flow("a", 7, 9_500, 3)); // corrects it
        Output output =
                run(flows, 0, Map.of("windows", "10 s", "early-results", "4 s", "allowed-lateness", "5 s"), STREAMING);
        assertThat(output.results())
                .filteredOn(r -> r.start() == 0)
                .extracting(TIMING::text)
                .containsExactly("early", "early", "on-time", "late");
        assertThat(output.results())
                .filteredOn(r -> r.start() == 0)
                .extracting(
                        TrafficResult::update,
                        TrafficResult::timing,
                        TrafficResult::count,
                        TrafficResult::total,
                        TrafficResult::lost)
                .containsExactly(
                        tuple(0L, EARLY, 3L, 60.0, 1L),
                        tuple(1L, EARLY, 4L, 65.0, 1L),
                        tuple(2L, ON_TIME, 4L, 65.0, 1L),
                        tuple(3L, LATE, 5L, 72.0, 0L));
    }

    @Test
    void earlyResultsDoNotDisturbWhatIsLostInTheEnd() throws Exception {
        List<Flow> flows = randomFlows(9, 2_000);
        Map<String, String> options = Map.of("windows", "10 s, 20 s / 5 s, session 800 ms", "early-results", "1 s");
        Map<List<Object>, TrafficResult> last = new HashMap<>();
        List<TrafficResult> results = run(flows, 2_000, options, STREAMING).results();
        assertThat(results).anyMatch(r -> r.timing() == EARLY);
        results.stream().filter(r -> r.timing() == ON_TIME).forEach(r -> {
            assertThat(last.put(List.of(r.key(), r.window(), r.start()), r)).isNull();
        });
        List<NaiveMonitor.Expected> expected = new ArrayList<>();
        for (String window : List.of("10 s", "20 s / 5 s", "session 800 ms")) {
            expected.addAll(NaiveMonitor.monitor(flows, WindowSpec.parse("windows", window)));
        }
        assertThat(last).hasSameSizeAs(expected);
        for (NaiveMonitor.Expected e : expected) {
            TrafficResult r = last.get(List.of(e.key(), e.window(), e.start()));
            assertThat(r).as("%s", e).isNotNull();
            assertThat(List.of(r.end(), r.count(), r.lost()))
                    .as("%s", e)
                    .isEqualTo(List.of(e.end(), e.count(), e.lost()));
        }
    }

    @Test
    void batchHasNoEarlyResults() throws Exception {
        Output output = run(randomFlows(9, 500), 2_000, Map.of("windows", "10 s", "early-results", "1 s"), BATCH);
        assertThat(output.results()).isNotEmpty().allMatch(r -> r.timing() == ON_TIME && r.update() == 0);
    }

    @Test
    void resultsOfSessionsThatLateRecordsExtendAndJoinAreNumberedOn() throws Exception {
        List<Flow> flows = List.of(
                flow("a", 1, 1_000, 1),
                flow("a", 1, 2_000, 2),
                flow("a", 1, 6_000, 5), // the session from 1 s to 4 s is over
                flow("a", 1, 3_500, 3), // extends it to 5.5 s
                flow("a", 1, 4_500, 4), // joins it with that from 6 s on, which is not over
                flow("a", 1, 12_000, 8)); // 6 and 7 were lost
        Map<String, String> options = Map.of("windows", "session 2 s", "allowed-lateness", "10 s");
        assertThat(run(flows, 0, options, STREAMING).results())
                .extracting(
                        TrafficResult::start,
                        TrafficResult::end,
                        TrafficResult::update,
                        TrafficResult::timing,
                        TrafficResult::count,
                        TrafficResult::lost)
                .containsExactly(
                        tuple(1_000L, 4_000L, 0L, ON_TIME, 2L, 0L),
                        tuple(1_000L, 5_500L, 1L, LATE, 3L, 0L),
                        tuple(1_000L, 8_000L, 2L, ON_TIME, 5L, 0L),
                        tuple(12_000L, 14_000L, 0L, ON_TIME, 1L, 2L));
    }

    /** The last Sunday of March has 23 hours in Berlin. */
    @ParameterizedTest
    @EnumSource(
            value = RuntimeExecutionMode.class,
            names = {"STREAMING", "BATCH"})
    void daysAreThoseOfTheTimeZone(RuntimeExecutionMode mode) throws Exception {
        long start = Instant.parse("2026-03-27T10:00:00Z").toEpochMilli();
        Random random = new Random(4);
        List<Flow> flows = IntStream.range(0, 400)
                .mapToObj(i -> new Flow(
                        "device-" + i % 3,
                        random.nextInt(1_500),
                        start + i * 900_000L,
                        i / 3 + 1,
                        start + i * 900_000L))
                .toList();
        List<NaiveMonitor.Expected> expected =
                NaiveMonitor.monitor(flows, WindowSpec.parse("windows", "day Europe/Berlin"));
        long shortDay = Instant.parse("2026-03-28T23:00:00Z").toEpochMilli();
        assertThat(expected)
                .anyMatch(e -> e.start() == shortDay
                        && e.end() - e.start() == Duration.ofHours(23).toMillis());
        List<TrafficResult> results =
                run(flows, 0, Map.of("windows", "day Europe/Berlin"), mode).results();
        assertThat(results)
                .extracting(
                        TrafficResult::key,
                        TrafficResult::window,
                        TrafficResult::start,
                        TrafficResult::end,
                        TrafficResult::count,
                        TrafficResult::total,
                        TrafficResult::lost)
                .containsExactlyInAnyOrderElementsOf(expected.stream()
                        .map(e -> tuple(e.key(), e.window(), e.start(), e.end(), e.count(), e.total(), e.lost()))
                        .toList());
        assertThat(results).filteredOn(r -> r.start() == shortDay).isNotEmpty().allSatisfy(r -> assertThat(r.rate())
                .isCloseTo(r.count() / (23 * 3_600.0), within(1e-15)));
    }

    @ParameterizedTest
    @EnumSource(
            value = RuntimeExecutionMode.class,
            names = {"STREAMING", "BATCH"})
    void quantilesOfFewValuesAreThoseOfTheSortedOnes(RuntimeExecutionMode mode) throws Exception {
        List<Flow> flows = randomFlows(12, 1_500);
        Map<String, String> options = Map.of("windows", "10 s, 20 s / 5 s", "results", "count, quantiles, delay");
        List<TrafficResult> results = run(flows, 2_000, options, mode).results();
        assertThat(results).hasSizeGreaterThan(50).allSatisfy(r -> {
            double[] values = sorted(flows, r, false);
            double[] delays = sorted(flows, r, true);
            assertThat(r.count()).isEqualTo(values.length).isLessThan(400);
            assertThat(List.of(r.p50(), r.p95(), r.p99(), r.delayP99()))
                    .isEqualTo(
                            List.of(least(values, 0.5), least(values, 0.95), least(values, 0.99), least(delays, 0.99)));
        });
    }

    /** Every value once, so that a value tells its rank. */
    @Test
    void quantilesOfManyValuesAreWithinTheStatedRankError() throws Exception {
        List<Double> values = new ArrayList<>();
        IntStream.range(0, 16_000).forEach(i -> values.add((double) i));
        Collections.shuffle(values, new Random(13));
        List<Flow> flows = IntStream.range(0, 16_000)
                .mapToObj(i -> flow("a", values.get(i), i * 2L, i + 1))
                .toList();
        Map<String, String> options = Map.of("windows", "8 s, 16 s / 4 s", "results", "count, quantiles");
        List<TrafficResult> results = run(flows, 0, options, STREAMING).results();
        assertThat(results).filteredOn(r -> r.count() == 8_000).hasSize(5);
        assertThat(results).filteredOn(r -> r.count() == 4_000).hasSize(4 + 2);
        assertThat(results).allSatisfy(r -> {
            double[] sorted = sorted(flows, r, false);
            // 0.68 % in 99 of 100 cases; the lots that are drawn have no seed, so three times that here
            assertThat(share(sorted, r.p50())).isCloseTo(0.5, within(3 * 0.0068));
            assertThat(share(sorted, r.p95())).isCloseTo(0.95, within(3 * 0.0068));
            assertThat(share(sorted, r.p99())).isCloseTo(0.99, within(3 * 0.0068));
        });
    }

    private static double share(double[] sorted, double value) {
        int at = Arrays.binarySearch(sorted, value);
        assertThat(at).as("one of the values").isNotNegative();
        return (at + 1.0) / sorted.length;
    }

    private static double least(double[] sorted, double share) {
        return sorted[(int) Math.ceil(share * sorted.length - 1e-9) - 1];
    }

    private static double[] sorted(List<Flow> flows, TrafficResult r, boolean delays) {
        return flows.stream()
                .filter(f -> f.key().equals(r.key()) && f.time() >= r.start() && f.time() < r.end())
                .mapToDouble(f -> delays ? f.arrival() - f.time() : f.value())
                .sorted()
                .toArray();
    }
}
