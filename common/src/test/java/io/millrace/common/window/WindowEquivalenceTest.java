package io.millrace.common.window;

import io.millrace.common.window.WindowCase.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.state.rocksdb.RocksDBOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Windows equal Flink's own on random streams, result by result, and a naive model where Flink has no such windows or tells
 * less; with restores at another parallelism in the middle, on both state backends, with caches that hold all and nothing.
 */
class WindowEquivalenceTest {
    private static final List<MemorySize> CACHES =
            List.of(MemorySize.ofMebiBytes(64), new MemorySize(1), MemorySize.parse("8 kb"));

    static Stream<Arguments> onTheHeap() {
        return cases(0, 25);
    }

    static Stream<Arguments> onRocks() {
        return cases(100, 106);
    }

    /** All kinds with these seeds; or the one case that system properties name. */
    private static Stream<Arguments> cases(long from, long to) {
        String kind = System.getProperty("millrace.window.kind");
        if (kind != null) {
            return Stream.of(Arguments.of(Kind.valueOf(kind), Long.getLong("millrace.window.seed")));
        }
        return Arrays.stream(Kind.values())
                .flatMap(every -> LongStream.range(from, to).mapToObj(seed -> Arguments.of(every, seed)));
    }

    @ParameterizedTest
    @MethodSource("onTheHeap")
    void windowsOnTheHeapEqualFlinks(Kind kind, long seed) throws Exception {
        WindowTrial.compare(WindowCases.of(kind, seed), cache(seed), HashMapStateBackend::new, true);
    }

    @ParameterizedTest
    @MethodSource("onRocks")
    void windowsOnRocksEqualFlinks(Kind kind, long seed) throws Exception {
        WindowTrial.compare(WindowCases.of(kind, seed), cache(seed), rocks(seed % 2 == 0), false);
    }

    private static MemorySize cache(long seed) {
        return CACHES.get((int) (seed % CACHES.size()));
    }

    private static Supplier<StateBackend> rocks(boolean timersOnTheHeap) {
        Configuration configuration = new Configuration();
        configuration.set(
                RocksDBOptions.TIMER_SERVICE_FACTORY,
                timersOnTheHeap
                        ? EmbeddedRocksDBStateBackend.PriorityQueueStateType.HEAP
                        : EmbeddedRocksDBStateBackend.PriorityQueueStateType.ROCKSDB);
        return () -> new EmbeddedRocksDBStateBackend()
                .configure(configuration, WindowEquivalenceTest.class.getClassLoader());
    }
}
