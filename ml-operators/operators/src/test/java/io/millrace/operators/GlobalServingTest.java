package io.millrace.operators;

import static io.millrace.operators.ServedModelsFixture.SPEC;
import static io.millrace.operators.ServedModelsFixture.corrupt;
import static io.millrace.operators.ServedModelsFixture.example;
import static io.millrace.operators.ServedModelsFixture.part;
import static io.millrace.operators.ServedModelsFixture.record;
import static io.millrace.operators.ServedModelsFixture.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** One model for all records, in every subtask. */
class GlobalServingTest {
    private static final int GROUPS = 8;

    /** All subtasks; models go to each. */
    private static final class Subtasks implements AutoCloseable {
        final List<TwoInputStreamOperatorTestHarness<Example, ModelRecord, Prediction>> all = new ArrayList<>();

        Subtasks(ModelSpec spec, LearningSettings settings, int parallelism, OperatorSubtaskState from, int before)
                throws Exception {
            for (int subtask = 0; subtask < parallelism; subtask++) {
                var harness = new TwoInputStreamOperatorTestHarness<>(
                        new GlobalServingOperator(spec, settings, 4), GROUPS, parallelism, subtask);
                harness.setup(Prediction.TYPE.createSerializer(new SerializerConfigImpl()));
                if (from != null) {
                    harness.initializeState(AbstractStreamOperatorTestHarness.repartitionOperatorState(
                            from, GROUPS, before, parallelism, subtask));
                }
                harness.open();
                all.add(harness);
            }
        }

        void model(ModelRecord record) throws Exception {
            for (var harness : all) {
                harness.processElement2(new StreamRecord<>(record, record.version()));
            }
        }

        List<String> predicted(Example example) throws Exception {
            List<String> told = new ArrayList<>();
            for (var harness : all) {
                harness.processElement1(new StreamRecord<>(example, example.time()));
                told.addAll(told(harness));
            }
            return told;
        }

        static List<String> told(TwoInputStreamOperatorTestHarness<Example, ModelRecord, Prediction> harness) {
            List<String> told = harness.extractOutputValues().stream()
                    .map(ServedModelsFixture::told)
                    .toList();
            harness.getOutput().clear();
            return told;
        }

        OperatorSubtaskState snapshot() throws Exception {
            OperatorSubtaskState[] states = new OperatorSubtaskState[all.size()];
            for (int i = 0; i < states.length; i++) {
                states[i] = all.get(i).snapshot(1, 1);
            }
            return AbstractStreamOperatorTestHarness.repackageState(states);
        }

        int refused() {
            return all.stream()
                    .map(harness -> harness.getSideOutput(KeyedLearning.REFUSED))
                    .mapToInt(side -> side == null ? 0 : side.size())
                    .sum();
        }

        int rejected() {
            return all.stream()
                    .map(harness -> harness.getSideOutput(ServingOperator.REJECTED))
                    .mapToInt(side -> side == null ? 0 : side.size())
                    .sum();
        }

        @Override
        public void close() throws Exception {
            for (var harness : all) {
                harness.close();
            }
        }
    }

    private static Subtasks start(int parallelism) throws Exception {
        return new Subtasks(SPEC, LearningSettings.DEFAULT, parallelism, null, 0);
    }

    @Test
    void everySubtaskSwaps() throws Exception {
        Example one = example("", 1);
        try (Subtasks subtasks = start(2)) {
            subtasks.model(record("", 3));
            assertThat(subtasks.predicted(one)).containsExactly(told(one, 3), told(one, 3));
            subtasks.model(corrupt("", 4));
            subtasks.model(record("", 2));
            assertThat(subtasks.predicted(one)).containsExactly(told(one, 3), told(one, 3));
            assertThat(subtasks.rejected()).isEqualTo(1);
            subtasks.model(record("", 5));
            assertThat(subtasks.predicted(one)).containsExactly(told(one, 5), told(one, 5));
        }
    }

    @Test
    void goesOnWithOtherSubtasks() throws Exception {
        Example one = example("", 1);
        OperatorSubtaskState state;
        try (Subtasks subtasks = start(2)) {
            subtasks.model(record("", 3));
            subtasks.model(record("", 4));
            subtasks.model(part("", 6, 0, 2));
            state = subtasks.snapshot();
        }
        try (Subtasks subtasks = new Subtasks(SPEC, LearningSettings.DEFAULT, 3, state, 2)) {
            assertThat(subtasks.predicted(one)).containsExactly(told(one, 4), told(one, 4), told(one, 4));
            subtasks.model(record("", 3));
            // The part that was there makes two, which are none of this learner: but it was not forgotten.
            subtasks.model(part("", 6, 1, 2));
            assertThat(subtasks.rejected()).isEqualTo(1);
            assertThat(subtasks.predicted(one)).containsExactly(told(one, 4), told(one, 4), told(one, 4));
            state = subtasks.snapshot();
        }
        try (Subtasks subtasks = new Subtasks(SPEC, LearningSettings.DEFAULT, 1, state, 3)) {
            assertThat(subtasks.predicted(one)).containsExactly(told(one, 4));
        }
        OperatorSubtaskState last = state;
        ModelSpec other = ExampleStream.spec(ModelSpec.Task.REGRESSION, "mean");
        assertThatThrownBy(() -> new Subtasks(other, LearningSettings.DEFAULT, 1, last, 3))
                .hasStackTraceContaining("the model in state is not one of this job")
                .hasStackTraceContaining("expected a regressor/mean");
    }

