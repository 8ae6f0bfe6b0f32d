package io.millrace.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.common.record.Field;
import io.millrace.common.record.FieldValues;
import io.millrace.learners.DriftDetector;
import io.millrace.learners.DriftDetector.Signal;
import io.millrace.learners.Learners;
import io.millrace.learners.Schema;
import io.millrace.learners.Snapshots;
import io.millrace.operators.ModelSpec.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All models together, by hand. */
class EvaluationsTest {
    private static Evaluations.Settings settings(int every, int window, String detector) {
        return new Evaluations.Settings(every, window, 0.9, false, detector);
    }

    private static Outcome number(long time, double target, double value) {
        return Outcome.ofNumber("k", time, target, value, 0, 0);
    }

    private static Outcome hit(long time, boolean right) {
        return Outcome.ofClass("k", time, "a", right ? "a" : "b", right ? 1 : 0, true, false);
    }

    private static OneInputStreamOperatorTestHarness<Outcome, Evaluation> open(
            Task task, Evaluations.Settings settings, @Nullable OperatorSubtaskState from) throws Exception {
        var harness =
                new OneInputStreamOperatorTestHarness<Outcome, Evaluation>(new EvaluateAllOperator(task, settings));
        harness.setup(Evaluation.FORMAT.typeInformation().createSerializer(new SerializerConfigImpl()));
        if (from != null) {
            harness.initializeState(from);
        }
        harness.open();
        return harness;
    }

    private static List<DriftAlarm> alarms(OneInputStreamOperatorTestHarness<Outcome, Evaluation> harness) {
        var records = harness.getSideOutput(EvaluateAllOperator.ALARMS);
        return records == null
                ? List.of()
                : records.stream().map(record -> record.getValue()).toList();
    }

    /** Errors of 1, 2, 3: after two and at the end, over all, the last two, and halving by 0.9. */
    @Test
    void figuresByHand() throws Exception {
        try (var harness = open(Task.REGRESSION, settings(2, 2, ""), null)) {
            harness.processElement(number(10, 1, 2), 10);
            harness.processElement(number(20, 2, 4), 20);
            harness.processElement(number(30, 4, 7), 30);
            harness.endInput();

            List<Evaluation> told = harness.extractOutputValues();
            assertThat(told)
                    .extracting(Evaluation::horizon)
                    .containsExactly("whole", "window", "fading", "whole", "window", "fading");
            assertThat(told).extracting(Evaluation::records).containsExactly(2L, 2L, 2L, 3L, 3L, 3L);
            assertThat(told).extracting(Evaluation::time).containsExactly(20L, 20L, 20L, 30L, 30L, 30L);
            assertThat(told).extracting(Evaluation::model).containsOnly("*");
            assertThat(told.get(0).mae()).isCloseTo(1.5, within(1e-12));
            assertThat(told.get(3).mae()).isCloseTo(2, within(1e-12));
            assertThat(told.get(4).mae()).isCloseTo(2.5, within(1e-12));
            assertThat(told.get(5).mae()).isCloseTo((0.81 + 1.8 + 3) / 2.71, within(1e-12));
            assertThat(told.get(3).noChangeMae()).isCloseTo(7 / 3.0, within(1e-12));
            assertThat(harness.extractOutputStreamRecords())
                    .extracting(record -> record.getTimestamp())
                    .containsExactly(20L, 20L, 20L, 30L, 30L, 30L);
        }
    }

    @Test
    void theLastFiguresAreNotToldTwice() throws Exception {
        try (var harness = open(Task.CLASSIFICATION, settings(2, 2, ""), null)) {
            harness.endInput();
            assertThat(harness.extractOutputValues()).isEmpty();
            harness.processElement(hit(1, true), 1);
            harness.processElement(hit(2, false), 2);
            harness.endInput();

            assertThat(harness.extractOutputValues()).hasSize(3);
            assertThat(harness.extractOutputValues().get(0).accuracy()).isEqualTo(0.5);
            assertThat(harness.extractOutputValues().get(0).noChangeAccuracy()).isEqualTo(1);
            assertThat(harness.extractOutputValues().get(0).majorityAccuracy()).isZero();
        }
    }

