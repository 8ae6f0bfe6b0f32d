package io.millrace.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.FlinkExtension;
import io.millrace.testing.MiniClusters;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Jobs are stopped with savepoints and go on at another parallelism. Spread models, and what they predict, are those of plain
 * learners that never stop, to the bit. Averaged ones depend on the parallelism: they keep all that was learned, and are about
 * as good as one learner.
 */
final class RescaledGlobalModelsTest {
    /**
     * Of one learner's error, without the first records of all: averaging loses 1.3 % at most where records come in no order,
     * and more of the few before the first averages ({@code docs/averaging.md}).
     */
    private static final double MOST = 1.02;
    /** The same of the first records after a rescale: some 6 % by chance, while a model that began anew has 2.4 times the error. */
    private static final double MOST_EARLY = 1.25;

    private static final int EARLY = 300;

    @RegisterExtension
    static final FlinkExtension FLINK = MiniClusters.extension(1, 3);

    @TempDir
    private Path folder;

    private List<StagedRun.Stage> stages(
            List<Example> examples, List<ModelSpec> specs, int averageEvery, int... parallelism) throws Exception {
        StagedRun.Pipeline pipeline = records -> JobOutcomes.ofGlobal(records, specs, averageEvery);
        List<StagedRun.Stage> stages = new ArrayList<>();
        int last = parallelism.length - 1;
        try (StagedRun run = StagedRun.of(examples, folder)) {
            for (int i = 0; i < last; i++) {
                stages.add(run.stopAfter(examples.size() / parallelism.length, parallelism[i], pipeline));
            }
            stages.add(run.finish(parallelism[last], pipeline));
        }
        for (StagedRun.Stage stage : stages.subList(0, last)) {
            for (ModelSpec spec : specs) {
                assertThat(stage.outcomes().models(spec.learner()))
                        .as("exports of a job that was stopped")
                        .isEmpty();
            }
        }
        return stages;
    }

    /** Six members, and a window in three pieces that records fall out of from the third job on. */
    private static List<ModelSpec> spread(ModelSpec.Task task) {
        Map<String, String> ensemble = Map.of("members", "6", "max-bytes", "720 kb");
        Map<String, String> window = Map.of("window", "700");
        return task == ModelSpec.Task.CLASSIFICATION
                ? List.of(
                        GlobalSpecs.classifier("adaptive-random-forest", ensemble),
                        GlobalSpecs.classifier("knn", window))
                : List.of(
                        GlobalSpecs.regressor("adaptive-random-forest", ensemble),
                        GlobalSpecs.regressor("soknl", ensemble),
                        GlobalSpecs.regressor("knn", window));
    }

    @ParameterizedTest
    @EnumSource
    void spreadModelsAreThoseOfLearnersThatNeverStop(ModelSpec.Task task) throws Exception {
        List<ModelSpec> specs = spread(task);
        List<Example> examples = ExampleStream.examples(task, 1_400, 1, 13);

        List<StagedRun.Stage> stages = stages(examples, specs, 0, 1, 2, 3, 1);

        for (ModelSpec spec : specs) {
            List<Prediction> predictions = new ArrayList<>();
            for (StagedRun.Stage stage : stages) {
                List<Prediction> made = stage.outcomes().predictions(spec.learner());
                assertThat(made).as(spec.learner()).extracting(Prediction::id).containsExactlyElementsOf(stage.asked());
                predictions.addAll(made);
            }
            PlainModel expected = PlainModel.run(spec, examples, predictions)
                    .values()
                    .iterator()
                    .next();
            List<ModelRecord> exported =
                    stages.get(stages.size() - 1).outcomes().models(spec.learner());
            assertThat(exported).as(spec.learner()).hasSize(spec.learner().equals("knn") ? 3 : 6);
            assertThat(exported).extracting(ModelRecord::learned).containsOnly(expected.learned());
            expected.assertSame(ModelParts.join(new Models(spec), exported));
        }
    }

    @Test
    void averagedModelsLoseNothingAndAreAboutAsGood() throws Exception {
        ModelSpec spec = ExampleStream.spec(ModelSpec.Task.REGRESSION, "sgd");
        Models models = new Models(spec);
        List<Example> examples = ExampleStream.examples(spec.task(), 20_000, 1, 17).stream()
                .map(example -> example.with(Example.Action.BOTH))
                .toList();

        List<StagedRun.Stage> stages = stages(examples, List.of(spec), 100, 2, 3, 1, 2);

        Model single = models.create();
        double error = 0;
        double singleError = 0;
        for (StagedRun.Stage stage : stages) {
            List<Prediction> made = stage.outcomes().predictions("sgd");
            assertThat(made).extracting(Prediction::id).containsExactlyInAnyOrderElementsOf(stage.asked());
            assertThat(made).extracting(Prediction::value).allMatch(Double::isFinite);
            assertThat(made.stream().mapToLong(Prediction::learned).min())
                    .as("records learned by what the job goes on from")
                    .hasValue(single.learned());
            int first = Math.min(EARLY, stage.examples().size());
            double[] early = errors(stage.examples().subList(0, first), made, single);
            double[] late =
                    errors(stage.examples().subList(first, stage.examples().size()), made, single);
            if (singleError > 0) {
                assertThat(early[0]).as("error after a rescale").isLessThan(MOST_EARLY * early[1]);
                error += early[0];
                singleError += early[1];
            }
            error += late[0];
            singleError += late[1];
        }
        assertThat(error).isLessThan(MOST * singleError);
        List<ModelRecord> exported = stages.get(stages.size() - 1).outcomes().models("sgd");
        assertThat(exported).extracting(ModelRecord::learned).containsExactly(single.learned());
        Model model = exported.get(0).read(models);
        assertThat(model.learned()).isEqualTo(single.learned());
        assertThat(examples)
                .allMatch(example -> Double.isFinite(model.predict(example).value()));
    }

    /** Sums of absolute errors: of the predictions, and of one learner that predicts, then learns. */
    private static double[] errors(List<Example> examples, List<Prediction> predictions, Model single) {
        Map<String, Prediction> made = new HashMap<>();
        predictions.forEach(prediction -> made.put(prediction.id(), prediction));
        double[] errors = new double[2];
        for (Example example : examples) {
            if (example.labelled()) {
                errors[0] += Math.abs(made.get(example.id()).value() - example.target());
                errors[1] += Math.abs(single.predict(example).value() - example.target());
                single.learn(example);
            }
        }
        return errors;
    }
}
