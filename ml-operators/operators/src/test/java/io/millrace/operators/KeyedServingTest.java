package io.millrace.operators;

import static io.millrace.operators.ServedModelsFixture.SPEC;
import static io.millrace.operators.ServedModelsFixture.corrupt;
import static io.millrace.operators.ServedModelsFixture.example;
import static io.millrace.operators.ServedModelsFixture.part;
import static io.millrace.operators.ServedModelsFixture.record;
import static io.millrace.operators.ServedModelsFixture.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.operators.Example.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model for each key, with a cache that holds less than they take. */
class KeyedServingTest {
    private static LearningSettings settings(long most, long bytes, @Nullable ModelReader warmStart) {
        return new LearningSettings(
                new MemorySize(0), Duration.ZERO, most, new MemorySize(bytes), Duration.ZERO, false, warmStart);
    }

    private static TwoInputs<Example, ModelRecord, Prediction> serving(
            String backend, LearningSettings settings, int mostHeld) {
        return new TwoInputs<>(
                backend,
                () -> new KeyedServingOperator(SPEC, settings, mostHeld),
                Example::key,
                ModelRecord::key,
                Prediction.TYPE,
                KeyedLearning.REFUSED,
                ServingOperator.REJECTED);
    }

    private static TwoInputs<Example, ModelRecord, Prediction> serving(String backend) {
        return serving(backend, settings(1000, 1 << 30, null), 3);
    }

    private static List<String> predictions(TwoInputs<Example, ModelRecord, Prediction> serving) {
        return serving.output().stream()
                .map(StreamRecord::getValue)
                .map(ServedModelsFixture::told)
                .toList();
    }

    private static List<String> refused(TwoInputs<Example, ModelRecord, Prediction> serving) {
        return serving.side(KeyedLearning.REFUSED).stream()
                .map(r -> r.getValue().id() + " @" + r.getTimestamp())
                .toList();
    }