    /** The detector sees what it is made for: errors as they are, or magnitudes by the usual. */
    @ParameterizedTest
    @ValueSource(strings = {"adwin", "ddm", "eddm", "kswin", "page-hinkley"})
    void alarmsAreThoseOfThePlainDetector(String name) throws Exception {
        for (Task task : Task.values()) {
            SplittableRandom random = new SplittableRandom(9);
            DriftDetector plain = Learners.driftDetector(name).create(Schema.numeric(0), 0);
            List<String> expected = new ArrayList<>();
            double sum = 0;
            int since = 0;
            Signal before = Signal.NONE;
            try (var harness = open(task, settings(100, 10, name), null)) {
                for (int i = 1; i <= 3_000; i++) {
                    double scale = i <= 1_500 ? 1e-6 : 1e-5;
                    double error = task == Task.REGRESSION
                            ? random.nextDouble() * scale
                            : random.nextInt(100) < (i <= 1_500 ? 10 : 60) ? 1 : 0;
                    since++;
                    sum += error;
                    double seen = task == Task.REGRESSION ? error / (error + sum / since) : error;
                    Signal signal = plain.add(seen);
                    if (signal == Signal.DRIFT || signal == Signal.WARNING && before != Signal.WARNING) {
                        expected.add(i + " " + signal.name().toLowerCase(java.util.Locale.ROOT));
                    }
                    if (signal == Signal.DRIFT) {
                        sum = 0;
                        since = 0;
                    }
                    before = signal;
                    harness.processElement(task == Task.REGRESSION ? number(i, 0, error) : hit(i, error == 0), i);
                }
                List<DriftAlarm> alarms = alarms(harness);

                assertThat(alarms)
                        .extracting(a -> a.records() + " " + a.signal())
                        .isEqualTo(expected);
                assertThat(alarms).anyMatch(a -> a.records() > 1_500 && a.records() < 2_000);
                assertThat(alarms)
                        .allMatch(a -> a.time() == a.records() && a.detector().equals(name));
                assertThat(alarms).extracting(DriftAlarm::model).containsOnly("*");
                if (task == Task.CLASSIFICATION) {
                    assertThat(alarms).extracting(DriftAlarm::error).isSubsetOf(0.0, 1.0);
                }
            }
        }
    }

    @Test
    void whatIsNotToBeSeenIsNot() throws Exception {
        try (var harness = open(Task.REGRESSION, settings(100, 10, ""), null)) {
            for (int i = 0; i < 1000; i++) {
                harness.processElement(number(i, 0, i < 500 ? 1 : 1000), i);
            }
            assertThat(alarms(harness)).isEmpty();
        }
    }

    /** Snapshots anywhere: what is told after them is what is told without. */
    @Test
    void goesOnWhereItWas() throws Exception {
        for (Task task : Task.values()) {
            SplittableRandom random = new SplittableRandom(12);
            Evaluations.Settings settings = settings(50, 40, "ddm");
            List<Evaluation> told = new ArrayList<>();
            List<DriftAlarm> alarms = new ArrayList<>();
            var without = open(task, settings, null);
            var stopped = open(task, settings, null);
            for (int i = 0; i < 1_000; i++) {
                boolean right = random.nextInt(100) < (i < 500 ? 90 : 40);
                Outcome outcome = task == Task.CLASSIFICATION ? hit(i, right) : number(i, 5, right ? 6 : 60);
                without.processElement(outcome, i);
                stopped.processElement(outcome, i);
                if (random.nextInt(50) == 0) {
                    OperatorSubtaskState state = stopped.snapshot(i, i);
                    told.addAll(stopped.extractOutputValues());
                    alarms.addAll(alarms(stopped));
                    stopped.close();
                    stopped = open(task, settings, state);
                }
            }
            told.addAll(stopped.extractOutputValues());
            alarms.addAll(alarms(stopped));

            assertThat(told).isEqualTo(without.extractOutputValues());
            assertThat(alarms).isEqualTo(alarms(without)).isNotEmpty();
            without.close();
            stopped.close();
        }
    }

    /** Errors of 1 for ten records, then of 3 for one with a window that is new. */
    @Test
    void settingsMayChange() throws Exception {
        OperatorSubtaskState state;
        try (var harness = open(Task.REGRESSION, settings(100, 10, "adwin"), null)) {
            for (int i = 0; i < 10; i++) {
                harness.processElement(number(i, 0, 1), i);
            }
            state = harness.snapshot(1, 1);
        }
        try (var harness = open(Task.REGRESSION, settings(1, 20, "ddm"), state)) {
            harness.processElement(number(11, 0, 3), 11);
            List<Evaluation> told = harness.extractOutputValues();
            assertThat(told.get(0).mae()).isCloseTo(13 / 11.0, within(1e-12));
            assertThat(told.get(1).mae()).isEqualTo(3);
            assertThat(told.get(2).mae()).isGreaterThan(1).isLessThan(2);
            assertThat(told).extracting(Evaluation::records).containsOnly(11L);
        }
        assertThatThrownBy(() -> open(Task.CLASSIFICATION, settings(1, 20, "ddm"), state))
                .hasMessage("an evaluation of a CLASSIFICATION was expected, found REGRESSION");
    }

