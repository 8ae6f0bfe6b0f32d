package io.millrace.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.FaultyRun;
import io.millrace.testing.FlinkExtension;
import io.millrace.testing.MiniClusters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Examples go on by time, id and action whatever their order of arrival, so that models are the same to the byte. */
final class ExampleOrderTest {
    private static final ModelSpec SPEC = ExampleStream.spec(ModelSpec.Task.CLASSIFICATION, "hoeffding-tree");
    private static final int DISORDER = 40;

    @RegisterExtension
    static final FlinkExtension FLINK = MiniClusters.extension(1, 2);

    @TempDir
    private Path folder;

    /** In order: several of one time, some of one id too, to be predicted first and learned after that. */
    private static List<Example> inOrder(int count, int keys) {
        List<Example> examples = new ArrayList<>();
        List<Example> stream = ExampleStream.examples(SPEC.task(), count, keys, 8);
        for (int i = 0; i < count; i++) {
            Example example = stream.get(i);
            long time = i / 3 * 2L;
            Example timed = new Example(
                    i % 5 == 0 ? null : example.id(),
                    example.key(),
                    time,
                    example.numbers(),
                    example.names(),
                    example.label(),
                    example.target(),
                    i % 4 == 0 ? Example.Action.PREDICT : Example.Action.BOTH);
            examples.add(timed);
            if (i % 4 == 0) {
                examples.add(timed.learning("later", Double.NaN, time + i % 3));
            }
        }
        examples.sort(Comparator.comparingLong(Example::time)
                .thenComparing(Example::id, Comparator.nullsFirst(Comparator.naturalOrder()))
                .thenComparingInt(example -> List.of(Example.Action.PREDICT, Example.Action.BOTH, Example.Action.LEARN)
                        .indexOf(example.action()))
                .thenComparingDouble(example -> example.numbers()[3]));
        return examples;
    }

    /** None is more than the disorder behind the newest before it. */
    private static List<Example> shuffled(List<Example> examples, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<Example, Long> arrival = new HashMap<>();
        examples.forEach(example -> arrival.put(example, example.time() + random.nextInt(DISORDER)));
        List<Example> shuffled = new ArrayList<>(examples);
        shuffled.sort(Comparator.comparingLong(arrival::get));
        assertThat(shuffled).isNotEqualTo(examples);
        return shuffled;
    }

    private static Map<String, List<Example>> byKey(List<Example> examples) {
        Map<String, List<Example>> keys = new HashMap<>();
        examples.forEach(example ->
                keys.computeIfAbsent(example.key(), key -> new ArrayList<>()).add(example));
        return keys;
    }

    private static List<String> told(List<Example> examples) {
        return examples.stream()
                .map(example ->
                        example.time() + " " + example.id() + " " + example.action() + " " + example.numbers()[3])
                .toList();
    }

    private static long newest(List<Example> arriving, int last) {
        return arriving.subList(0, last + 1).stream()
                .mapToLong(Example::time)
                .max()
                .orElseThrow();
    }

    /** A random history of watermarks, checkpoints and failures that go back to them, with another parallelism. */
    @ParameterizedTest
    @CsvSource({"heap, 0, 1", "heap, 100000, 2", "heap, 3000, 3", "rocksdb, 0, 4", "rocksdb, 100000, 5"})
    void eachKeyIsInOrder(String backend, long cache, long seed) throws Exception {
        List<Example> expected = inOrder(600, 5);
        List<Example> arriving = shuffled(expected, seed);
        SplittableRandom random = new SplittableRandom(seed);
        List<StreamRecord<Example>> kept = new ArrayList<>();
        int failures = 0;
        try (OrderSubtasks subtasks = new OrderSubtasks(backend, cache, 1)) {
            var last = subtasks.checkpoint();
            int from = 0;
            for (int i = 0; i < arriving.size(); i++) {
                subtasks.take(arriving.get(i), arriving.get(i).time());
                if (random.nextInt(5) == 0) {
                    subtasks.watermark(newest(arriving, i) - DISORDER);
                }
                if (random.nextInt(40) == 0) {
                    last = subtasks.checkpoint();
                    kept.addAll(subtasks.drain());
                    from = i + 1;
                } else if (failures < 10 && random.nextInt(40) == 0) {
                    failures++;
                    subtasks.drain();
                    subtasks.restore(last, 1 + random.nextInt(3));
                    i = from - 1;
                }
            }
            subtasks.watermark(Long.MAX_VALUE);
            kept.addAll(subtasks.drain());
            assertThat(subtasks.timers()).isZero();
        }
        assertThat(failures).isPositive();
        assertThat(kept)
                .allMatch(record -> record.getTimestamp() == record.getValue().time());
        Map<String, List<Example>> found =
                byKey(kept.stream().map(StreamRecord::getValue).toList());
        byKey(expected)
                .forEach((key, examples) -> assertThat(told(found.get(key))).isEqualTo(told(examples)));
        assertThat(kept).hasSize(expected.size());
    }

