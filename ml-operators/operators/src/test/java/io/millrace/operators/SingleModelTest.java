package io.millrace.operators;

import static io.millrace.operators.GlobalLearningRecoveryTest.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A global model in one subtask, and what it shares with those that are spread: exports, the end of input, models to begin with. */
final class SingleModelTest {
    private static final ModelSpec SPEC = GlobalSpecs.classifier("naive-bayes", Map.of());
    private static final List<Example> EXAMPLES = ExampleStream.examples(SPEC.task(), 200, 1, 4);

    private static TwoInputStreamOperatorTestHarness<Example, ExportRequest, Prediction> open(
            ModelSpec spec, LearningSettings settings, @Nullable OperatorSubtaskState from) throws Exception {
        var harness = new TwoInputStreamOperatorTestHarness<Example, ExportRequest, Prediction>(
                new SingleModelOperator(spec, settings), 1, 1, 0);
        harness.setup(Prediction.TYPE.createSerializer(new SerializerConfigImpl()));
        if (from != null) {
            harness.initializeState(from);
        }
        harness.open();
        return harness;
    }

    private static void take(
            TwoInputStreamOperatorTestHarness<Example, ExportRequest, Prediction> harness, int from, int to)
            throws Exception {
        for (Example example : EXAMPLES.subList(from, to)) {
            harness.processElement1(new StreamRecord<>(example, example.time()));
        }
    }

    private static List<Prediction> predictions(
            TwoInputStreamOperatorTestHarness<Example, ExportRequest, Prediction> harness) {
        List<Prediction> made = new ArrayList<>();
        harness.extractOutputStreamRecords().forEach(record -> made.add(record.getValue()));
        return made;
    }

    private static List<ModelRecord> models(
            TwoInputStreamOperatorTestHarness<Example, ExportRequest, Prediction> harness) {
        List<ModelRecord> made = new ArrayList<>();
        var side = harness.getSideOutput(KeyedLearning.MODELS);
        while (side != null && !side.isEmpty()) {
            made.add(side.poll().getValue());
        }
        return made;
    }

    private static void assertLearned(ModelRecord record, int until) {
        PlainModel expected = GlobalRescalingTest.plain(SPEC, EXAMPLES.subList(0, until));
        assertThat(record.learned()).isEqualTo(expected.learned());
        assertThat(record.model()).isEqualTo("all");
        assertThat(record.key()).isEmpty();
        assertThat(record.parts()).isEqualTo(1);
        expected.assertSame(record.read(new Models(SPEC)));
    }

    @Test
    void exportsOnRequestByTheClockAndAtTheEndOnce() throws Exception {
        LearningSettings settings = settings(Duration.ofSeconds(5), true, null);
        OperatorSubtaskState ended;
        try (var harness = open(SPEC, settings, null)) {
            take(harness, 0, 50);
            harness.processElement2(new StreamRecord<>(new ExportRequest("other")));
            assertThat(models(harness)).isEmpty();
            harness.processElement2(new StreamRecord<>(new ExportRequest("")));
            assertLearned(models(harness).get(0), 50);
            harness.setProcessingTime(5_000);
            assertThat(models(harness)).as("nothing was learned since").isEmpty();
            take(harness, 50, 80);
            harness.setProcessingTime(9_999);
            assertThat(models(harness)).isEmpty();
            harness.setProcessingTime(10_000);
            List<ModelRecord> byTheClock = models(harness);
            assertThat(byTheClock).hasSize(1);
            assertThat(byTheClock.get(0).version()).isEqualTo(10_000);
            assertLearned(byTheClock.get(0), 80);
            harness.endInput2();
            assertThat(models(harness)).isEmpty();
            harness.endInput1();
            List<ModelRecord> atTheEnd = models(harness);
            assertThat(atTheEnd).extracting(ModelRecord::version).containsExactly(10_001L);
            assertLearned(atTheEnd.get(0), 80);
            ended = harness.snapshot(1, 1);
        }
        try (var harness = open(SPEC, settings, ended)) {
            harness.endInput1();
            assertThat(models(harness)).as("it has ended before").isEmpty();
        }
        try (var harness = open(SPEC, settings, ended)) {
            take(harness, 80, 120);
            harness.endInput1();
            assertLearned(models(harness).get(0), 120);
        }
    }

