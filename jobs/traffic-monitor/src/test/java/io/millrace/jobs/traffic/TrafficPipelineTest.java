package io.millrace.jobs.traffic;

import static io.millrace.jobs.traffic.PipelineRun.flow;
import static io.millrace.jobs.traffic.PipelineRun.randomFlows;
import static io.millrace.jobs.traffic.PipelineRun.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.millrace.jobs.traffic.PipelineRun.Output;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrafficPipelineTest {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(4)
            .build());

    @ParameterizedTest
    @ValueSource(strings = {"10 s", "20 s / 5 s", "7 s / 3 s", "session 800 ms"})
    void everyWindowEqualsTheNaiveComputationInBothModes(String windows) throws Exception {
        List<Flow> flows = randomFlows(5, 3_000);
        Map<String, String> options = Map.of("windows", windows);
        List<NaiveMonitor.Expected> expected = NaiveMonitor.monitor(flows, WindowSpec.parse("windows", windows));
        assertThat(expected).hasSizeGreaterThan(30).anyMatch(e -> e.lost() > 0);
        for (RuntimeExecutionMode mode : List.of(RuntimeExecutionMode.STREAMING, RuntimeExecutionMode.BATCH)) {
            Output output = run(flows, 2_000, options, mode);
            assertThat(output.late()).isEmpty();
            assertSame(output.results(), expected);
        }
    }

    @Test
    void severalWindowsOverOneStreamDoNotDisturbEachOther() throws Exception {
        List<Flow> flows = randomFlows(6, 500);
        Output output =
                run(flows, 2_000, Map.of("windows", "5 s, 10 s / 5 s, session 2 s"), RuntimeExecutionMode.STREAMING);
        List<NaiveMonitor.Expected> expected = new ArrayList<>();
        for (String window : List.of("5 s", "10 s / 5 s", "session 2 s")) {
            expected.addAll(NaiveMonitor.monitor(flows, WindowSpec.parse("windows", window)));
        }
        assertSame(output.results(), expected);
    }

    @Test
    void lateRecordsCorrectWithinTheAllowedLatenessAndAreKeptAfterIt() throws Exception {
        List<Flow> flows = List.of(
                flow("a", 10, 1_000, 1),
                flow("a", 20, 3_000, 2),
                flow("a", 1, 11_000, 4), // closes [0, 10 s)
                flow("a", 30, 9_000, 3), // late by 1 s: corrects
                flow("a", 2, 16_000, 5),
                flow("a", 99, 8_000, 6)); // its window was given up at 15 s
        Output output =
                run(flows, 0, Map.of("windows", "10 s", "allowed-lateness", "5 s"), RuntimeExecutionMode.STREAMING);
        List<TrafficResult> first = output.results().stream()
                .filter(r -> r.start() == 0)
                .sorted(Comparator.comparingLong(TrafficResult::update))
                .toList();
        assertThat(first).extracting(TrafficResult::update).containsExactly(0L, 1L);
        assertThat(first).extracting(TrafficResult::total).containsExactly(30.0, 60.0);
        assertThat(first).extracting(TrafficResult::lost).containsExactly(0L, 0L);
        assertThat(output.late()).containsExactly(new LateFlow("10 s", flow("a", 99, 8_000, 6)));
        // the records in [10 s, 20 s) are numbers 4 and 5; 3 was the last before
        assertThat(output.results())
                .filteredOn(r -> r.start() == 10_000)
                .singleElement()
                .satisfies(r -> assertThat(r.lost()).isZero());
    }

    @Test
    void lossDuringWholeSilentWindowsIsSeen() throws Exception {
        List<Flow> flows = List.of(
                flow("a", 1, 1_000, 1),
                flow("a", 1, 9_000, 2),
                flow("b", 1, 25_000, 7),
                flow("a", 1, 41_000, 23), // 3 to 22 were lost
                flow("a", 1, 42_000, 24));
        Output output = run(flows, 0, Map.of("windows", "10 s"), RuntimeExecutionMode.STREAMING);
        assertThat(output.results())
                .filteredOn(r -> r.start() == 40_000)
                .singleElement()
                .satisfies(r -> {
                    assertThat(r.lost()).isEqualTo(20);
                    assertThat(r.lossRate()).isCloseTo(20.0 / 22, within(1e-12));
                });
        assertThat(output.results())
                .filteredOn(r -> r.key().equals("b"))
                .singleElement()
                .satisfies(r -> assertThat(r.lost()).isZero());
    }

    @Test
    void slidingWindowsThatMayBeCorrectedCountLossAsWell() throws Exception {
        List<Flow> flows = randomFlows(8, 2_000);
        List<NaiveMonitor.Expected> expected = NaiveMonitor.monitor(flows, WindowSpec.parse("windows", "20 s / 5 s"));
        assertThat(expected).anyMatch(e -> e.lost() > 0);
        Map<String, String> options = Map.of("windows", "20 s / 5 s", "allowed-lateness", "7 s");
        assertSame(run(flows, 2_000, options, RuntimeExecutionMode.STREAMING).results(), expected);
    }

    @Test
    void correctionOfTheFirstWindowAfterASilenceStillSeesTheLossBeforeIt() throws Exception {
        List<Flow> flows = List.of(
                flow("a", 1, 1_000, 1),
                flow("a", 1, 31_000, 4), // 2 and 3 were lost
                flow("a", 1, 41_000, 6),
                flow("a", 1, 51_000, 7),
                flow("a", 1, 61_000, 8),
                flow("a", 1, 35_000, 5)); // late: corrects [30 s, 40 s)
        Map<String, String> options = Map.of("windows", "10 s", "allowed-lateness", "30 s");
        assertThat(run(flows, 0, options, RuntimeExecutionMode.STREAMING).results())
                .filteredOn(r -> r.start() == 30_000)
                .extracting(TrafficResult::update, TrafficResult::count, TrafficResult::lost)
                .containsExactlyInAnyOrder(tuple(0L, 1L, 2L), tuple(1L, 2L, 2L));
    }

    @ParameterizedTest
    @EnumSource(
            value = RuntimeExecutionMode.class,
            names = {"STREAMING", "BATCH"})
    void rateIsPerSecondOfTheWindow(RuntimeExecutionMode mode) throws Exception {
        List<Flow> flows = List.of(flow("a", 30, 1_000, 1), flow("a", 50, 2_000, 2), flow("a", 20, 3_000, 3));
        Output output = run(flows, 0, Map.of("windows", "4 s, session 6 s"), mode);
        assertThat(output.results())
                .filteredOn(r -> r.window().equals("4 s"))
                .singleElement()
                .satisfies(r -> {
                    assertThat(r.rate()).isEqualTo(0.75);
                    assertThat(r.throughput()).isEqualTo(25);
                });
        // from 1 s to 3 s and the gap of 6 s after it
        assertThat(output.results())
                .filteredOn(r -> r.window().equals("session 6 s"))
                .singleElement()
                .satisfies(r -> {
                    assertThat(r.start()).isEqualTo(1_000);
                    assertThat(r.end()).isEqualTo(9_000);
                    assertThat(r.rate()).isEqualTo(3 / 8.0);
                });
    }

    private static void assertSame(List<TrafficResult> results, List<NaiveMonitor.Expected> expected) {
        Map<List<Object>, TrafficResult> found = new HashMap<>();
        results.forEach(r -> assertThat(found.put(List.of(r.key(), r.window(), r.start()), r))
                .isNull());
        assertThat(found).hasSameSizeAs(expected);
        for (NaiveMonitor.Expected e : expected) {
            TrafficResult r = found.get(List.of(e.key(), e.window(), e.start()));
            assertThat(r).as("%s", e).isNotNull();
            assertThat(List.of(r.end(), r.update(), r.count(), r.total(), r.min(), r.max(), r.lost()))
                    .as("%s", e)
                    .isEqualTo(List.of(e.end(), 0L, e.count(), e.total(), e.min(), e.max(), e.lost()));
            assertThat(r.average()).isEqualTo(e.total() / e.count());
            assertThat(r.stddev()).isCloseTo(e.stddev(), within(1e-9));
            assertThat(r.delayMean()).isCloseTo(e.delayMean(), within(1e-9));
        }
    }
}
