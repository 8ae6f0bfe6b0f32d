package io.millrace.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learners.HeapSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.MemorySize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models are counted, above the bounds records of further keys are refused, and the others go on. */
final class KeyedBoundsTest {
    private static final ModelSpec SPEC = ExampleStream.spec(ModelSpec.Task.CLASSIFICATION, "hoeffding-tree");

    private static LearningSettings settings(long models, long bytes, int idle) {
        return new LearningSettings(
                new MemorySize(0), Duration.ofMillis(idle), models, new MemorySize(bytes), Duration.ZERO, false, null);
    }

    private static Example example(String key, Example.Action action, long time) {
        return new Example(
                key + time, key, time, new double[] {1, 2, 0, 3, 4}, new String[] {"red"}, "x", Double.NaN, action);
    }

    private static Example both(String key, long time) {
        return example(key, Example.Action.BOTH, time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "rocksdb"})
    void recordsOfFurtherKeysAreRefused(String backend) throws Exception {
        try (LearningSubtasks subtasks = new LearningSubtasks(backend, SPEC, settings(2, 1 << 30, 100), 1)) {
            subtasks.take(example("c", Example.Action.PREDICT, 0));
            subtasks.take(both("a", 1));
            subtasks.take(both("b", 2));
            for (Example.Action action : Example.Action.values()) {
                subtasks.take(example("c", action, 3));
            }
            subtasks.take(both("a", 4));

            assertThat(subtasks.predictions()).extracting(Prediction::id).containsExactly("c0", "a1", "b2", "a4");
            assertThat(subtasks.refused()).extracting(Example::action).containsExactly(Example.Action.values());
            assertThat(subtasks.count(metrics -> metrics.refused)).isEqualTo(3);
            assertThat(subtasks.count(metrics -> metrics.predictions)).isEqualTo(4);
            assertThat(subtasks.count(metrics -> metrics.learned)).isEqualTo(3);

            subtasks.watermark(103);
            subtasks.take(both("c", 103));
            assertThat(subtasks.refused()).isEmpty();
            assertThat(subtasks.predictions()).extracting(Prediction::id).containsExactly("c103");
            assertThat(subtasks.models()).isEqualTo(2);
        }
    }

    /** Numbers per subtask are those of the keys that it has; what was too many for one fits in three, and back. */
    @ParameterizedTest
    @ValueSource(strings = {"heap", "rocksdb"})
    void countsMoveWithTheKeys(String backend) throws Exception {
        List<String> keys = new ArrayList<>();
        for (int key = 0; key < 30; key++) {
            keys.add("key-" + key);
        }
        try (LearningSubtasks subtasks = new LearningSubtasks(backend, SPEC, settings(20, 1 << 30, 0), 1)) {
            for (String key : keys.subList(0, 24)) {
                subtasks.take(both(key, 0));
            }
            assertThat(subtasks.refused()).extracting(Example::key).isEqualTo(keys.subList(20, 24));
            List<String> there = new ArrayList<>(keys.subList(0, 20));
            long bytes = subtasks.modelBytes();
            assertThat(bytes).isPositive();

            subtasks.rescale(3);
            assertThat(subtasks.modelsPerSubtask()).isEqualTo(perSubtask(there, 3));
            assertThat(subtasks.modelBytes()).isEqualTo(bytes);
            for (String key : keys) {
                subtasks.take(both(key, 1));
            }
            there = keys;
            assertThat(subtasks.refused()).isEmpty();
            assertThat(subtasks.modelsPerSubtask()).isEqualTo(perSubtask(there, 3));

            subtasks.rescale(2);
            assertThat(subtasks.modelsPerSubtask()).isEqualTo(perSubtask(there, 2));
            subtasks.rescale(1);
            assertThat(subtasks.models()).isEqualTo(30);
            subtasks.predictions();
            subtasks.take(both("key-29", 2));
            subtasks.take(both("another", 2));
            assertThat(subtasks.predictions()).extracting(Prediction::learned).containsExactly(1L);
            assertThat(subtasks.refused()).extracting(Example::key).containsExactly("another");
        }
    }

    private static List<Long> perSubtask(List<String> keys, int parallelism) {
        List<Long> counts = new ArrayList<>(Collections.nCopies(parallelism, 0L));
        keys.forEach(key -> {
            int subtask = LearningSubtasks.subtask(key, parallelism);
            counts.set(subtask, counts.get(subtask) + 1);
        });
        return counts;
    }

    /** Models are measured when they have learned a power of two, or a multiple of 64. */
    @Test
    void bytesAreThoseOfTheModels() throws Exception {
        List<Example> examples = ExampleStream.examples(SPEC.task(), 800, 3, 5);
        Models models = new Models(SPEC);
        Map<String, Model> own = new HashMap<>();
        Map<String, Long> bytes = new HashMap<>();
        try (LearningSubtasks subtasks = new LearningSubtasks("rocksdb", SPEC, settings(20, 1 << 30, 0), 1)) {
            for (Example example : examples) {
                subtasks.take(example);
                Model model = own.computeIfAbsent(example.key(), key -> models.create());
                if (example.action() != Example.Action.LEARN) {
                    model.predict(example);
                }
                if (example.action() != Example.Action.PREDICT && example.label() != null) {
                    model.learn(example);
                    if (List.of(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 192L).contains(model.learned())) {
                        bytes.put(example.key(), HeapSize.object(36) + model.memoryBytes());
                    }
                }
            }
            long sum = bytes.values().stream().mapToLong(b -> b).sum();
            // A model that was read anew has no array of class names yet.
            assertThat(subtasks.modelBytes()).isBetween(sum - 3 * 3 * 4, sum);
        }
    }

    @Test
    void bytesAreBounded() throws Exception {
        long one = HeapSize.object(36) + new Models(SPEC).create().memoryBytes();
        try (LearningSubtasks subtasks = new LearningSubtasks("heap", SPEC, settings(20, 3 * one, 0), 1)) {
            subtasks.take(both("a", 0));
            long first = subtasks.modelBytes();
            assertThat(first).isGreaterThanOrEqualTo(one).isLessThan(2 * one);
            subtasks.take(both("b", 0));
            subtasks.take(both("c", 0));
            subtasks.take(both("a", 1));

            assertThat(subtasks.refused()).extracting(Example::key).containsExactly("c");
            assertThat(subtasks.predictions()).extracting(Prediction::id).containsExactly("a0", "b0", "a1");
        }
    }

    /** Nothing is taken from an example that has the label of another task, not even the names of its categories. */
    @Test
    void labelsOfAnotherTaskAreNotLearned() throws Exception {
        try (LearningSubtasks subtasks = new LearningSubtasks("heap", SPEC, settings(20, 1 << 30, 0), 1)) {
            Example first = both("a", 0);
            subtasks.take(
                    new Example("id", "a", 0, first.numbers(), new String[] {"green"}, null, 3, Example.Action.BOTH));
            assertThat(subtasks.models()).isZero();
            subtasks.take(first);
            subtasks.request("a");
            Model model = subtasks.exported().get(0).read(new Models(SPEC));
            assertThat(model.categories(0).names()).containsExactly("red");
        }
    }

    @Test
    void oneModelMustFit() {
        assertThatThrownBy(() -> LearningSubtasks.plan(SPEC, settings(20, 100, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxModelBytes")
                .hasMessageContaining("100");
    }
}