    private static List<String> rejected(TwoInputs<Example, ModelRecord, Prediction> serving) {
        return serving.side(ServingOperator.REJECTED).stream()
                .map(r -> r.getValue().key() + " " + r.getValue().version() + ": "
                        + r.getValue().reason())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "rocksdb"})
    void theNewestOfAKeyServes(String backend) throws Exception {
        try (var serving = serving(backend)) {
            serving.start(1, null);
            serving.second(record("a", 5), 5);
            serving.second(record("b", 6), 6);
            serving.first(example("a", 1), 1);
            serving.first(example("b", 2), 2);
            serving.second(record("a", 7), 7);
            serving.first(example("a", 3), 3);
            serving.second(record("a", 5), 5);
            serving.second(record("a", 7), 7);
            serving.first(example("a", 4), 4);
            serving.first(example("b", 5), 5);

            assertThat(predictions(serving))
                    .containsExactly(
                            told(example("a", 1), 5),
                            told(example("b", 2), 6),
                            told(example("a", 3), 7),
                            told(example("a", 4), 7),
                            told(example("b", 5), 6));
            assertThat(serving.output()).extracting(StreamRecord::getTimestamp).containsExactly(1L, 2L, 3L, 4L, 5L);
            assertThat(refused(serving)).isEmpty();
            assertThat(rejected(serving)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "rocksdb"})
    void recordsWaitForTheirFirstModelForAWhile(String backend) throws Exception {
        try (var serving = serving(backend)) {
            serving.start(1, null);
            serving.first(example("a", 1), 1);
            serving.first(example("b", 2), 2);
            serving.first(example("a", 3), 3);
            serving.first(example("a", 4), 4);
            serving.watermarks(4, 4);
            assertThat(predictions(serving)).isEmpty();
            assertThat(refused(serving)).containsExactly("id-4 @4");
            assertThat(serving.watermark()).isEqualTo(Long.MIN_VALUE);

            serving.second(record("a", 9), 9);
            assertThat(predictions(serving)).containsExactly(told(example("a", 1), 9), told(example("a", 3), 9));
            assertThat(serving.output()).extracting(StreamRecord::getTimestamp).containsExactly(1L, 3L);
            assertThat(serving.watermark()).isEqualTo(Long.MIN_VALUE);

            serving.clock(ServingOperator.PATIENCE_MILLIS - 1);
            assertThat(refused(serving)).hasSize(1);
            serving.clock(ServingOperator.PATIENCE_MILLIS);
            assertThat(refused(serving)).containsExactly("id-4 @4", "id-2 @2");
            assertThat(serving.watermark()).isEqualTo(4);
            serving.first(example("c", 7), 7);
            assertThat(refused(serving)).containsExactly("id-4 @4", "id-2 @2", "id-7 @7");
            assertThat(serving.stateEntries("held")).isZero();
        }
    }

    @Test
    void withoutModelsToComeThereIsNothingToWaitFor() throws Exception {
        try (var serving = serving("heap")) {
            serving.start(1, null);
            serving.first(example("a", 1), 1);
            serving.end(1);
            assertThat(refused(serving)).isEmpty();
            serving.second(record("b", 9), 9);
            serving.end(2);
            assertThat(refused(serving)).containsExactly("id-1 @1");
        }
    }

    @Test
    void whatCannotServeIsNotTaken() throws Exception {
        ModelSpec otherParameters = SPEC.with(Map.of("learning-rate", "0.5"));
        ModelSpec otherLearner = ExampleStream.spec(ModelSpec.Task.REGRESSION, "mean");
        ModelSpec otherFeatures =
                new ModelSpec(SPEC.task(), SPEC.learner(), Map.of(), List.of(new ModelSpec.Feature("a", false)), 7);
        try (var serving = serving("heap")) {
            serving.start(1, null);
            serving.second(corrupt("z", 1), 1);
            serving.second(record("a", 1), 1);
            serving.second(corrupt("a", 2), 2);
            serving.second(ServedModelsFixture.other(otherParameters, "a", 3), 3);
            serving.second(ServedModelsFixture.other(otherLearner, "a", 4), 4);
            serving.second(ServedModelsFixture.other(otherFeatures, "a", 5), 5);
            serving.second(part("a", 6, 0, 0), 6);
            serving.second(part("a", 7, 2, 2), 7);
            serving.first(example("a", 8), 8);
            serving.second(record("a", 2), 9);
            serving.first(example("a", 10), 10);

            assertThat(predictions(serving)).containsExactly(told(example("a", 8), 1), told(example("a", 10), 2));
            List<String> rejected = rejected(serving);
            assertThat(rejected).hasSize(7);
            assertThat(rejected.get(0)).startsWith("z 1: model \"z\" can't be taken over: checksum");
            assertThat(rejected.get(1)).startsWith("a 2: model \"a\" can't be taken over: checksum");
            assertThat(rejected.get(2)).contains("parameters").contains("0.5");
            assertThat(rejected.get(3)).contains("the model is a regressor/mean, expected a regressor/sgd");
            assertThat(rejected.get(4)).contains("the model's features are");
            assertThat(rejected.get(5)).endsWith("parts of a model are 1 to 10000, not 0");
            assertThat(rejected.get(6)).endsWith("part is 0 to 1, not 2");
            serving.second(part("y", 5, 0, 2), 5);
            serving.second(part("y", 5, 1, 2), 5);
            assertThat(rejected(serving)).hasSize(8).last().asString().startsWith("y 5: ");
            serving.checkpoint();
            assertThat(serving.stateEntries("served-models")).isEqualTo(1);
        }
    }

    @Test
    void onlySoManyModelsAreTaken() throws Exception {
        long bytes = new KeyedModelCodec(SPEC).memoryBytes(new KeyedModel(ServedModelsFixture.model("a", 1)));
        for (LearningSettings settings :
                List.of(settings(2, 1 << 30, null), settings(99, 2 * bytes + bytes / 2, null))) {
            try (var serving = serving("heap", settings, 3)) {
                serving.start(1, null);
                serving.second(record("a", 0), 0);
                serving.second(record("a", 1), 1);
                serving.second(record("b", 2), 2);
                serving.second(record("c", 3), 3);
                assertThat(rejected(serving)).hasSize(1);
                assertThat(rejected(serving).get(0)).startsWith("c 3: more models than are allowed: there are 2");
                // Another version of one that is there is none more, also after a restart.
                serving.start(2, serving.checkpoint());
                serving.second(record("a", 4), 4);
                assertThat(rejected(serving)).hasSize(1);
                serving.start(1, serving.checkpoint());
                serving.second(record("d", 4), 4);
                assertThat(rejected(serving)).hasSize(2);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "rocksdb"})
    void goesOnWithMoreSubtasksAndFewer(String backend) throws Exception {
        try (var serving = serving(backend, settings(1000, 1 << 30, null), 50)) {
            serving.start(1, null);
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                serving.second(record("key" + i, 100 + i), i);
                serving.first(example("new" + i, 1000 + i), 50);
                expected.add(told(example("new" + i, 1000 + i), 500));
            }
            for (int parallelism : new int[] {3, 2}) {
                var checkpoint = serving.checkpoint();
                serving.first(example("key1", 1), 60);
                serving.start(parallelism, checkpoint);
                for (int i = 0; i < 20; i++) {
                    int number = parallelism * 100 + i;
                    serving.first(example("key" + i, number), 70);
                    expected.add(told(example("key" + i, number), 100 + i));
                    serving.second(record("key" + i, 50), 80);
                }
            }
            assertThat(predictions(serving)).hasSize(40);
            for (int i = 0; i < 20; i++) {
                serving.second(record("new" + i, 500), 90);
            }
            assertThat(predictions(serving)).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void beginsWithModelsThatAreThere() throws Exception {
        ModelReader reader = models -> {
            models.accept(corrupt("a", 3));
            models.accept(record("a", 4));
            models.accept(record("b", 5));
            models.accept(record("a", 2));
        };
        try (var serving = serving("heap", settings(1000, 1 << 30, reader), 3)) {
            serving.start(2, null);
            serving.first(example("a", 1), 1);
            serving.first(example("b", 2), 2);
            serving.second(record("b", 6), 6);
            assertThat(predictions(serving)).containsExactly(told(example("a", 1), 4), told(example("b", 2), 5));

            serving.start(1, serving.checkpoint());
            serving.first(example("b", 3), 3);
            assertThat(predictions(serving)).last().isEqualTo(told(example("b", 3), 6));
        }
        ModelReader wrong = models -> models.accept(corrupt("a", 3));
        try (var serving = serving("heap", settings(1000, 1 << 30, wrong), 3)) {
            assertThatThrownBy(() -> serving.start(1, null))
                    .hasMessageStartingWith("warm start: model \"a\" can't be taken over: checksum");
        }
    }

    @Test
    void whatIsToBeLearnedAlonePassesBy() throws Exception {
        try (var serving = serving("heap")) {
            serving.start(1, null);
            serving.second(record("a", 5), 5);
            serving.first(example("a", 1).with(Action.LEARN), 1);
            serving.first(example("a", 2).with(Action.PREDICT), 2);

            assertThat(predictions(serving)).containsExactly(told(example("a", 2), 5));
        }
    }

    /** Two parts of version 5, one of 6, and the first of 5 again. */
    @Test
    void partsWaitForEachOther() {
        ServedModel served =
                ServedModel.NONE.take(record("", 4), ServedModelsFixture.MODELS).model();

        assertThat(served.take(record("", 4), ServedModelsFixture.MODELS).fate())
                .isEqualTo(ServedModel.Fate.OLDER);
        ServedModel.Taken first = served.take(part("", 5, 1, 3), ServedModelsFixture.MODELS);
        assertThat(first.fate()).isEqualTo(ServedModel.Fate.WAITS);
        ServedModel.Taken again = first.model().take(part("", 5, 1, 3), ServedModelsFixture.MODELS);
        assertThat(again.fate()).isEqualTo(ServedModel.Fate.OLDER);
        ServedModel.Taken second = first.model().take(part("", 5, 0, 3), ServedModelsFixture.MODELS);
        assertThat(second.model().parts()).hasSize(2);
        assertThat(second.model()
                        .take(part("", 5, 2, 4), ServedModelsFixture.MODELS)
                        .reason())
                .isEqualTo("the version has 3 parts, not 4");
        ServedModel.Taken newer = second.model().take(part("", 6, 0, 3), ServedModelsFixture.MODELS);
        assertThat(newer.model().parts()).hasSize(1);
        assertThat(newer.model()
                        .take(part("", 5, 2, 3), ServedModelsFixture.MODELS)
                        .fate())
                .isEqualTo(ServedModel.Fate.OLDER);
        ServedModel.Taken whole = newer.model().take(record("", 7), ServedModelsFixture.MODELS);
        assertThat(whole.fate()).isEqualTo(ServedModel.Fate.TAKEN);
        assertThat(whole.model().version()).isEqualTo(7);
        assertThat(whole.model().parts()).isEmpty();
        assertThat(newer.model().version()).isEqualTo(4);
    }
}
