package io.millrace.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model is forgotten once event time is as far past its last record as it may be idle, neither sooner nor later. */
final class KeyedExpiryTest {
    private static final ModelSpec SPEC = ExampleStream.spec(ModelSpec.Task.REGRESSION, "mean");
    private static final int IDLE = 100;

    private static LearningSettings settings(int idle, int cache) {
        return new LearningSettings(
                new MemorySize(cache),
                Duration.ofMillis(idle),
                1_000,
                MemorySize.ofMebiBytes(100),
                Duration.ZERO,
                true,
                null);
    }

    private static LearningSubtasks open(String backend) throws Exception {
        return new LearningSubtasks(backend, SPEC, settings(IDLE, 0), 1);
    }

    static Example example(String key, long time, Example.Action action) {
        return new Example(null, key, time, new double[] {1, 2, 0, 3, 4}, new String[] {"red"}, null, 5, action);
    }

    private static Example both(String key, long time) {
        return example(key, time, Example.Action.BOTH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "rocksdb"})
    void goesWhenTheWatermarkSaysSo(String backend) throws Exception {
        try (LearningSubtasks subtasks = open(backend)) {
            subtasks.take(both("a", 0));
            subtasks.take(both("b", 20));
            subtasks.take(example("a", 50, Example.Action.PREDICT));
            subtasks.take(example("a", 30, Example.Action.LEARN));
            assertThat(subtasks.eventTimers()).isEqualTo(2);

            subtasks.watermark(119);
            assertThat(subtasks.models()).isEqualTo(2);
            subtasks.watermark(120);
            assertThat(subtasks.models()).isEqualTo(1);
            subtasks.watermark(149);
            assertThat(subtasks.models()).isEqualTo(1);
            subtasks.watermark(150);

            assertThat(subtasks.models()).isZero();
            assertThat(subtasks.modelBytes()).isZero();
            assertThat(subtasks.count(metrics -> metrics.expired)).isEqualTo(2);
            assertThat(subtasks.count(metrics -> metrics.created)).isEqualTo(2);
            assertThat(subtasks.eventTimers()).isZero();
            subtasks.checkpoint();
            assertThat(subtasks.stateEntries()).isZero();
            subtasks.take(both("a", 151));
            assertThat(subtasks.predictions()).extracting(Prediction::learned).containsExactly(0L, 0L, 1L, 0L);
        }
    }

    @ParameterizedTest
    @CsvSource({"149, 1", "150, 0"})
    void goesByARecordsTimeBeforeTheWatermark(long time, long learned) throws Exception {
        try (LearningSubtasks subtasks = open("heap")) {
            subtasks.take(both("a", 50));
            subtasks.take(both("a", time));

            assertThat(subtasks.predictions()).extracting(Prediction::learned).containsExactly(0L, learned);
            assertThat(subtasks.models()).isEqualTo(1);
            assertThat(subtasks.eventTimers()).isEqualTo(1);
            subtasks.watermark(time + IDLE - 1);
            assertThat(subtasks.models()).isEqualTo(1);
            subtasks.watermark(time + IDLE);
            assertThat(subtasks.models()).isZero();
        }
    }

