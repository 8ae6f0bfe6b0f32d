package io.millrace.operators;

import static io.millrace.operators.GlobalLearningRecoveryTest.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.testing.FlinkExtension;
import io.millrace.testing.MiniClusters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.RpcOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.types.Either;
import org.apache.flink.util.CloseableIterator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Averaged models leave a job by the clock, on request and at the end, and another job begins with them. */
final class AveragedExportTest {
    private static final int SUBTASKS = 2;
    private static final int EVERY = 9;
    private static final int PROBES = 20;

    @RegisterExtension
    static final FlinkExtension FLINK = MiniClusters.extension(1, 3);

    /** What sources hand out, by name: they run in the JVM of the test. */
    private static final Map<String, List<?>> STREAMS = new ConcurrentHashMap<>();

    /** What a source waits for before it hands out its element of this number. */
    private static final Map<String, CountDownLatch> GATES = new ConcurrentHashMap<>();

    private static List<ModelRecord> given = List.of();

    private record Given() implements ModelReader {
        @Override
        public void read(Consumer<ModelRecord> models) {
            given.forEach(models);
        }
    }

    private record Gated<T>(String name) implements GeneratorFunction<Long, T> {
        @Override
        @SuppressWarnings("unchecked")
        public T map(Long number) throws Exception {
            CountDownLatch gate = GATES.get(name + number);
            if (gate != null && !gate.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("gate " + name + number + " was not opened");
            }
            return (T) STREAMS.get(name).get(number.intValue());
        }
    }

    private static CountDownLatch gate(String name, int before) {
        CountDownLatch gate = new CountDownLatch(1);
        GATES.put(name + before, gate);
        return gate;
    }

    private static StreamExecutionEnvironment environment() {
        Configuration configuration = MiniClusters.strict();
        configuration.set(CoreOptions.DEFAULT_PARALLELISM, SUBTASKS);
        return StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    }

    private static <T> DataStream<T> stream(
            StreamExecutionEnvironment environment, String name, List<T> all, TypeInformation<T> type) {
        STREAMS.put(name, all);
        return environment
                .fromSource(
                        new DataGeneratorSource<>(new Gated<T>(name), all.size(), type),
                        WatermarkStrategy.noWatermarks(),
                        name,
                        type)
                .uid(name)
                .setParallelism(1);
    }

    private static CloseableIterator<Tuple2<String, Either<Prediction, ModelRecord>>> run(
            ModelSpec spec, LearningSettings settings, List<Example> examples, @Nullable List<ExportRequest> asked)
            throws Exception {
        StreamExecutionEnvironment environment = environment();
        DataStream<Example> records = stream(environment, "examples", examples, Example.TYPE);
        DataStream<ExportRequest> requests =
                asked == null ? null : stream(environment, "requests", asked, ExportRequest.FORMAT.typeInformation());
        return JobOutcomes.of(GlobalLearning.of(records, spec, settings, EVERY, requests), "")
                .executeAndCollect();
    }

    @AfterEach
    void forget() {
        STREAMS.clear();
        GATES.clear();
    }

    /** Reads on to the next model. */
    private static ModelRecord model(
            CloseableIterator<Tuple2<String, Either<Prediction, ModelRecord>>> outcomes, List<Prediction> before) {
        while (true) {
            Either<Prediction, ModelRecord> next = outcomes.next().f1;
            if (next.isRight()) {
                return next.right();
            }
            before.add(next.left());
        }
    }

    private static boolean learns(Example example) {
        return example.labelled() && example.action() != Example.Action.PREDICT;
    }

    private static List<Prediction> of(List<Example> examples, List<Prediction> predictions) {
        List<String> ids = examples.stream().map(Example::id).toList();
        return predictions.stream().filter(made -> ids.contains(made.id())).toList();
    }