    @Test
    void lateOnesGoOnAtOnceAlsoAfterAFailure() throws Exception {
        Example example = inOrder(1, 1).get(0);
        try (OrderSubtasks subtasks = new OrderSubtasks("heap", 0, 2)) {
            subtasks.take(example, 100);
            subtasks.watermark(49);
            subtasks.take(example, 50);
            assertThat(subtasks.drain()).isEmpty();
            subtasks.take(example, 49);
            assertThat(subtasks.drain()).extracting(StreamRecord::getTimestamp).containsExactly(49L);

            for (int parallelism : List.of(2, 3, 1)) {
                subtasks.restore(subtasks.checkpoint(), parallelism);
                subtasks.take(example, 49);
                assertThat(subtasks.drain())
                        .extracting(StreamRecord::getTimestamp)
                        .containsExactly(49L);
            }
            subtasks.watermark(50);
            assertThat(subtasks.drain()).extracting(StreamRecord::getTimestamp).containsExactly(50L);
            subtasks.watermark(100);
            assertThat(subtasks.drain()).extracting(StreamRecord::getTimestamp).containsExactly(100L);
        }
    }

    private static final LearningSettings SETTINGS = new LearningSettings(
            MemorySize.ofMebiBytes(1), Duration.ZERO, 100, MemorySize.ofMebiBytes(100), Duration.ZERO, true, null);

    private static DataStream<Example> timed(DataStream<Example> records) {
        return records.assignTimestampsAndWatermarks(
                        WatermarkStrategy.<Example>forBoundedOutOfOrderness(Duration.ofMillis(DISORDER))
                                .withTimestampAssigner((example, before) -> example.time()))
                .uid("times");
    }

    private static void assertModels(List<Example> inOrder, JobOutcomes outcomes) {
        Map<String, PlainModel> expected = PlainModel.run(SPEC, inOrder, outcomes.predictions("tree"));
        List<ModelRecord> exported = outcomes.models("tree");
        assertThat(exported).extracting(ModelRecord::key).containsExactlyInAnyOrderElementsOf(expected.keySet());
        Models models = new Models(SPEC);
        exported.forEach(record -> expected.get(record.key()).assertSame(record.read(models)));
    }

    /** Each key by itself, or all together with one model. */
    @ParameterizedTest
    @CsvSource({"true, hashmap, 1", "true, rocksdb, 2", "true, hashmap, 3", "false, hashmap, 4", "false, rocksdb, 5"})
    void modelsAreTheSameToTheByte(boolean keyed, String backend, long seed) throws Exception {
        List<Example> inOrder = inOrder(400, keyed ? 4 : 1);
        JobOutcomes outcomes = new JobOutcomes(FaultyRun.of(shuffled(inOrder, seed), Example.TYPE, folder)
                .backend(backend)
                .parallelism(2)
                .failingAtRandom(4, new SplittableRandom(seed))
                .run(records -> JobOutcomes.of(
                        KeyedLearning.of(ExampleOrder.byEventTime(timed(records), keyed), SPEC, SETTINGS, null),
                        "tree")));

        assertModels(inOrder, outcomes);
    }

    @ParameterizedTest
    @CsvSource({"true, 4", "false, 1"})
    void inBatchToo(boolean keyed, int keys) throws Exception {
        List<Example> inOrder = inOrder(400, keys);
        Configuration configuration = MiniClusters.strict();
        configuration.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.BATCH);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        DataStream<Example> records =
                timed(environment.fromData(shuffled(inOrder, 9), Example.TYPE).uid("examples"));
        JobOutcomes outcomes = new JobOutcomes(new ArrayList<>());
        try (var all = JobOutcomes.of(
                        KeyedLearning.of(ExampleOrder.byEventTime(records, keyed), SPEC, SETTINGS, null), "tree")
                .executeAndCollect("order")) {
            all.forEachRemaining(outcomes.all()::add);
        }

        assertModels(inOrder, outcomes);
    }
}
