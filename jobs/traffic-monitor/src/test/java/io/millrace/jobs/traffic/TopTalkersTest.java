package io.millrace.jobs.traffic;

import static io.millrace.jobs.traffic.PipelineRun.run;
import static org.apache.flink.api.common.RuntimeExecutionMode.STREAMING;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TopTalkersTest {
    private static final int KEYS = 300;
    private static final String WINDOWS = "20 s / 10 s, session 1 s, 30 s";

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(4)
            .build());

    private record Window(String label, long start, long end) {}

    @ParameterizedTest
    @EnumSource(
            value = RuntimeExecutionMode.class,
            names = {"STREAMING", "BATCH"})
    void withRoomForAllKeysTheTotalsAreExact(RuntimeExecutionMode mode) throws Exception {
        List<Flow> flows = skewed(6_000);
        Map<Window, List<TopTalker>> top = top(flows, Map.of("windows", WINDOWS, "top-talkers", "10"), mode);
        Map<Window, Map<String, Long>> exact = exact(flows);
        assertThat(top.keySet()).isEqualTo(exact.keySet());
        top.forEach((window, rows) -> {
            List<TopTalker> expected = new ArrayList<>();
            exact.get(window).entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                            .thenComparing(Map.Entry.comparingByKey()))
                    .limit(10)
                    .forEach(e -> expected.add(new TopTalker(
                            window.label,
                            window.start,
                            window.end,
                            expected.size() + 1,
                            e.getKey(),
                            e.getValue(),
                            e.getValue(),
                            e.getValue())));
            assertThat(rows).isEqualTo(expected);
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = RuntimeExecutionMode.class,
            names = {"STREAMING", "BATCH"})
    void withLessRoomTheTotalsLieWithinTheBoundsAndNoneIsMissing(RuntimeExecutionMode mode) throws Exception {
        List<Flow> flows = skewed(6_000);
        Map<String, String> options = Map.of("windows", WINDOWS, "top-talkers", "10", "top-talkers-map-size", "64");
        Map<Window, List<TopTalker>> top = top(flows, options, mode);
        Map<Window, Map<String, Long>> exact = exact(flows);
        assertThat(top.keySet()).isEqualTo(exact.keySet());
        assertThat(exact.values()).as("keys, where there is room for 48").anyMatch(keys -> keys.size() > 150);
        assertThat(top.values())
                .anyMatch(rows -> rows.get(0).totalLow() < rows.get(0).totalHigh());
        top.forEach((window, rows) -> {
            Map<String, Long> totals = exact.get(window);
            double error = 3.5 / 64 * totals.values().stream().mapToLong(t -> t).sum();
            assertThat(rows).hasSizeBetween(1, 10).allSatisfy(row -> {
                assertThat(totals.get(row.key())).isBetween(row.totalLow(), row.totalHigh());
                assertThat(row.total()).isEqualTo(row.totalHigh());
                assertThat((double) row.totalHigh() - row.totalLow()).isLessThanOrEqualTo(error);
            });
            assertThat(rows).extracting(TopTalker::rank).isEqualTo(ranks(rows.size()));
            assertThat(rows)
                    .isSortedAccordingTo(
                            Comparator.comparingLong(TopTalker::total).reversed());
            double least = rows.size() < 10 ? error : rows.get(9).totalHigh();
            totals.forEach((key, total) -> {
                if (total > least) {
                    assertThat(rows).extracting(TopTalker::key).contains(key);
                }
            });
        });
    }

    @Test
    void valuesAreRoundedAndThoseBelowOneHalfDoNotCount() throws Exception {
        List<Flow> flows = List.of(
                flow("big", 1e300),
                flow("one", 0.5),
                flow("none", 0.4),
                flow("two", 1.2),
                flow("two", 1.4),
                flow("less", -5));
        List<TopTalker> top = run(flows, 0, Map.of("windows", "10 s", "top-talkers", "5"), STREAMING)
                .top();
        assertThat(top).extracting(TopTalker::key).containsExactly("big", "two", "one");
        assertThat(top).extracting(TopTalker::total).containsExactly(1_000_000_000_000L, 2L, 1L);
    }

    private static Flow flow(String key, double value) {
        return new Flow(key, value, 1_000, 1, 1_000);
    }

    private static List<Long> ranks(int rows) {
        return IntStream.rangeClosed(1, rows).mapToObj(rank -> (long) rank).toList();
    }

    private static Map<Window, List<TopTalker>> top(
            List<Flow> flows, Map<String, String> options, RuntimeExecutionMode mode) throws Exception {
        Map<Window, List<TopTalker>> top = new HashMap<>();
        for (TopTalker row : run(flows, 2_000, options, mode).top()) {
            top.computeIfAbsent(new Window(row.window(), row.start(), row.end()), w -> new ArrayList<>())
                    .add(row);
        }
        top.values().forEach(rows -> rows.sort(Comparator.comparingLong(TopTalker::rank)));
        return top;
    }

    private static Map<Window, Map<String, Long>> exact(List<Flow> flows) {
        Map<Window, Map<String, Long>> exact = new HashMap<>();
        for (Flow flow : flows) {
            long ten = Math.floorDiv(flow.time(), 10_000) * 10_000;
            long thirty = Math.floorDiv(flow.time(), 30_000) * 30_000;
            for (Window window : List.of(
                    new Window("20 s / 10 s", ten - 10_000, ten + 10_000),
                    new Window("20 s / 10 s", ten, ten + 20_000),
                    new Window("30 s", thirty, thirty + 30_000))) {
                exact.computeIfAbsent(window, w -> new TreeMap<>()).merge(flow.key(), (long) flow.value(), Long::sum);
            }
        }
        return exact;
    }

    /** Few keys with much, many with little; up to two seconds out of order. */
    private static List<Flow> skewed(int size) {
        Random random = new Random(21);
        List<Flow> flows = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int key = (int) (KEYS * Math.pow(random.nextDouble(), 3));
            long time = 100_000 + i * 15L + random.nextInt(2_000);
            flows.add(new Flow("key-" + key, 1 + random.nextInt(1_500), time, i, time));
        }
        return flows;
    }
}
