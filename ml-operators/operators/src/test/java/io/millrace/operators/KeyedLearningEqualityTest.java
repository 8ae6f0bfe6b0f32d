package io.millrace.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learners.LearnerType;
import io.millrace.learners.Learners;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.configuration.MemorySize;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Models of a job predict and become what plain learners do, to the bit: with a cache that holds less than they take, across
 * a checkpoint, a failure that goes back to it, and one more subtask.
 */
final class KeyedLearningEqualityTest {
    private static final int EXAMPLES = 240;

    static Stream<Arguments> learners() {
        List<LearnerType<?>> types = new ArrayList<>(Learners.all(LearnerType.Role.CLASSIFIER));
        types.addAll(Learners.all(LearnerType.Role.REGRESSOR));
        assertThat(types).hasSize(34);
        return types.stream().flatMap(type -> Stream.of(Arguments.of(type, "heap"), Arguments.of(type, "rocksdb")));
    }

    @ParameterizedTest
    @MethodSource("learners")
    void equalPlainLearners(LearnerType<?> type, String backend) throws Exception {
        ModelSpec spec = ExampleStream.spec(type);
        List<Example> examples = ExampleStream.examples(spec.task(), EXAMPLES, 4, 11);
        LearningSettings settings = new LearningSettings(
                MemorySize.ofMebiBytes(0),
                Duration.ZERO,
                1_000,
                MemorySize.ofMebiBytes(1_000),
                Duration.ZERO,
                true,
                null);
        List<Prediction> predictions = new ArrayList<>();
        List<ModelRecord> exported;
        try (LearningSubtasks subtasks = new LearningSubtasks(backend, spec, settings, 1)) {
            take(subtasks, examples.subList(0, 150));
            LearningSubtasks.Checkpoint checkpoint = subtasks.checkpoint();
            predictions.addAll(subtasks.predictions());
            take(subtasks, examples.subList(150, 180));
            subtasks.restore(checkpoint, 2);
            subtasks.predictions();
            take(subtasks, examples.subList(150, 200));
            subtasks.checkpoint();
            take(subtasks, examples.subList(200, EXAMPLES));
            subtasks.end();
            predictions.addAll(subtasks.predictions());
            exported = subtasks.exported();
        }

        Map<String, PlainModel> expected = PlainModel.run(spec, examples, predictions);
        assertThat(exported).extracting(ModelRecord::key).containsExactlyInAnyOrderElementsOf(expected.keySet());
        Models models = new Models(spec);
        for (ModelRecord record : exported) {
            assertThat(record.learner()).isEqualTo(type.id());
            assertThat(record.learned()).isEqualTo(expected.get(record.key()).learned());
            expected.get(record.key()).assertSame(record.read(models));
        }
    }

    private static void take(LearningSubtasks subtasks, List<Example> examples) throws Exception {
        for (Example example : examples) {
            subtasks.take(example);
        }
    }
}
