package io.millrace.common.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.testing.FlinkExtension;
import io.millrace.testing.MiniClusters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Through Flink: four senders, four subtasks that receive. */
final class PartitionJobTest {
    @RegisterExtension
    static final FlinkExtension FLINK = MiniClusters.extension(1, 4);

    private static final int RECORDS = 8_000;
    private static final int SUBTASKS = 4;

    private static DataStream<Long> numbers() {
        return numbers(MiniClusters.strict());
    }

    private static DataStream<Long> numbers(Configuration configuration) {
        return StreamExecutionEnvironment.getExecutionEnvironment(configuration)
                .fromSequence(0, RECORDS - 1)
                .uid("numbers");
    }

    private static String key(long number) {
        return "key " + number % 100;
    }

    /** Notes which subtask gets a record. */
    private static final class Where extends RichMapFunction<Long, Tuple3<String, Integer, Long>> {
        private static final long serialVersionUID = 1L;
        private final String way;

        Where(String way) {
            this.way = way;
        }

        @Override
        public Tuple3<String, Integer, Long> map(Long number) {
            return Tuple3.of(way, getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(), number);
        }
    }

    /** Sums up per key what it gets, and says so when the stream ends. */
    private static final class Sum<K, T> extends KeyedProcessFunction<K, T, Tuple4<String, Integer, Integer, Long>> {
        private static final long serialVersionUID = 1L;
        private final KeySelector<T, Tuple4<String, Integer, Integer, Long>> partial;
        private transient ValueState<Tuple4<String, Integer, Integer, Long>> sum;

        Sum(KeySelector<T, Tuple4<String, Integer, Integer, Long>> partial) {
            this.partial = partial;
        }

        @Override
        public void open(OpenContext context) {
            sum = getRuntimeContext()
                    .getState(new ValueStateDescriptor<>(
                            "sum", Types.TUPLE(Types.STRING, Types.INT, Types.INT, Types.LONG)));
        }

        @Override
        public void processElement(T record, Context context, Collector<Tuple4<String, Integer, Integer, Long>> out)
                throws Exception {
            Tuple4<String, Integer, Integer, Long> one = partial.getKey(record);
            Tuple4<String, Integer, Integer, Long> before = sum.value();
            int subtask = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
            sum.update(Tuple4.of(one.f0, one.f1, subtask, one.f3 + (before == null ? 0 : before.f3)));
            context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
        }

        @Override
        public void onTimer(long time, OnTimerContext context, Collector<Tuple4<String, Integer, Integer, Long>> out)
                throws Exception {
            out.collect(sum.value());
        }
    }

