package io.millrace.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.common.cached.CacheSettings;
import io.millrace.common.cached.CachedStreams;
import io.millrace.operators.ModelSpec.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.SimpleOperatorFactory;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.InstantiationUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each model by itself, by hand. */
class EvaluateModelsTest {
    private static final int GROUPS = 8;

    private static Evaluations.Settings settings(int every, Duration idle) {
        return new Evaluations.Settings(every, 5, 0.9, true, "ddm", idle);
    }

    private static Outcome number(String key, long time, double error) {
        return Outcome.ofNumber(key, time, 0, error, 0, 0);
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, Outcome, Evaluation> open(
            String backend,
            Evaluations.Settings settings,
            @Nullable OperatorSubtaskState from,
            int before,
            int parallelism,
            int subtask)
            throws Exception {
        ScoreCodec codec = new ScoreCodec(Task.REGRESSION, settings);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        SingleOutputStreamOperator<Evaluation> each = CachedStreams.process(
                environment.fromData(List.of(number("", 0, 0)), Outcome.TYPE).keyBy(Outcome::key, Types.STRING),
                new CacheSettings<>("evaluations", "test", codec, new MemorySize(0), Duration.ZERO),
                new EvaluateModels(codec, settings),
                Evaluation.FORMAT.typeInformation());
        var factory = (SimpleOperatorFactory<Evaluation>)
                ((OneInputTransformation<Outcome, Evaluation>) each.getTransformation()).getOperatorFactory();
        var harness = new KeyedOneInputStreamOperatorTestHarness<String, Outcome, Evaluation>(
                InstantiationUtil.clone(factory), Outcome::key, Types.STRING, GROUPS, parallelism, subtask);
        harness.setStateBackend(LearningSubtasks.backend(backend));
        harness.setup();
        if (from != null) {
            harness.initializeState(AbstractStreamOperatorTestHarness.repartitionOperatorState(
                    from, GROUPS, before, parallelism, subtask));
        }
        harness.open();
        return harness;
    }

    private static List<String> told(KeyedOneInputStreamOperatorTestHarness<String, Outcome, Evaluation> harness) {
        List<String> told = new ArrayList<>();
        for (Evaluation e : harness.extractOutputValues()) {
            told.add(e.model() + " " + e.horizon() + " " + e.records() + " " + e.mae() + " @" + e.time());
        }
        harness.getOutput().clear();
        return told;
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "rocksdb"})
    void eachHasItsOwnFiguresAndItsLast(String backend) throws Exception {
        try (var harness = open(backend, settings(2, Duration.ZERO), null, 0, 1, 0)) {
            harness.processElement(number("a", 1, 1), 1);
            harness.processElement(number("b", 2, 5), 2);
            harness.processElement(number("a", 3, 2), 3);
            assertThat(told(harness))
                    .startsWith("a whole 2 1.5 @3", "a window 2 1.5 @3")
                    .hasSize(3);
            harness.processWatermark(new Watermark(1_000_000));
            assertThat(told(harness)).isEmpty();
            harness.processWatermark(new Watermark(Long.MAX_VALUE));
            assertThat(told(harness))
                    .startsWith("b whole 1 5.0 @2", "b window 1 5.0 @2")
                    .hasSize(3);
        }
    }

    @Test
    void whatIsIdleIsOverAndBeginsAnew() throws Exception {
        for (boolean byTimer : new boolean[] {true, false}) {
            try (var harness = open("heap", settings(10, Duration.ofMillis(100)), null, 0, 1, 0)) {
                harness.processElement(number("a", 1, 1), 1);
                harness.processElement(number("a", 50, 3), 50);
                harness.processWatermark(new Watermark(149));
                assertThat(told(harness)).isEmpty();
                if (byTimer) {
                    harness.processWatermark(new Watermark(150));
                    assertThat(told(harness)).contains("a whole 2 2.0 @50").hasSize(3);
                    assertThat(harness.numKeyedStateEntries() + harness.numEventTimeTimers())
                            .isZero();
                }
                harness.processElement(number("a", 150, 7), 150);
                if (!byTimer) {
                    assertThat(told(harness)).contains("a whole 2 2.0 @50").hasSize(3);
                }
                harness.processWatermark(new Watermark(Long.MAX_VALUE));
                assertThat(told(harness)).contains("a whole 1 7.0 @150").hasSize(3);
            }
        }
    }

