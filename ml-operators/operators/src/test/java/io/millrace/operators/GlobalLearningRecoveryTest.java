package io.millrace.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.FaultyRun;
import io.millrace.testing.FlinkExtension;
import io.millrace.testing.MiniClusters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A job that fails at 20 random records gives the predictions of plain learners outside Flink, which never fail, in the order of
 * the records, and ends with models that are byte for byte theirs: with the members of ensembles and the neighbours of k-NN spread
 * over several subtasks, and other learners in one.
 */
final class GlobalLearningRecoveryTest {
    private static final int EXAMPLES = 600;

    @RegisterExtension
    static final FlinkExtension FLINK = MiniClusters.extension(1, 3);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "CLASSIFICATION, hashmap, 3, 20, false",
        "CLASSIFICATION, rocksdb, 2, 20, true",
        "REGRESSION, hashmap, 3, 20, true",
        "REGRESSION, rocksdb, 2, 20, false",
        "CLASSIFICATION, hashmap, 1, 0, false",
        "REGRESSION, hashmap, 1, 0, false"
    })
    void failuresChangeNothing(ModelSpec.Task task, String backend, int parallelism, int failures, boolean unaligned)
            throws Exception {
        List<ModelSpec> specs =
                task == ModelSpec.Task.CLASSIFICATION ? GlobalSpecs.classifiers() : GlobalSpecs.regressors();
        List<Example> examples = ExampleStream.examples(task, EXAMPLES, 1, parallelism);

        JobOutcomes outcomes = new JobOutcomes(FaultyRun.of(examples, Example.TYPE, folder)
                .timestamps(Example::time)
                .backend(backend)
                .parallelism(parallelism)
                .recordsPerCheckpoint(40)
                .failingAtRandom(failures, new SplittableRandom(parallelism))
                .run(records -> {
                    records.getExecutionEnvironment().getCheckpointConfig().enableUnalignedCheckpoints(unaligned);
                    return JobOutcomes.ofGlobal(records, specs, 0);
                }));

        for (ModelSpec spec : specs) {
            List<ModelRecord> exported = outcomes.models(spec.learner());
            PlainModel expected = PlainModel.run(spec, examples, outcomes.predictions(spec.learner()))
                    .values()
                    .iterator()
                    .next();
            Models models = new Models(spec);
            assertThat(exported).as(spec.learner()).hasSize(parts(models));
            assertThat(exported).extracting(ModelRecord::learned).containsOnly(expected.learned());
            expected.assertSame(ModelParts.join(models, exported));
        }
    }

    private static int parts(Models models) {
        return switch (models.spec().learner()) {
            case "hoeffding-tree", "recursive-least-squares" -> 1;
            case "knn" -> 2;
            default -> Integer.parseInt(models.spec().parameters().get("members"));
        };
    }

    static LearningSettings settings(
            Duration exportInterval, boolean exportAtEnd, @org.jspecify.annotations.Nullable ModelReader warmStart) {
        LearningSettings settings = LearningSettings.DEFAULT;
        return new LearningSettings(
                settings.cache(),
                settings.idle(),
                settings.maxModels(),
                settings.maxModelBytes(),
                exportInterval,
                exportAtEnd,
                warmStart);
    }
}