    /** An ensemble whose members were spread serves once all its parts are there, also when the job failed in between. */
    @Test
    void aModelInPartsServesWhenItIsWhole() throws Exception {
        ModelSpec spec = ExampleStream.spec(ModelSpec.Task.REGRESSION, "online-bagging");
        Models models = new Models(spec);
        Model model = models.create();
        Model newer = models.create();
        for (Example example : ExampleStream.examples(ModelSpec.Task.REGRESSION, 200, 1, 3)) {
            model.learn(example);
            newer.learn(example);
            newer.learn(example);
        }
        List<ModelRecord> parts = new ArrayList<>(ModelParts.split(models, model, 5));
        List<ModelRecord> more = new ArrayList<>(ModelParts.split(models, newer, 6));
        assertThat(parts).hasSizeGreaterThan(2);
        Collections.shuffle(parts, new Random(1));
        Collections.shuffle(more, new Random(2));
        Example one = example("", 1);
        String old = told(model.predict(one));
        String now = told(newer.predict(one));
        assertThat(old).isNotEqualTo(now);

        OperatorSubtaskState state;
        try (Subtasks subtasks = new Subtasks(spec, LearningSettings.DEFAULT, 1, null, 0)) {
            for (ModelRecord part : parts) {
                subtasks.model(part);
            }
            assertThat(subtasks.predicted(one)).containsExactly(old);
            for (ModelRecord part : more.subList(1, more.size())) {
                subtasks.model(part);
            }
            assertThat(subtasks.predicted(one)).containsExactly(old);
            state = subtasks.snapshot();
        }
        try (Subtasks subtasks = new Subtasks(spec, LearningSettings.DEFAULT, 2, state, 1)) {
            assertThat(subtasks.predicted(one)).containsExactly(old, old);
            subtasks.model(more.get(0));
            assertThat(subtasks.predicted(one)).containsExactly(now, now);
            state = subtasks.snapshot();
        }
        try (Subtasks subtasks = new Subtasks(spec, LearningSettings.DEFAULT, 1, state, 2)) {
            assertThat(subtasks.predicted(one)).containsExactly(now);
            assertThat(subtasks.rejected()).isZero();
        }
    }

    @Test
    void recordsWaitForTheFirstModel() throws Exception {
        OperatorSubtaskState state;
        try (Subtasks subtasks = start(2)) {
            for (int i = 0; i < 3; i++) {
                assertThat(subtasks.predicted(example("", i))).isEmpty();
            }
            assertThat(subtasks.refused()).isZero();
            state = subtasks.snapshot();
        }
        try (Subtasks subtasks = new Subtasks(SPEC, LearningSettings.DEFAULT, 1, state, 2)) {
            subtasks.model(record("", 3));
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                expected.add(told(example("", i), 3));
                expected.add(told(example("", i), 3));
            }
            assertThat(Subtasks.told(subtasks.all.get(0))).containsExactlyInAnyOrderElementsOf(expected);
        }
        try (Subtasks subtasks = start(1)) {
            for (int i = 0; i < 6; i++) {
                assertThat(subtasks.predicted(example("", i))).isEmpty();
            }
            assertThat(subtasks.refused()).isEqualTo(2);
            subtasks.all.get(0).setProcessingTime(ServingOperator.PATIENCE_MILLIS);
            assertThat(subtasks.refused()).isEqualTo(6);
            assertThat(subtasks.predicted(example("", 9))).isEmpty();
            assertThat(subtasks.refused()).isEqualTo(7);
        }
    }

    @Test
    void beginsWithAModelThatIsThere() throws Exception {
        LearningSettings d = LearningSettings.DEFAULT;
        LearningSettings warm = new LearningSettings(
                d.cache(),
                d.idle(),
                d.maxModels(),
                d.maxModelBytes(),
                d.exportInterval(),
                d.exportAtEnd(),
                models -> models.accept(record("", 3)));
        Example one = example("", 1);
        OperatorSubtaskState state;
        try (Subtasks subtasks = new Subtasks(SPEC, warm, 2, null, 0)) {
            assertThat(subtasks.predicted(one)).containsExactly(told(one, 3), told(one, 3));
            subtasks.model(record("", 8));
            state = subtasks.snapshot();
        }
        try (Subtasks subtasks = new Subtasks(SPEC, warm, 1, state, 2)) {
            assertThat(subtasks.predicted(one)).containsExactly(told(one, 8));
        }
    }
}