    /** Classes a and b are known; b was predicted, a the last label, b the most frequent. */
    @Test
    void whatIsTakenFromAPrediction() {
        Prediction made = new Prediction(
                "id",
                "k",
                FieldValues.MISSING,
                new String[] {"a", "b"},
                new double[] {0.25, 0.75},
                1,
                Double.NaN,
                7,
                5,
                Prediction.Baselines.ofLabels(0, 1),
                null,
                Double.NaN);

        assertThat(Outcome.of(made, Task.CLASSIFICATION, 99)).isNull();
        assertThat(Outcome.of(made.with("a", Double.NaN), Task.CLASSIFICATION, 99))
                .isEqualTo(Outcome.ofClass("k", 99, "a", "b", 0.25, true, false));
        assertThat(Outcome.of(made.with("b", Double.NaN), Task.CLASSIFICATION, 99))
                .isEqualTo(Outcome.ofClass("k", 99, "b", "b", 0.75, false, true));
        assertThat(Outcome.of(made.with("c", Double.NaN), Task.CLASSIFICATION, 99))
                .isEqualTo(Outcome.ofClass("k", 99, "c", "b", 0, false, false));
        assertThat(Outcome.of(made.with("a", Double.NaN), Task.REGRESSION, 99)).isNull();
        Prediction number = DelayedLabelsTest.prediction("id", 50);
        assertThat(Outcome.of(number.with(null, 3), Task.REGRESSION, 99))
                .isEqualTo(Outcome.ofNumber("k", 50, 3, 50, 0, 0));
        assertThat(Outcome.of(number.with(null, Double.POSITIVE_INFINITY), Task.REGRESSION, 99))
                .isNull();
    }

    @Test
    void outcomesAreSentWhole() throws Exception {
        OutcomeCodec codec = new OutcomeCodec();
        for (Outcome outcome : List.of(
                hit(3, true),
                hit(4, false),
                number(-5, 1e-300, 7),
                Outcome.ofClass("", 1, "x", null, 0, false, true))) {
            DataOutputSerializer out = new DataOutputSerializer(16);
            codec.write(outcome, out);
            DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
            assertThat(codec.read(1, in)).isEqualTo(outcome);
            assertThat(in.available()).isZero();
        }
    }

    @Test
    void figuresAreMetrics() {
        Map<String, Gauge<?>> gauges = new HashMap<>();
        Score score = Score.of(Task.REGRESSION, settings(1, 2, "adwin"));
        EvaluationMetrics metrics = new EvaluationMetrics(recording("", gauges), Task.REGRESSION);
        assertThat((Double) gauges.get("whole.mae").getValue()).isNaN();

        score.add("*", number(1, 1, 3));
        score.add("*", number(2, 1, 2));
        score.add("*", number(3, 2, 2));
        metrics.counted(score);
        for (int i = 0; i < 3; i++) {
            metrics.figures(i, score.figures("*", i));
        }

        assertThat((Double) gauges.get("whole.mae").getValue()).isEqualTo(1);
        assertThat((Double) gauges.get("window.mae").getValue()).isEqualTo(0.5);
        assertThat((Double) gauges.get("window.noChangeMae").getValue()).isEqualTo(1.5);
        assertThat(gauges.get("records").getValue()).isEqualTo(3L);
        assertThat(gauges).hasSize(3 * 9 + 2);
        gauges.clear();
        new EvaluationMetrics(recording("", gauges), Task.CLASSIFICATION);
        assertThat(gauges).hasSize(3 * 8 + 2).containsKey("fading.kappaTemporal");
    }

    private static MetricGroup recording(String prefix, Map<String, Gauge<?>> into) {
        return new UnregisteredMetricsGroup() {
            @Override
            public MetricGroup addGroup(String name) {
                return recording(prefix + name + ".", into);
            }

            @Override
            public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
                into.put(prefix + name, gauge);
                return gauge;
            }
        };
    }

    @Test
    void aTaskHasFiguresOfItsOwn() {
        assertThat(Evaluation.format(Task.CLASSIFICATION).fields())
                .extracting(Field::name)
                .contains("accuracy", "majority_accuracy")
                .doesNotContain("mae");
        assertThat(Evaluation.format(Task.REGRESSION).fields())
                .extracting(Field::name)
                .contains("mae", "mean_r2")
                .doesNotContain("kappa");
        assertThat(Evaluation.CLASSIFICATION.fields().size()
                        + Evaluation.REGRESSION.fields().size())
                .isEqualTo(Evaluation.FORMAT.fields().size() + 4);
    }

    @Test
    void memoryIsNotLessThanWhatIsHeld() {
        Score score = Score.of(Task.REGRESSION, settings(1, 1000, "adwin"));
        long empty = score.memoryBytes();
        for (int i = 0; i < 1000; i++) {
            score.add("*", number(i, 1, 3));
        }
        assertThat(score.memoryBytes() - empty).isBetween(32_000L, 60_000L);
        assertThat(Snapshots.bytes(score::write).length).isLessThan(34_000);
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> settings(0, 1, "")).hasMessage("every is at least 1, not 0");
        assertThatThrownBy(() -> settings(1, 0, "")).hasMessage("window is 1 to 10000000, not 0");
        assertThatThrownBy(() -> settings(1, 1, "oracle")).hasMessageContaining("no drift detector \"oracle\"");
        assertThatThrownBy(() -> new Evaluations.Settings(1, 1, 1, true, "")).hasMessageContaining("fading is");
        assertThatThrownBy(() -> new Evaluations.Settings(1, 1, 0.5, true, "", Duration.ofMillis(-1)))
                .hasMessage("idle is at least 0, not PT-0.001S");
    }
}
