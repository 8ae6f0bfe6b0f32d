package io.millrace.operators;

import static io.millrace.operators.GlobalLearningRecoveryTest.settings;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Spread models are those of plain learners outside Flink, to the bit, whatever the number of subtasks, however far they are apart
 * from each other, and with answers under way when subtasks come and go.
 */
final class GlobalRescalingTest {
    private static final int EXAMPLES = 520;

    static Stream<ModelSpec> specs() {
        return Stream.concat(GlobalSpecs.classifiers().stream(), GlobalSpecs.regressors().stream())
                .filter(spec -> Spread.of(new Models(spec)) != null);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void subtasksComeAndGo(ModelSpec spec) throws Exception {
        List<Example> examples = ExampleStream.examples(spec.task(), EXAMPLES, 1, 5);
        List<Prediction> predictions = new ArrayList<>();
        List<ModelRecord> exported;
        long pending = 0;
        try (GlobalSubtasks subtasks = new GlobalSubtasks(spec, settings(Duration.ZERO, true, null), 1, 8)) {
            int[] parallelism = {3, 2, 7, 1, 2};
            int from = 0;
            for (int i = 0; i < parallelism.length; i++) {
                int to = (i + 1) * EXAMPLES / (parallelism.length + 1);
                take(subtasks, examples.subList(from, to));
                from = to;
                pending += subtasks.pending();
                GlobalSubtasks.Checkpoint checkpoint = subtasks.checkpoint();
                predictions.addAll(subtasks.predictions());
                // What comes after the checkpoint is lost, and comes again.
                take(subtasks, examples.subList(to, to + 20));
                subtasks.restore(checkpoint, parallelism[i]);
                subtasks.predictions();
            }
            take(subtasks, examples.subList(from, EXAMPLES));
            subtasks.end();
            subtasks.drain();
            predictions.addAll(subtasks.predictions());
            exported = subtasks.models();
        }
        assertThat(pending).as("steps not done at checkpoints").isPositive();
        PlainModel expected =
                PlainModel.run(spec, examples, predictions).values().iterator().next();
        expected.assertSame(ModelParts.join(new Models(spec), exported));
    }

    private static void take(GlobalSubtasks subtasks, List<Example> examples) throws Exception {
        for (Example example : examples) {
            subtasks.take(example);
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void anExportIsOfOneMoment(ModelSpec spec) throws Exception {
        List<Example> examples = ExampleStream.examples(spec.task(), 400, 1, 6);
        Models models = new Models(spec);
        try (GlobalSubtasks subtasks = new GlobalSubtasks(spec, settings(Duration.ofSeconds(10), false, null), 3, 8)) {
            subtasks.clock(1_000);
            take(subtasks, examples.subList(0, 300));
            // Subtasks are far from each other now, and an export is asked for twice.
            subtasks.request(ExportRequest.ALL);
            subtasks.request("another");
            take(subtasks, examples.subList(300, 350));
            subtasks.request("all");
            subtasks.clock(10_000);
            take(subtasks, examples.subList(350, 400));
            subtasks.clock(20_000);
            subtasks.clock(60_000);
            subtasks.drain();
            List<ModelRecord> exported = subtasks.models();
            subtasks.predictions();

            int parts = Spread.of(models).pieces();
            assertThat(exported).hasSize(3 * parts);
            List<Long> versions = new ArrayList<>();
            int[] until = {300, 350, 400};
            for (int i = 0; i < until.length; i++) {
                List<ModelRecord> version = exported.subList(i * parts, (i + 1) * parts);
                versions.add(version.get(0).version());
                PlainModel expected = plain(spec, examples.subList(0, until[i]));
                assertThat(version).extracting(ModelRecord::part).isSorted();
                assertThat(version).extracting(ModelRecord::parts).containsOnly((long) parts);
                assertThat(version).extracting(ModelRecord::learned).containsOnly(expected.learned());
                assertThat(version.get(1).model()).isEqualTo("all#1");
                expected.assertSame(ModelParts.join(models, version));
            }
            assertThat(versions).containsExactly(1_000L, 1_001L, 20_000L);
        }
    }

    /** That learns these without being asked what it predicts. */
    static PlainModel plain(ModelSpec spec, List<Example> examples) {
        List<Example> toLearn = examples.stream()
                .filter(example -> example.action().learns())
                .map(example -> example.with(Example.Action.LEARN))
                .toList();
        return PlainModel.run(spec, toLearn, List.of()).values().iterator().next();
    }

    @ParameterizedTest
    @MethodSource("specs")
    void beginsWithAModelInPartsOrWhole(ModelSpec spec) throws Exception {
        List<Example> examples = ExampleStream.examples(spec.task(), 450, 1, 7);
        Models models = new Models(spec);
        Model whole = models.create();
        List<Prediction> before = new ArrayList<>();
        for (Example example : examples.subList(0, 350)) {
            if (example.action().predicts()) {
                before.add(whole.predict(example));
            }
            if (example.action().learns()) {
                whole.learn(example);
            }
        }
        List<ModelRecord> parts = ModelParts.split(models, whole, 77);
        assertThat(parts.size()).isGreaterThan(1);
        assertThat(models.export(ModelParts.join(models, parts))).isEqualTo(models.export(whole));
        List<ModelRecord> stale = ModelParts.split(models, models.create(), 76);
        for (List<ModelRecord> warm : List.of(parts, List.of(ModelRecord.of(models, whole, "", 77)))) {
            ModelReader reader = into -> {
                stale.forEach(into);
                warm.forEach(into);
                // A later version that is not all there.
                ModelParts.split(models, models.create(), 78).subList(1, 2).forEach(into);
            };
            try (GlobalSubtasks subtasks = new GlobalSubtasks(spec, settings(Duration.ZERO, true, reader), 2, 8)) {
                take(subtasks, examples.subList(350, 400));
                GlobalSubtasks.Checkpoint checkpoint = subtasks.checkpoint();
                subtasks.restore(checkpoint, 3);
                take(subtasks, examples.subList(400, 450));
                subtasks.end();
                subtasks.drain();
                List<Prediction> predictions = new ArrayList<>(before);
                predictions.addAll(subtasks.predictions());
                PlainModel expected = PlainModel.run(spec, examples, predictions)
                        .values()
                        .iterator()
                        .next();
                expected.assertSame(ModelParts.join(models, subtasks.models()));
            }
        }
    }
}