    /**
     * A job begins with the export of another, and stops for a while at the end of its second round, to export by the clock and on
     * request what it predicts with from there on.
     */
    @ParameterizedTest
    @EnumSource
    void exportsAreWhatTheJobPredictsWith(ModelSpec.Task task) throws Exception {
        ModelSpec spec = AveragedLearningRecoveryTest.specs(task).get(0);
        Models models = new Models(spec);
        List<Example> all = ExampleStream.examples(task, 300, 1, 17);
        List<Example> first = all.subList(0, 100);
        PlainAverage plain = new PlainAverage(spec, SUBTASKS, EVERY);
        ModelRecord warm;
        try (var outcomes = run(spec, settings(Duration.ZERO, true, null), first, null)) {
            List<Prediction> made = new ArrayList<>();
            warm = model(outcomes, made);
            outcomes.forEachRemaining(left -> made.add(left.f1.left()));
            plain.take(first, made);
        }
        plain.average();
        plain.assertSame(warm.read(models));

        int learned = 0;
        int pause = 100;
        for (; learned < 2 * SUBTASKS * EVERY; pause++) {
            learned += learns(all.get(pause)) ? 1 : 0;
        }
        List<Example> rounds = all.subList(100, pause);
        List<Example> probes = all.subList(pause, pause + PROBES).stream()
                .map(example -> example.with(Example.Action.PREDICT))
                .toList();
        List<Example> rest = all.subList(pause + PROBES, all.size());
        List<Example> second = new ArrayList<>(rounds);
        second.addAll(probes);
        second.addAll(rest);
        long atPause = warm.learned() + learned;

        given = List.of(warm);
        CountDownLatch goOn = gate("examples", rounds.size());
        CountDownLatch ask = gate("requests", 0);
        List<Prediction> made = new ArrayList<>();
        List<ModelRecord> exported = new ArrayList<>();
        LearningSettings settings = settings(Duration.ofMillis(10), true, new Given());
        try (var outcomes =
                run(spec, settings, second, List.of(new ExportRequest("other"), new ExportRequest("all")))) {
            do {
                exported.add(model(outcomes, made));
            } while (exported.get(exported.size() - 1).learned() < atPause);
            ask.countDown();
            exported.add(model(outcomes, made));
            goOn.countDown();
            outcomes.forEachRemaining(left -> {
                if (left.f1.isLeft()) {
                    made.add(left.f1.left());
                } else {
                    exported.add(left.f1.right());
                }
            });
        }

        PlainAverage again = plain.begun(spec, SUBTASKS, EVERY);
        again.take(rounds, of(rounds, made));
        assertThat(again.learned()).isEqualTo(atPause);
        List<ModelRecord> paused =
                exported.stream().filter(record -> record.learned() == atPause).toList();
        assertThat(paused).as("by the clock, and on request").hasSize(2);
        for (ModelRecord record : paused) {
            assertThat(record.model()).isEqualTo("all");
            again.assertSame(record.read(models));
            assertPredicts(record.read(models), probes, of(probes, made));
        }
        again.take(probes, of(probes, made));
        again.take(rest, of(rest, made));
        again.average();
        assertThat(made).hasSize((int) second.stream()
                .filter(example -> example.action() != Example.Action.LEARN)
                .count());
        List<ModelRecord> atTheEnd = exported.stream()
                .filter(record -> record.learned() == again.learned())
                .toList();
        assertThat(atTheEnd).as("within a round").hasSize(1);
        again.assertSame(atTheEnd.get(0).read(models));
        assertThat(exported)
                .as("averages of whole rounds, until the end")
                .allMatch(record -> (record.learned() - warm.learned()) % (SUBTASKS * EVERY) == 0
                        || record.learned() == again.learned());
    }

    private static void assertPredicts(Model model, List<Example> probes, List<Prediction> made) {
        Map<String, Prediction> byId =
                made.stream().collect(Collectors.toMap(Prediction::id, prediction -> prediction));
        assertThat(byId).hasSize(PROBES);
        for (Example probe : probes) {
            Prediction expected = model.predict(probe);
            Prediction found = byId.get(probe.id());
            assertThat(found.value()).as(probe.id()).isEqualTo(Double.valueOf(expected.value()));
            assertThat(found.classes()).isEqualTo(expected.classes());
            assertThat(found.probabilities()).isEqualTo(expected.probabilities());
            assertThat(found.learned()).isEqualTo(expected.learned());
            assertThat(found.learnedUntil()).isEqualTo(expected.learnedUntil());
        }
    }

    /** Names alone make a model of more than the 10 MB that a message takes unless told otherwise. */
    @Test
    void aModelThatDoesNotFitIsNotTriedAgain() {
        ModelSpec spec = ExampleStream.spec(ModelSpec.Task.REGRESSION, "sgd");
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < SUBTASKS * EVERY; i++) {
            examples.add(new Example(
                    "id-" + i,
                    "",
                    i,
                    new double[] {i, 2, Double.NaN, 3, 4},
                    new String[] {String.valueOf((char) ('a' + i)).repeat(1_000_000)},
                    null,
                    i,
                    Example.Action.BOTH));
        }
        StreamExecutionEnvironment environment = environment();
        Configuration retries = new Configuration();
        retries.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        retries.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1);
        retries.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(1));
        environment.configure(retries);
        GlobalLearning.of(
                        stream(environment, "large", examples, Example.TYPE),
                        spec,
                        settings(Duration.ZERO, false, null),
                        EVERY,
                        null)
                .predictions()
                .sinkTo(new DiscardingSink<>())
                .uid("nowhere");
        assertThatThrownBy(() -> environment
                        .executeAsync("large")
                        .getJobExecutionResult()
                        .get(60, TimeUnit.SECONDS))
                .hasStackTraceContaining("a model takes ")
                .hasStackTraceContaining("more than the " + (10 * 1_024 * 1_024 - 16 * 1_024) + " that fit")
                .hasStackTraceContaining("raise " + RpcOptions.FRAMESIZE.key() + " of the cluster")
                .hasStackTraceContaining("The failure is not recoverable");
    }
}