    @Test
    void goesOnFromACheckpoint() throws Exception {
        List<Prediction> made = new ArrayList<>();
        OperatorSubtaskState state;
        try (var harness = open(SPEC, LearningSettings.DEFAULT, null)) {
            take(harness, 0, 90);
            made.addAll(predictions(harness));
            state = harness.snapshot(1, 1);
        }
        try (var harness = open(SPEC, LearningSettings.DEFAULT, state)) {
            take(harness, 90, 200);
            made.addAll(predictions(harness));
        }
        PlainModel.run(SPEC, EXAMPLES, made);

        ModelSpec other = GlobalSpecs.classifier("hoeffding-tree", Map.of());
        OperatorSubtaskState ofBayes = state;
        assertThatThrownBy(() -> open(other, LearningSettings.DEFAULT, ofBayes))
                .hasStackTraceContaining("state of the global model is of CLASSIFICATION naive-bayes")
                .hasStackTraceContaining("the job is of CLASSIFICATION hoeffding-tree");
    }

    @Test
    void eventTimeIsThatOfRecords() throws Exception {
        try (var harness = open(SPEC, LearningSettings.DEFAULT, null)) {
            harness.processWatermark1(new Watermark(100));
            assertThat(harness.getOutput()).containsExactly(new Watermark(100));
            harness.processWatermark2(new Watermark(50));
            assertThat(harness.getOutput()).hasSize(1);
        }
        try (GlobalSubtasks subtasks =
                new GlobalSubtasks(GlobalSpecs.classifiers().get(0), LearningSettings.DEFAULT, 2, 1)) {
            assertThat(subtasks.watermark(100, true)).containsExactly(new Watermark(100));
            assertThat(subtasks.watermark(50, false)).isEmpty();
        }
    }

    /** Hands out what is exported by a job of a learner, as far as it is not left out. */
    private record Exported(ModelSpec spec, int from, int to, String key) implements ModelReader, Serializable {
        @Override
        public void read(java.util.function.Consumer<ModelRecord> into) {
            Models models = new Models(spec);
            for (ModelRecord part : ModelParts.split(models, models.create(), 5).subList(from, to)) {
                into.accept(new ModelRecord(
                        part.model(),
                        key,
                        part.exportedAt(),
                        part.version(),
                        part.part(),
                        part.parts(),
                        part.learner(),
                        part.learned(),
                        part.snapshot()));
            }
        }
    }

    private static void begin(ModelSpec spec, ModelReader reader) throws Exception {
        LearningSettings settings = settings(Duration.ZERO, false, reader);
        if (Spread.of(new Models(spec)) == null) {
            try (var harness = open(spec, settings, null)) {
                take(harness, 0, 1);
            }
        } else {
            try (GlobalSubtasks subtasks = new GlobalSubtasks(spec, settings, 2, 1)) {
                subtasks.take(EXAMPLES.get(0));
            }
        }
    }

    @Test
    void modelsOfOthersAreRefused() throws Exception {
        ModelSpec forest = GlobalSpecs.classifiers().get(0);
        ModelSpec largerForest = GlobalSpecs.classifier("adaptive-random-forest", Map.of("members", "6"));
        begin(SPEC, new Exported(SPEC, 0, 1, ""));
        begin(forest, new Exported(forest, 0, 5, ""));
        assertThatThrownBy(
                        () -> begin(SPEC, new Exported(GlobalSpecs.classifier("hoeffding-tree", Map.of()), 0, 1, "")))
                .hasMessageContaining("model \"all\" can't be taken over: the model is a classifier/hoeffding-tree,"
                        + " expected a classifier/naive-bayes");
        assertThatThrownBy(() -> begin(forest, new Exported(largerForest, 0, 6, "")))
                .hasMessageContaining("model \"all#0\" can't be taken over: it has 6 parts, expected 5 of"
                        + " adaptive-random-forest");
        assertThatThrownBy(() -> begin(
                        forest, new Exported(forest.with(Map.of("members", "5", "max-bytes", "700 kb")), 0, 5, "")))
                .hasMessageContaining("the model's parameters are");
        assertThatThrownBy(() -> begin(forest, new Exported(forest, 1, 5, "")))
                .hasMessage(
                        "warm start: among the models, such as \"all#1\", none is one of all records with all its parts");
        assertThatThrownBy(() -> begin(SPEC, new Exported(SPEC, 0, 1, "a-key")))
                .hasMessageContaining("none is one of all records");
    }

    @Test
    void noModelsAreABeginningToo() throws Exception {
        begin(SPEC, into -> {});
        begin(GlobalSpecs.classifiers().get(0), into -> {});
    }
}
