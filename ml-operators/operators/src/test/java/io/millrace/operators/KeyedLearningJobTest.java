package io.millrace.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.FlinkExtension;
import io.millrace.testing.MiniClusters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Keyed learning in whole jobs over bounded input, in streaming and in batch execution. */
final class KeyedLearningJobTest {
    private static final ModelSpec SPEC = ExampleStream.spec(ModelSpec.Task.REGRESSION, "sgd");
    private static final List<Example> EXAMPLES = ExampleStream.examples(SPEC.task(), 500, 6, 3);

    @RegisterExtension
    static final FlinkExtension FLINK = MiniClusters.extension(1, 2);

    private static List<ModelRecord> given = List.of();

    /** Subtasks run in the JVM of the test. */
    private static final class Given implements ModelReader {
        private static final long serialVersionUID = 1L;

        @Override
        public void read(Consumer<ModelRecord> models) {
            given.forEach(models);
        }
    }

    private static LearningSettings settings(int idle, boolean exportAtEnd, @Nullable ModelReader warmStart) {
        return new LearningSettings(
                new MemorySize(2_000),
                Duration.ofMillis(idle),
                100,
                MemorySize.ofMebiBytes(100),
                Duration.ZERO,
                exportAtEnd,
                warmStart);
    }

    private static JobOutcomes run(
            RuntimeExecutionMode mode,
            String backend,
            List<Example> examples,
            LearningSettings settings,
            @Nullable String request)
            throws Exception {
        Configuration configuration = MiniClusters.strict();
        configuration.set(ExecutionOptions.RUNTIME_MODE, mode);
        configuration.set(StateBackendOptions.STATE_BACKEND, backend);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        DataStream<Example> records = environment
                .fromData(examples, Example.TYPE)
                .uid("examples")
                .assignTimestampsAndWatermarks(WatermarkStrategy.<Example>forMonotonousTimestamps()
                        .withTimestampAssigner((example, before) -> example.time()))
                .uid("times");
        DataStream<ExportRequest> requests = request == null
                ? null
                : environment
                        .fromData(List.of(new ExportRequest(request)), ExportRequest.FORMAT.typeInformation())
                        .uid("requests");
        JobOutcomes outcomes = new JobOutcomes(new ArrayList<>());
        try (var all = JobOutcomes.of(KeyedLearning.of(records, SPEC, settings, requests), "x")
                .executeAndCollect("learning")) {
            all.forEachRemaining(outcomes.all()::add);
        }
        return outcomes;
    }

    @ParameterizedTest
    @CsvSource({"STREAMING, hashmap", "STREAMING, rocksdb", "BATCH, hashmap"})
    void equalsPlainLearners(RuntimeExecutionMode mode, String backend) throws Exception {
        JobOutcomes outcomes = run(mode, backend, EXAMPLES, settings(0, true, null), null);

        Map<String, PlainModel> expected = PlainModel.run(SPEC, EXAMPLES, outcomes.predictions("x"));
        assertThat(expected).hasSize(6);
        assertExported(outcomes, expected);
    }

    private static void assertExported(JobOutcomes outcomes, Map<String, PlainModel> expected) {
        List<ModelRecord> exported = outcomes.models("x");
        assertThat(exported).extracting(ModelRecord::key).containsExactlyInAnyOrderElementsOf(expected.keySet());
        Models models = new Models(SPEC);
        exported.forEach(record -> expected.get(record.key()).assertSame(record.read(models)));
    }

    /** There is one model at a time. */
    @Test
    void inBatchNothingNeedsToBeRefused() throws Exception {
        LearningSettings one = new LearningSettings(
                new MemorySize(0), Duration.ZERO, 1, MemorySize.ofMebiBytes(1), Duration.ofDays(1), false, null);
        JobOutcomes outcomes = run(RuntimeExecutionMode.BATCH, "hashmap", EXAMPLES, one, null);

        assertExported(outcomes, PlainModel.run(SPEC, EXAMPLES, outcomes.predictions("x")));
    }

    @ParameterizedTest
    @CsvSource({"key-3, 1", "*, 6", "nobody, 0"})
    void inBatchWhatWasAskedForIsExportedWhenItsKeyEnds(String request, int count) throws Exception {
        JobOutcomes outcomes = run(RuntimeExecutionMode.BATCH, "hashmap", EXAMPLES, settings(0, false, null), request);

        Map<String, PlainModel> expected = PlainModel.run(SPEC, EXAMPLES, outcomes.predictions("x"));
        expected.keySet().removeIf(key -> !request.equals("*") && !request.equals(key));
        assertThat(expected).hasSize(count);
        assertExported(outcomes, expected);
    }

    /** Requests end, and have no event time: neither holds the records up. */
    @Test
    void requestsDoNotHoldUpEventTime() throws Exception {
        JobOutcomes outcomes =
                run(RuntimeExecutionMode.STREAMING, "hashmap", EXAMPLES, settings(10_000, true, null), "nobody");

        assertExported(outcomes, PlainModel.run(SPEC, EXAMPLES, outcomes.predictions("x")));
    }

    @ParameterizedTest
    @EnumSource(
            value = RuntimeExecutionMode.class,
            names = {"STREAMING", "BATCH"})
    void goesOnWithModelsOfAnotherJob(RuntimeExecutionMode mode) throws Exception {
        List<Example> before = EXAMPLES.subList(0, 250);
        List<Example> after = EXAMPLES.subList(250, 500).stream()
                .filter(example -> !example.key().equals("key-2"))
                .toList();
        JobOutcomes first = run(mode, "hashmap", before, settings(0, true, null), null);
        given = first.models("x");
        JobOutcomes second = run(mode, "hashmap", after, settings(0, true, new Given()), null);

        List<Example> all = new ArrayList<>(before);
        all.addAll(after);
        List<Prediction> predictions = new ArrayList<>(first.predictions("x"));
        predictions.addAll(second.predictions("x"));
        assertExported(second, PlainModel.run(SPEC, all, predictions));
    }

    @ParameterizedTest
    @EnumSource(
            value = RuntimeExecutionMode.class,
            names = {"STREAMING", "BATCH"})
    void idleModelsBeginAnew(RuntimeExecutionMode mode) throws Exception {
        Map<String, Long> expected = new HashMap<>();
        Map<String, long[]> naive = new HashMap<>();
        for (Example example : EXAMPLES) {
            long[] model = naive.computeIfAbsent(example.key(), key -> new long[2]);
            if (example.time() - model[0] >= 12) {
                model[1] = 0;
            }
            if (example.action() != Example.Action.LEARN) {
                expected.put(example.id(), model[1]);
            }
            if (example.action() != Example.Action.PREDICT && !Double.isNaN(example.target())) {
                model[1]++;
            }
            model[0] = example.time();
        }
        assertThat(expected.values().stream().filter(learned -> learned == 0)).hasSizeGreaterThan(40);

        JobOutcomes outcomes = run(mode, "hashmap", EXAMPLES, settings(12, false, null), null);

        assertThat(outcomes.predictions("x").stream().collect(Collectors.toMap(Prediction::id, Prediction::learned)))
                .isEqualTo(expected);
        assertThat(outcomes.models("x")).isEmpty();
    }
}