    @Test
    void everyPartitionerInOneJob() throws Exception {
        DataStream<Long> numbers = numbers();
        RangeBoundaries<Long> quarters =
                RangeBoundaries.learn(LongStream.range(0, RECORDS).boxed().toList(), SUBTASKS);
        Map<String, DataStream<Long>> ways = new TreeMap<>();
        ways.put("hash", Partition.byHash(numbers, PartitionJobTest::key));
        ways.put("range", Partition.byRange(numbers, number -> number, quarters));
        ways.put("time", Partition.byTime(numbers, Duration.ofSeconds(1), number -> number));
        ways.put("turns", Partition.roundRobin(numbers));
        ways.put("random", Partition.random(numbers, 42));
        ways.put("weighted", Partition.weighted(numbers, 1, 2, 3, 4));
        ways.put("consistent", Partition.consistent(numbers, PartitionJobTest::key, ConsistentHashing.defaults()));
        DataStream<Tuple3<String, Integer, Long>> all = null;
        for (Map.Entry<String, DataStream<Long>> way : ways.entrySet()) {
            DataStream<Tuple3<String, Integer, Long>> where = way.getValue()
                    .map(new Where(way.getKey()))
                    .returns(Types.TUPLE(Types.STRING, Types.INT, Types.LONG))
                    .uid(way.getKey());
            all = all == null ? where : all.union(where);
        }

        Map<String, List<List<Long>>> received = new HashMap<>();
        ways.keySet().forEach(way -> received.put(way, emptyLists()));
        try (CloseableIterator<Tuple3<String, Integer, Long>> results = all.executeAndCollect()) {
            results.forEachRemaining(
                    result -> received.get(result.f0).get(result.f1).add(result.f2));
        }

        received.forEach((way, lists) -> assertThat(lists.stream().flatMap(List::stream))
                .as(way)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, RECORDS).boxed().toList()));
        for (int subtask = 0; subtask < SUBTASKS; subtask++) {
            int here = subtask;
            assertThat(received.get("hash").get(here))
                    .allMatch(number -> Hashing.spread(Hashing.ofKey(key(number)), SUBTASKS) == here);
            assertThat(received.get("range").get(here)).allMatch(number -> number / 2_000 == here);
            assertThat(received.get("time").get(here))
                    .hasSize(2_000)
                    .allMatch(number -> number / 1_000 % SUBTASKS == here);
            // Each of four senders is off by one record at most.
            assertThat(received.get("turns").get(here)).hasSizeBetween(1_996, 2_004);
            // Five deviations of a binomial: 5 * sqrt(8000 * 1/4 * 3/4) = 194.
            assertThat(received.get("random").get(here)).hasSizeBetween(1_806, 2_194);
            // A sender's 2,000 records are 200 whole cycles of 10.
            assertThat(received.get("weighted").get(here)).hasSize(800 * (here + 1));
            // 1.25 of the mean, and one record for each sender; none halves its counts so early.
            assertThat(received.get("consistent").get(here)).hasSizeBetween(1, 2_504);
        }
    }

    private static List<List<Long>> emptyLists() {
        List<List<Long>> lists = new ArrayList<>();
        for (int i = 0; i < SUBTASKS; i++) {
            lists.add(new ArrayList<>());
        }
        return lists;
    }

    @Test
    void aWrongNumberOfWeightsStopsTheJobAndSaysSo() {
        DataStream<Tuple3<String, Integer, Long>> where = inLine(Partition.weighted(numbers(), 1, 2));

        assertThatThrownBy(() -> fail(where))
                .hasStackTraceContaining("weights must be one for each subtask that receives: there are 2 weights, and "
                        + "the parallelism is 4");
    }

    @Test
    void onlyTurnsGoWithUnalignedCheckpoints() throws Exception {
        Configuration unaligned = MiniClusters.strict();
        // Tasks that are done wait for a last checkpoint. One that is triggered as sources end may fail: the next must
        // be near.
        unaligned.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(100));
        unaligned.set(CheckpointingOptions.ENABLE_UNALIGNED, true);

        assertThat(inLine(Partition.roundRobin(numbers(unaligned))).executeAndCollect(2 * RECORDS))
                .hasSize(RECORDS);
        assertThatThrownBy(() -> fail(inLine(Partition.random(numbers(unaligned), 1))))
                .hasStackTraceContaining("Unaligned checkpoints are currently not supported for custom partitioners");
    }

    /** Runs what is to fail; Flink's sink that collects may take the cluster with it when it is cancelled as it starts. */
    private static void fail(DataStream<?> stream) throws Exception {
        stream.sinkTo(new DiscardingSink<>()).uid("nowhere");
        stream.getExecutionEnvironment().execute();
    }

    private static DataStream<Tuple3<String, Integer, Long>> inLine(DataStream<Long> numbers) {
        return numbers.map(new Where("any"))
                .returns(Types.TUPLE(Types.STRING, Types.INT, Types.LONG))
                .uid("where");
    }

    @Test
    void aNullKeyStopsTheJobAndSaysSo() {
        assertThatThrownBy(() -> fail(HotKeys.<Long, String>split(numbers(), number -> null, Types.STRING, 2)
                        .map(Parted::record)
                        .returns(Types.LONG)
                        .uid("records")))
                .hasStackTraceContaining("a key must not be null: the key selector gave null");
    }

    private static String skewedKey(long number) {
        return number % 2 == 0 ? "hot" : "key " + number % 1_999;
    }

    private static List<Tuple4<String, Integer, Integer, Long>> twoPhases(HotKeySettings settings) throws Exception {
        DataStream<Tuple4<String, Integer, Integer, Long>> partials = HotKeys.split(
                        numbers(), PartitionJobTest::skewedKey, Types.STRING, settings)
                .process(new Sum<SplitKey<String>, Parted<Long>>(
                        parted -> Tuple4.of(skewedKey(parted.record()), parted.part(), 0, 1L)))
                .returns(Types.TUPLE(Types.STRING, Types.INT, Types.INT, Types.LONG))
                .uid("partials");
        DataStream<Tuple4<String, Integer, Integer, Long>> totals = HotKeys.merge(
                        partials, partial -> new SplitKey<>(partial.f0, partial.f1), Types.STRING)
                .process(new Sum<String, Tuple4<String, Integer, Integer, Long>>(
                        partial -> Tuple4.of(partial.f0, -1, 0, partial.f3)))
                .returns(Types.TUPLE(Types.STRING, Types.INT, Types.INT, Types.LONG))
                .uid("totals");
        return partials.union(totals).executeAndCollect(10 * RECORDS);
    }

    private static void totalsAreThoseOfTheStream(List<Tuple4<String, Integer, Integer, Long>> results) {
        Map<String, Long> expected = new HashMap<>();
        LongStream.range(0, RECORDS).forEach(number -> expected.merge(skewedKey(number), 1L, Long::sum));
        Map<String, Long> totals = new HashMap<>();
        results.stream().filter(result -> result.f1 < 0).forEach(result -> totals.put(result.f0, result.f3));
        assertThat(totals).isEqualTo(expected);
    }

    @Test
    void hotKeysAreSplitOverAllSubtasksAndMergedAgain() throws Exception {
        List<Tuple4<String, Integer, Integer, Long>> results = twoPhases(HotKeySettings.ways(SUBTASKS));

        totalsAreThoseOfTheStream(results);
        TreeSet<Integer> subtasks = new TreeSet<>();
        for (Tuple4<String, Integer, Integer, Long> partial : results) {
            if (partial.f1 >= 0 && partial.f0.equals("hot")) {
                subtasks.add(partial.f2);
                // 1,000 each, but that every sender's first 16 records are not known to be hot, and go to part 0.
                assertThat(partial.f3).isBetween(1_000L - 20, 1_000L + 64);
            } else if (partial.f1 >= 0) {
                assertThat(partial.f1).isZero();
            }
        }
        assertThat(subtasks).containsExactly(0, 1, 2, 3);
        assertThat(results.stream().filter(result -> result.f1 >= 0 && result.f0.equals("hot")))
                .hasSize(4);
    }

    @Test
    void everyKeyIsSplitWhenAsked() throws Exception {
        List<Tuple4<String, Integer, Integer, Long>> results =
                twoPhases(HotKeySettings.ways(2).splittingEveryKey().withUid("split-all"));

        totalsAreThoseOfTheStream(results);
        assertThat(results.stream().filter(result -> result.f1 >= 0 && result.f0.equals("hot")))
                .extracting(result -> result.f1)
                .containsExactlyInAnyOrder(0, 1);
        // The odd numbers are two of each of 1,999 keys, which have two parts every other time: 1,000, deviation 22.
        long parts = results.stream()
                .filter(result -> result.f1 >= 0 && !result.f0.equals("hot"))
                .count();
        long keys = results.stream().filter(result -> result.f1 < 0).count() - 1;
        assertThat(keys).isEqualTo(1_999);
        assertThat(parts - keys).isBetween(1_000L - 5 * 22, 1_000L + 5 * 22);
    }
}
