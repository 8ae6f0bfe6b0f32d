package io.millrace.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.configuration.MemorySize;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models leave a job by the clock and on request, and another job begins with them. */
final class ModelsInAndOutTest {
    private static final ModelSpec SPEC = ExampleStream.spec(ModelSpec.Task.CLASSIFICATION, "hoeffding-tree");
    private static final List<Example> EXAMPLES = ExampleStream.examples(SPEC.task(), 600, 6, 3);

    /** Reads models from a list. */
    private record Listed(ArrayList<ModelRecord> records) implements ModelReader {
        @Override
        public void read(Consumer<ModelRecord> models) {
            records.forEach(models);
        }
    }

    private static LearningSettings settings(int interval, long models, @Nullable ModelReader warmStart, int idle) {
        return new LearningSettings(
                new MemorySize(0),
                Duration.ofMillis(idle),
                models,
                MemorySize.ofMebiBytes(100),
                Duration.ofMillis(interval),
                false,
                warmStart);
    }

    private static LearningSubtasks open(String backend, int interval, int parallelism) throws Exception {
        return new LearningSubtasks(backend, SPEC, settings(interval, 100, null, 0), parallelism);
    }

    private static Example both(String key, long time) {
        return new Example(
                null,
                key,
                time,
                new double[] {1, 2, 0, 3, 4},
                new String[] {"red"},
                "x",
                Double.NaN,
                Example.Action.BOTH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "rocksdb"})
    void whatHasLearnedIsExportedByTheClock(String backend) throws Exception {
        try (LearningSubtasks subtasks = open(backend, 1_000, 1)) {
            subtasks.clock(10);
            subtasks.take(both("a", 0));
            subtasks.take(both("a", 0));
            subtasks.clock(999);
            assertThat(subtasks.exported()).isEmpty();
            subtasks.clock(1_000);
            ModelRecord exported = assertOne(subtasks.exported());
            assertThat(exported.key()).isEqualTo("a");
            assertThat(exported.model()).isEqualTo("a");
            assertThat(exported.exportedAt()).isEqualTo(1_000);
            assertThat(exported.version()).isEqualTo(1_000);
            assertThat(exported.part()).isZero();
            assertThat(exported.parts()).isEqualTo(1);
            assertThat(exported.learned()).isEqualTo(2);
            assertThat(exported.learner()).isEqualTo("classifier/hoeffding-tree");

            subtasks.take(both("a", 0).with(Example.Action.PREDICT));
            subtasks.clock(5_000);
            assertThat(subtasks.exported()).isEmpty();

            subtasks.take(both("b", 0));
            subtasks.take(both("a", 0).with(Example.Action.LEARN));
            assertThat(subtasks.clockTimers()).isEqualTo(2);
            subtasks.rescale(2);
            subtasks.clock(6_000);
            assertThat(subtasks.exported()).extracting(ModelRecord::key).containsExactlyInAnyOrder("a", "b");
            subtasks.clock(60_000);
            assertThat(subtasks.exported()).isEmpty();
        }
    }

    private static ModelRecord assertOne(List<ModelRecord> records) {
        assertThat(records).hasSize(1);
        return records.get(0);
    }