    /** A job that was drained and goes on has last figures at its second end too. */
    @Test
    void goesOnAfterTheEnd() throws Exception {
        OperatorSubtaskState state;
        try (var harness = open("heap", settings(10, Duration.ZERO), null, 0, 1, 0)) {
            harness.processElement(number("a", 1, 1), 1);
            harness.processWatermark(new Watermark(Long.MAX_VALUE));
            assertThat(told(harness)).contains("a whole 1 1.0 @1");
            harness.prepareSnapshotPreBarrier(1);
            state = harness.snapshot(1, 1);
        }
        try (var harness = open("heap", settings(10, Duration.ZERO), state, 1, 1, 0)) {
            harness.processElement(number("a", 2, 3), 2);
            harness.processWatermark(new Watermark(Long.MAX_VALUE));
            assertThat(told(harness)).contains("a whole 2 2.0 @2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"heap", "rocksdb"})
    void isRescaled(String backend) throws Exception {
        OperatorSubtaskState state;
        try (var harness = open(backend, settings(100, Duration.ZERO), null, 0, 1, 0)) {
            for (int i = 0; i < 20; i++) {
                harness.processElement(number("key" + i, i, i), i);
            }
            harness.prepareSnapshotPreBarrier(1);
            state = harness.snapshot(1, 1);
        }
        List<String> last = new ArrayList<>();
        for (int subtask = 0; subtask < 3; subtask++) {
            try (var harness = open(backend, settings(100, Duration.ZERO), state, 1, 3, subtask)) {
                harness.processWatermark(new Watermark(Long.MAX_VALUE));
                last.addAll(told(harness));
            }
        }
        assertThat(last).hasSize(60).contains("key7 whole 1 7.0 @7", "key19 fading 1 19.0 @19");
    }

    /** What is in state as it was first written, which is read as long as there is state of it. */
    @ParameterizedTest
    @EnumSource(Task.class)
    void readsVersionOne(Task task) throws IOException {
        Path file = Path.of(
                "src/test/resources/golden/evaluation-" + task.name().toLowerCase(java.util.Locale.ROOT) + ".v1.hex");
        ScoreCodec codec = new ScoreCodec(task, settings(100, Duration.ZERO));
        Score written = codec.create();
        for (int i = 1; i <= 50; i++) {
            written.add(
                    "*",
                    task == Task.REGRESSION
                            ? Outcome.ofNumber("k", i, i, i + 2, i - 1, 3)
                            : Outcome.ofClass("k", i, "c" + i % 3, i % 4 == 0 ? null : "c1", 0.5, i % 2 == 0, false));
        }
        written.timer = 1234;
        written.newest = 50;
        DataOutputSerializer out = new DataOutputSerializer(1000);
        codec.write(written, out);
        if (Boolean.getBoolean("millrace.golden.write") && !Files.exists(file)) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, HexFormat.of().formatHex(out.getCopyOfBuffer()));
        }
        byte[] kept = HexFormat.of().parseHex(Files.readString(file).strip());

        Score read = codec.read(1, new DataInputDeserializer(kept));

        assertThat(read.records()).isEqualTo(50);
        assertThat(read.time()).isEqualTo(50);
        assertThat(read.timer).isEqualTo(1234);
        assertThat(read.newest).isEqualTo(50);
        for (int i = 0; i < 3; i++) {
            Evaluation figures = read.figures("*", i);
            if (task == Task.REGRESSION) {
                assertThat(figures.mae()).isCloseTo(2, within(1e-12));
                assertThat(figures.noChangeMae()).isCloseTo(1, within(1e-12));
            } else {
                assertThat(figures.logLoss()).isCloseTo(Math.log(2), within(1e-12));
            }
        }
        if (task == Task.CLASSIFICATION) {
            // Of 1 to 50: 17 leave 1 divided by 3; 4, 16, 28 and 40 of these have no prediction.
            assertThat(read.figures("*", 0).accuracy()).isCloseTo(13 / 50.0, within(1e-12));
            assertThat(read.figures("*", 0).noChangeAccuracy()).isEqualTo(0.5);
            assertThat(read.figures("*", 0).majorityAccuracy()).isZero();
        }
        read.add(
                "*",
                task == Task.REGRESSION ? number("k", 51, 1) : Outcome.ofClass("k", 51, "c0", "c9", 1, true, true));
        assertThat(read.records()).isEqualTo(51);
    }
}
