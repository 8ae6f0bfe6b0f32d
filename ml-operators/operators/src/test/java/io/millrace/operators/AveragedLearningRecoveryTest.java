package io.millrace.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.FaultyRun;
import io.millrace.testing.FlinkExtension;
import io.millrace.testing.MiniClusters;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Models that are averaged, in jobs that fail at 20 random records: predictions and the last average are those of learners
 * outside Flink that are dealt the records by hand, to the bit.
 */
final class AveragedLearningRecoveryTest {
    private static final int EXAMPLES = 700;
    private static final int EVERY = 9;

    @RegisterExtension
    static final FlinkExtension FLINK = MiniClusters.extension(1, 3);

    @TempDir
    private Path folder;

    static List<ModelSpec> specs(ModelSpec.Task task) {
        List<String> learners = task == ModelSpec.Task.CLASSIFICATION
                ? List.of("logistic-regression", "linear-svm", "passive-aggressive", "one-vs-rest")
                : List.of("sgd", "passive-aggressive", "quantile");
        return learners.stream().map(name -> ExampleStream.spec(task, name)).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "CLASSIFICATION, hashmap, 3, 20, false",
        "CLASSIFICATION, rocksdb, 2, 20, true",
        "REGRESSION, hashmap, 3, 20, true",
        "REGRESSION, rocksdb, 2, 20, false",
        "CLASSIFICATION, hashmap, 1, 0, false",
        "REGRESSION, hashmap, 2, 0, false"
    })
    void failuresChangeNothing(ModelSpec.Task task, String backend, int parallelism, int failures, boolean unaligned)
            throws Exception {
        List<ModelSpec> specs = specs(task);
        List<Example> examples = ExampleStream.examples(task, EXAMPLES, 1, parallelism);

        JobOutcomes outcomes = new JobOutcomes(FaultyRun.of(examples, Example.TYPE, folder)
                .timestamps(Example::time)
                .backend(backend)
                .parallelism(parallelism)
                .recordsPerCheckpoint(40)
                .failingAtRandom(failures, new SplittableRandom(parallelism))
                .run(records -> {
                    records.getExecutionEnvironment().getCheckpointConfig().enableUnalignedCheckpoints(unaligned);
                    return JobOutcomes.ofGlobal(records, specs, EVERY);
                }));

        for (ModelSpec spec : specs) {
            PlainAverage expected = new PlainAverage(spec, parallelism, EVERY);
            expected.take(examples, outcomes.predictions(spec.learner()));
            expected.average();
            List<ModelRecord> exported = outcomes.models(spec.learner());
            assertThat(exported).as(spec.learner()).hasSize(1);
            assertThat(exported.get(0).learned()).isEqualTo(expected.learned());
            assertThat(exported.get(0).model()).isEqualTo("all");
            expected.assertSame(exported.get(0).read(new Models(spec)));
        }
    }
}
