package io.millrace.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learners.LearnerType;
import io.millrace.learners.Learners;
import io.millrace.testing.FaultyRun;
import io.millrace.testing.FlinkExtension;
import io.millrace.testing.MiniClusters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.types.Either;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A job that fails at 20 random records ends with models that are byte for byte those of plain learners outside Flink, which
 * never fail, and with the same predictions: every classifier and regressor, with a cache that holds less than they take.
 */
final class KeyedLearningRecoveryTest {
    private static final int EXAMPLES = 300;
    private static final int FAILURES = 20;

    @RegisterExtension
    static final FlinkExtension FLINK = MiniClusters.extension(1, 2);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "CLASSIFIER, hashmap, 2, 1",
        "CLASSIFIER, rocksdb, 1, 2",
        "REGRESSOR, hashmap, 2, 3",
        "REGRESSOR, rocksdb, 1, 4"
    })
    void failuresChangeNothing(LearnerType.Role role, String backend, int parallelism, int seed) throws Exception {
        List<ModelSpec> specs =
                Learners.all(role).stream().map(ExampleStream::spec).toList();
        List<Example> examples = ExampleStream.examples(specs.get(0).task(), EXAMPLES, 3, seed);

        JobOutcomes outcomes = new JobOutcomes(FaultyRun.of(examples, Example.TYPE, folder)
                .timestamps(Example::time)
                .backend(backend)
                .parallelism(parallelism)
                .recordsPerCheckpoint(20)
                .failingAtRandom(FAILURES, new SplittableRandom(seed))
                .run(records -> learn(records, specs)));

        for (ModelSpec spec : specs) {
            List<ModelRecord> exported = outcomes.models(spec.learner());
            Map<String, PlainModel> expected = PlainModel.run(spec, examples, outcomes.predictions(spec.learner()));
            assertThat(exported)
                    .as(spec.learner())
                    .extracting(ModelRecord::key)
                    .containsExactlyInAnyOrderElementsOf(expected.keySet());
            Models models = new Models(spec);
            exported.forEach(record -> expected.get(record.key()).assertSame(record.read(models)));
        }
    }

    private static DataStream<Tuple2<String, Either<Prediction, ModelRecord>>> learn(
            DataStream<Example> records, List<ModelSpec> specs) {
        LearningSettings settings = new LearningSettings(
                MemorySize.ofMebiBytes(0),
                Duration.ofDays(1),
                1_000,
                MemorySize.ofMebiBytes(1_000),
                Duration.ZERO,
                true,
                null);
        List<DataStream<Tuple2<String, Either<Prediction, ModelRecord>>>> outcomes = new ArrayList<>();
        for (ModelSpec spec : specs) {
            Learned learned = KeyedLearning.of(records, spec, settings, null, spec.learner());
            outcomes.add(JobOutcomes.of(learned, spec.learner()));
        }
        return outcomes.stream().reduce((one, other) -> one.union(other)).orElseThrow();
    }
}