    /** Watermarks come at any time, and a failure forgets them; what is predicted is what the records alone say. */
    @ParameterizedTest
    @CsvSource({"heap, 1", "heap, 2", "heap, 3", "rocksdb, 4", "rocksdb, 5"})
    void whatIsPredictedDoesNotDependOnWatermarks(String backend, int seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        List<Example> examples = new ArrayList<>();
        List<Long> expected = new ArrayList<>();
        Map<String, long[]> naive = new HashMap<>();
        long time = 0;
        for (int i = 0; i < 400; i++) {
            time += random.nextInt(12);
            Example example = both("key-" + random.nextInt(8), time);
            examples.add(example);
            long[] model = naive.computeIfAbsent(example.key(), key -> new long[2]);
            if (time - model[0] >= IDLE) {
                model[1] = 0;
            }
            expected.add(model[1]++);
            model[0] = time;
        }
        long expired = expected.stream().filter(learned -> learned == 0).count() - naive.size();
        assertThat(expired).isGreaterThan(10);
        try (LearningSubtasks subtasks =
                new LearningSubtasks(backend, SPEC, settings(IDLE, random.nextInt(4_000)), 1)) {
            LearningSubtasks.Checkpoint last = subtasks.checkpoint();
            List<Prediction> kept = new ArrayList<>();
            int from = 0;
            int failures = 0;
            for (int i = 0; i < examples.size(); i++) {
                subtasks.take(examples.get(i));
                if (random.nextInt(4) == 0) {
                    subtasks.watermark(examples.get(i).time() - 1);
                }
                if (random.nextInt(30) == 0) {
                    last = subtasks.checkpoint();
                    kept.addAll(subtasks.predictions());
                    from = i + 1;
                } else if (failures < 8 && random.nextInt(30) == 0) {
                    failures++;
                    subtasks.restore(last, 1);
                    subtasks.predictions();
                    i = from - 1;
                }
            }
            kept.addAll(subtasks.predictions());
            assertThat(failures).isPositive();
            assertThat(kept).extracting(Prediction::learned).containsExactlyElementsOf(expected);
            assertThat(subtasks.models()).isLessThanOrEqualTo(8);
        }
    }

    @Test
    void afterRescalingTimersAreWhereTheModelsAre() throws Exception {
        try (LearningSubtasks subtasks = open("rocksdb")) {
            for (int key = 0; key < 20; key++) {
                subtasks.take(both("key-" + key, key));
            }
            subtasks.rescale(3);
            subtasks.watermark(104);
            assertThat(subtasks.models()).isEqualTo(15);
            subtasks.rescale(2);
            subtasks.watermark(118);
            assertThat(subtasks.models()).isEqualTo(1);
            subtasks.watermark(119);
            assertThat(subtasks.models()).isZero();
        }
    }

    /** What is idle by the newest record goes; the rest is exported, and a drained job that goes on lets it expire later. */
    @ParameterizedTest
    @ValueSource(strings = {"heap", "rocksdb"})
    void theEndOfInputIsNotTheEndOfTime(String backend) throws Exception {
        try (LearningSubtasks subtasks = open(backend)) {
            subtasks.take(both("a", 0));
            subtasks.take(both("b", 950));
            subtasks.take(both("c", 1_000));
            subtasks.watermark(Long.MAX_VALUE);
            subtasks.end();

            assertThat(subtasks.exported()).extracting(ModelRecord::key).containsExactlyInAnyOrder("b", "c");
            subtasks.rescale(1);
            subtasks.watermark(1_049);
            assertThat(subtasks.models()).isEqualTo(2);
            subtasks.watermark(1_050);
            assertThat(subtasks.models()).isEqualTo(1);
        }
    }

    @Test
    void newestTimeIsPartOfCheckpoints() throws Exception {
        try (LearningSubtasks subtasks = open("heap")) {
            subtasks.take(both("a", 0));
            subtasks.take(both("b", 950));
            subtasks.rescale(1);
            subtasks.watermark(Long.MAX_VALUE);

            assertThat(subtasks.models()).isEqualTo(1);
        }
    }

    @Test
    void idlenessCanBeSwitchedOffAndOn() throws Exception {
        try (LearningSubtasks subtasks = open("heap")) {
            subtasks.take(both("a", 0));
            subtasks.with(settings(0, 0));
            subtasks.rescale(1);
            subtasks.watermark(1_000);
            assertThat(subtasks.models()).isEqualTo(1);
            subtasks.with(settings(IDLE, 0));
            subtasks.rescale(1);
            subtasks.take(example("a", 1_001, Example.Action.PREDICT));
            assertThat(subtasks.models()).isZero();
            subtasks.take(both("a", 1_001));
            subtasks.watermark(1_101);
            assertThat(subtasks.models()).isZero();
        }
    }

    @Test
    void needsTimestamps() throws Exception {
        try (LearningSubtasks subtasks = open("heap")) {
            assertThatThrownBy(() -> subtasks.take(new StreamRecord<>(both("a", 0))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("timestamp");
        }
    }
}
