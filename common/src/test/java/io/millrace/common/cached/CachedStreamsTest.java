package io.millrace.common.cached;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.FlinkExtension;
import io.millrace.testing.MiniClusters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateChangelogOptions;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A function with cached state in a whole job, streaming and in batch execution. */
class CachedStreamsTest {
    private static final int KEYS = 7;
    private static final int NUMBERS = 2000;
    private static final OutputTag<String> ODD = new OutputTag<>("odd", Types.STRING);

    @RegisterExtension
    static final FlinkExtension FLINK = MiniClusters.extension(1, 2);

    /** Sums the numbers of a key, and tells the sum when event time is over. Counts in a state of its own. */
    private static final class Sums extends CachedFunction<Integer, Long, Tally, String> {
        private static final long serialVersionUID = 1L;

        private transient ValueState<Long> own;

        @Override
        public void open(RuntimeContext context) {
            own = context.getState(new ValueStateDescriptor<>("own", Types.LONG));
        }

        @Override
        public Tally create() {
            return new Tally();
        }

        @Override
        public void process(Long number, Context<Integer, Tally> context, Collector<String> out) throws Exception {
            Tally tally = context.value();
            tally.count += number;
            Long before = own.value();
            own.update(before == null ? 1 : before + 1);
            context.registerEventTimeTimer(1_000_000);
            if (number % 1000 == 1) {
                context.output(ODD, "odd " + number);
            }
        }

        @Override
        public void onTimer(long time, TimeDomain domain, Context<Integer, Tally> context, Collector<String> out)
                throws Exception {
            Tally tally = context.peek();
            out.collect(context.key() + ": " + (tally == null ? null : tally.count) + " of " + own.value());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "STREAMING, hashmap, false, 0",
        "STREAMING, rocksdb, false, 0",
        "STREAMING, rocksdb, false, 100000",
        "STREAMING, hashmap, true, 0",
        "STREAMING, rocksdb, true, 100000",
        "BATCH, hashmap, false, 0",
        "BATCH, rocksdb, false, 100000"
    })
    void sumsAndFiresTimersWhateverTheMode(
            RuntimeExecutionMode mode, String backend, boolean changelog, long cache, @TempDir Path folder)
            throws Exception {
        Configuration configuration = mode == RuntimeExecutionMode.BATCH
                ? MiniClusters.strict()
                : MiniClusters.checkpointed(folder, Duration.ofMillis(10));
        configuration.set(ExecutionOptions.RUNTIME_MODE, mode);
        configuration.set(StateBackendOptions.STATE_BACKEND, backend);
        configuration.set(StateChangelogOptions.ENABLE_STATE_CHANGE_LOG, changelog);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        CacheSettings<Tally> settings =
                new CacheSettings<>("sums", "sums/1", Tally.CODEC, new MemorySize(cache), Duration.ZERO);
        var sums = CachedStreams.process(
                        environment
                                .fromSource(
                                        new NumberSequenceSource(1, NUMBERS),
                                        WatermarkStrategy.noWatermarks(),
                                        "numbers",
                                        Types.LONG)
                                .uid("numbers")
                                .keyBy(number -> (int) (number % KEYS), Types.INT),
                        settings,
                        new Sums(),
                        Types.STRING)
                .uid("sums");
        List<String> results = new ArrayList<>();
        try (CloseableIterator<String> all = sums.union(sums.getSideOutput(ODD)).executeAndCollect("sums")) {
            all.forEachRemaining(results::add);
        }

        assertThat(results).containsExactlyInAnyOrderElementsOf(expected());
    }

    private static List<String> expected() {
        Map<Integer, Long> sums = new TreeMap<>();
        Map<Integer, Integer> counts = new TreeMap<>();
        for (long number = 1; number <= NUMBERS; number++) {
            sums.merge((int) (number % KEYS), number, Long::sum);
            counts.merge((int) (number % KEYS), 1, Integer::sum);
        }
        List<String> expected = new ArrayList<>(List.of("odd 1", "odd 1001"));
        sums.forEach((key, sum) -> expected.add(key + ": " + sum + " of " + counts.get(key)));
        return expected;
    }
}
