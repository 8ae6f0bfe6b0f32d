package io.millrace.common.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.common.window.WindowCase.Behaviour;
import io.millrace.common.window.WindowCase.Kind;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Windows keep what is still needed, and nothing of what is over. */
class WindowStateTest {
    private static final int KEYS = 20;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    static Stream<List<WindowDefinition>> definitions() {
        return Stream.of(
                List.of(WindowDefinition.tumbling(MINUTE)),
                List.of(WindowDefinition.sliding(MINUTE, Duration.ofSeconds(1))),
                List.of(WindowDefinition.sliding(MINUTE, Duration.ofSeconds(7))),
                List.of(WindowDefinition.sliding(Duration.ofSeconds(10), MINUTE)),
                List.of(WindowDefinition.session(Duration.ofSeconds(2))),
                List.of(WindowDefinition.calendar(CalendarUnit.DAY, ZoneId.of("Asia/Kathmandu"))),
                List.of(
                        WindowDefinition.tumbling(Duration.ofSeconds(10)),
                        WindowDefinition.sliding(MINUTE, Duration.ofSeconds(5)),
                        WindowDefinition.session(Duration.ofSeconds(3))));
    }

    private static MillraceWindows windows(List<WindowDefinition> definitions, Evidence.Algebra algebra)
            throws Exception {
        Behaviour behaviour = new Behaviour(Duration.ofSeconds(5), Duration.ZERO, false, algebra);
        return new MillraceWindows(
                new WindowCase(Kind.SEVERAL, 0, definitions, behaviour, true, 8, 1, List.of()),
                MemorySize.ofMebiBytes(1),
                HashMapStateBackend::new);
    }

    private static long unit(List<WindowDefinition> definitions) {
        boolean calendar = definitions.stream().anyMatch(WindowDefinition.Calendar.class::isInstance);
        return calendar ? Duration.ofMinutes(30).toMillis() : 1000;
    }

    /** For every key a record each second, or unit of it, but for a pause of 4 each 20, which ends sessions. */
    private static long feed(MillraceWindows windows, long unit, int fromSecond, int toSecond) throws Exception {
        long id = fromSecond * (long) KEYS;
        long results = 0;
        for (int second = fromSecond; second < toSecond; second++) {
            for (int key = 0; key < KEYS && second % 20 < 16; key++) {
                windows.record(new WindowEvent("key-" + key, id++, second * unit, 1));
            }
            windows.watermark(second * unit - 500);
            results += windows.drain().size();
        }
        return results;
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void stateStopsGrowing(List<WindowDefinition> definitions) throws Exception {
        for (Evidence.Algebra algebra : List.of(Evidence.Algebra.INVERTIBLE, Evidence.Algebra.MERGING)) {
            try (MillraceWindows windows = windows(definitions, algebra)) {
                long unit = unit(definitions);
                long results = feed(windows, unit, 0, 180);
                List<Long> early = sizes(windows, unit, 180);
                results += feed(windows, unit, 200, 3500);
                List<Long> late = sizes(windows, unit, 3500);

                assertThat(results).isGreaterThan(0);
                for (int i = 0; i < late.size(); i++) {
                    assertThat(late.get(i))
                            .as(List.of("bytes", "entries", "timers").get(i))
                            .isLessThanOrEqualTo(early.get(i) + early.get(i) / 4);
                }
            }
        }
    }

    /** The most bytes, entries and timers over 20 s. */
    private static List<Long> sizes(MillraceWindows windows, long unit, int fromSecond) throws Exception {
        List<Long> most = new ArrayList<>(List.of(0L, 0L, 0L));
        for (int second = fromSecond; second < fromSecond + 20; second++) {
            feed(windows, unit, second, second + 1);
            most.set(0, Math.max(most.get(0), windows.snapshotBytes()));
            most.set(1, Math.max(most.get(1), windows.stateEntries()));
            most.set(2, Math.max(most.get(2), windows.timers()));
        }
        return most;
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void nothingIsLeftOfWindowsThatAreOver(List<WindowDefinition> definitions) throws Exception {
        try (MillraceWindows windows = windows(definitions, Evidence.Algebra.MERGING)) {
            feed(windows, unit(definitions), 0, 66);
            windows.snapshotBytes();
            assertThat(windows.stateEntries()).isGreaterThan(0);
            // A day, the longest of them, and the lateness.
            windows.watermark(Duration.ofDays(4).toMillis());

            windows.snapshotBytes();
            assertThat(windows.stateEntries()).isZero();
            assertThat(windows.timers()).isZero();
        }
    }
}