    @Test
    void aModelThatExpiredIsNotExported() throws Exception {
        try (LearningSubtasks subtasks = new LearningSubtasks("heap", SPEC, settings(1_000, 100, null, 50), 1)) {
            subtasks.take(both("a", 0));
            subtasks.watermark(50);
            assertThat(subtasks.clockTimers()).isZero();
            subtasks.clock(1_000);
            assertThat(subtasks.exported()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "rocksdb"})
    void modelsAreExportedOnRequest(String backend) throws Exception {
        try (LearningSubtasks subtasks = open(backend, 0, 3)) {
            subtasks.clock(77);
            for (Example example : EXAMPLES) {
                subtasks.take(example);
            }
            Map<String, PlainModel> expected = PlainModel.run(SPEC, EXAMPLES, subtasks.predictions());

            subtasks.request("key-4");
            subtasks.request("key-none");
            ModelRecord one = assertOne(subtasks.exported());
            assertThat(one.key()).isEqualTo("key-4");
            assertThat(one.exportedAt()).isEqualTo(77);
            Models models = new Models(SPEC);
            expected.get("key-4").assertSame(one.read(models));

            for (int parallelism : List.of(3, 2)) {
                subtasks.rescale(parallelism);
                subtasks.request(ExportRequest.ALL);
                List<ModelRecord> all = subtasks.exported();
                assertThat(all).extracting(ModelRecord::key).containsExactlyInAnyOrderElementsOf(expected.keySet());
                all.forEach(record -> expected.get(record.key()).assertSame(record.read(models)));
            }
            assertThat(subtasks.count(metrics -> metrics.exported)).isEqualTo(6);
        }
    }

    /** Half of the stream in one job, half in another that begins with the models of the first. */
    @ParameterizedTest
    @ValueSource(strings = {"heap", "rocksdb"})
    void anotherJobBeginsWithThem(String backend) throws Exception {
        List<Example> before = EXAMPLES.subList(0, 300);
        List<Example> after = EXAMPLES.subList(300, 600);
        ArrayList<ModelRecord> exported = new ArrayList<>();
        List<Prediction> predictions = new ArrayList<>();
        try (LearningSubtasks subtasks = open(backend, 0, 1)) {
            for (Example example : before) {
                subtasks.take(example);
                if (example.id().equals("id-100")) {
                    subtasks.request(ExportRequest.ALL);
                }
            }
            subtasks.request(ExportRequest.ALL);
            exported.addAll(subtasks.exported());
            predictions.addAll(subtasks.predictions());
        }
        LearningSettings settings = settings(0, 6, new Listed(exported), 0);
        try (LearningSubtasks subtasks = new LearningSubtasks(backend, SPEC, settings, 2)) {
            assertThat(subtasks.models()).isEqualTo(6);
            for (Example example : after) {
                subtasks.take(example);
            }
            subtasks.with(settings(0, 6, failing(), 0));
            subtasks.rescale(3);
            subtasks.request(ExportRequest.ALL);
            predictions.addAll(subtasks.predictions());
            Map<String, PlainModel> expected = PlainModel.run(SPEC, EXAMPLES, predictions);
            Models models = new Models(SPEC);
            List<ModelRecord> last = subtasks.exported();
            assertThat(last).hasSize(6);
            last.forEach(record -> expected.get(record.key()).assertSame(record.read(models)));
        }
    }

    private static ModelReader failing() {
        return models -> {
            throw new IOException("a job with state does not read it");
        };
    }

    private static ModelRecord record(ModelSpec spec, String key, long parts) {
        Models models = new Models(spec);
        return new ModelRecord(
                key,
                key,
                5,
                5,
                0,
                parts,
                "classifier/" + spec.learner(),
                0,
                Base64.getEncoder().encodeToString(models.export(models.create())));
    }

    private static void assertRefused(ModelRecord record, String... why) {
        LearningSettings settings = settings(0, 100, new Listed(new ArrayList<>(List.of(record))), 0);
        assertThatThrownBy(() -> new LearningSubtasks("heap", SPEC, settings, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("north")
                .hasMessageContainingAll(why);
    }

    @Test
    void othersModelsAreRefusedWithTheReason() {
        assertRefused(
                record(ExampleStream.spec(SPEC.task(), "naive-bayes"), "north", 1),
                "classifier/naive-bayes",
                "classifier/hoeffding-tree");
        assertRefused(
                record(
                        new ModelSpec(
                                SPEC.task(),
                                "hoeffding-tree",
                                Map.of(),
                                List.of(new ModelSpec.Feature("speed", false)),
                                7),
                        "north",
                        1),
                "speed",
                "colour");
        assertRefused(record(SPEC.with(Map.of("grace-period", "50")), "north", 1), "50", "200");
        assertRefused(record(SPEC, "north", 4), "4 parts");
        ModelRecord whole = record(SPEC, "north", 1);
        assertRefused(withSnapshot(whole, whole.snapshot().substring(0, 40)), "snapshot");
        assertRefused(withSnapshot(whole, "!!!"), "can't be taken over");
    }

    private static ModelRecord withSnapshot(ModelRecord record, String snapshot) {
        return new ModelRecord(
                record.model(),
                record.key(),
                record.exportedAt(),
                record.version(),
                record.part(),
                record.parts(),
                record.learner(),
                record.learned(),
                snapshot);
    }

    /** A compacted topic still has older ones, which may be of another specification. */
    @Test
    void theLastOfAKeyCounts() throws Exception {
        ModelRecord old = record(ExampleStream.spec(SPEC.task(), "naive-bayes"), "north", 1);
        ModelRecord last = record(SPEC, "north", 1);
        LearningSettings settings = settings(0, 1, new Listed(new ArrayList<>(List.of(old, last, last))), 0);
        try (LearningSubtasks subtasks = new LearningSubtasks("heap", SPEC, settings, 1)) {
            assertThat(subtasks.models()).isEqualTo(1);
        }
        assertRefused(old, "naive-bayes");
    }

    @Test
    void moreThanAllowedAreRefused() {
        LearningSettings settings =
                settings(0, 1, new Listed(new ArrayList<>(List.of(record(SPEC, "a", 1), record(SPEC, "b", 1)))), 0);
        assertThatThrownBy(() -> new LearningSubtasks("heap", SPEC, settings, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("warm start")
                .hasMessageContaining("at most 1");
    }

    @Test
    void idlenessBeginsWithTheFirstWatermark() throws Exception {
        LearningSettings settings = settings(
                0,
                10,
                new Listed(new ArrayList<>(List.of(record(SPEC, "a", 1), record(SPEC, "b", 1), record(SPEC, "a", 1)))),
                100);
        try (LearningSubtasks subtasks = new LearningSubtasks("rocksdb", SPEC, settings, 1)) {
            assertThat(subtasks.eventTimers()).isEqualTo(2);
            subtasks.take(both("b", 420));
            subtasks.rescale(2);
            subtasks.watermark(400);
            subtasks.watermark(499);
            assertThat(subtasks.models()).isEqualTo(2);
            subtasks.watermark(500);
            assertThat(subtasks.models()).isEqualTo(1);
            subtasks.watermark(520);
            assertThat(subtasks.models()).isZero();
        }
    }

    @Test
    void predictionsKeepTheirRecordsTimestamps() throws Exception {
        try (LearningSubtasks subtasks = open("heap", 0, 1)) {
            Map<String, Long> times = new HashMap<>();
            for (Example example : EXAMPLES.subList(0, 50)) {
                subtasks.take(example, 10_000 + example.time());
                times.put(example.id(), 10_000 + example.time());
            }
            var predicted = subtasks.predicted();
            assertThat(predicted).hasSizeGreaterThan(30);
            assertThat(predicted)
                    .allMatch(made ->
                            made.getTimestamp() == times.get(made.getValue().id()));
        }
    }
}
