package io.millrace.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.Await;
import io.millrace.testing.FlinkExtension;
import io.millrace.testing.MiniClusters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.types.Either;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A job is stopped within rounds, with savepoints, and goes on with other numbers of subtasks and of records in a round: from
 * the average of all that was learned, with nothing lost.
 */
final class AveragedRescalingTest {
    private static final int STAGE = 125;
    private static final Map<String, List<Object>> RESULTS = new ConcurrentHashMap<>();
    private static final Map<String, List<Example>> EXAMPLES = new ConcurrentHashMap<>();
    private static final AtomicInteger EMITTED = new AtomicInteger();

    @RegisterExtension
    static final FlinkExtension FLINK = MiniClusters.extension(1, 3);

    @TempDir
    private Path folder;

    /** How many subtasks, and of how many records in a round, a stage has. */
    private record Stage(int subtasks, int every) {}

    @ParameterizedTest
    @EnumSource
    void nothingIsLost(ModelSpec.Task task) throws Exception {
        List<ModelSpec> specs = AveragedLearningRecoveryTest.specs(task);
        List<Stage> stages =
                List.of(new Stage(2, 9), new Stage(3, 9), new Stage(1, 9), new Stage(2, 9), new Stage(2, 4));
        List<Example> examples = ExampleStream.examples(task, 2 * stages.size() * STAGE, 1, 11);
        EXAMPLES.put(task.name(), examples);
        RESULTS.put(task.name(), new CopyOnWriteArrayList<>());
        List<PlainAverage> expected = new ArrayList<>();
        specs.forEach(spec -> expected.add(new PlainAverage(spec, 2, 9)));
        String savepoint = "";
        int from = 0;
        EMITTED.set(0);
        for (int i = 0; i < stages.size(); i++) {
            Stage stage = stages.get(i);
            RESULTS.get(task.name()).clear();
            boolean last = i == stages.size() - 1;
            savepoint = run(task, specs, stage, savepoint, from, last);
            List<Example> own = examples.subList(from, EMITTED.get());
            from = EMITTED.get();
            JobOutcomes outcomes = new JobOutcomes(outcomes(task));
            for (int s = 0; s < specs.size(); s++) {
                ModelSpec spec = specs.get(s);
                if (i > 0) {
                    expected.set(s, expected.get(s).at(spec, stage.subtasks(), stage.every()));
                }
                expected.get(s).take(own, outcomes.predictions(spec.learner()));
                if (last) {
                    expected.get(s).average();
                    expected.get(s)
                            .assertSame(outcomes.models(spec.learner()).get(0).read(new Models(spec)));
                }
            }
        }
        assertThat(from).isEqualTo(examples.size());
    }

    @SuppressWarnings("unchecked")
    private static List<Tuple2<String, Either<Prediction, ModelRecord>>> outcomes(ModelSpec.Task task) {
        return (List<Tuple2<String, Either<Prediction, ModelRecord>>>) (List<?>) RESULTS.get(task.name());
    }

    private static int asked(List<Example> examples) {
        return (int) examples.stream()
                .filter(example -> example.action() != Example.Action.LEARN)
                .count();
    }

    private static Example emit(String name, int number) {
        EMITTED.set(number + 1);
        return EXAMPLES.get(name).get(number);
    }

    /** Runs to the end, or to about the end of the stage; then it gives the savepoint. */
    private String run(
            ModelSpec.Task task, List<ModelSpec> specs, Stage stage, String savepoint, int from, boolean toTheEnd)
            throws Exception {
        Configuration configuration = MiniClusters.checkpointed(folder, Duration.ofHours(1));
        configuration.set(CoreOptions.DEFAULT_PARALLELISM, stage.subtasks());
        if (!savepoint.isEmpty()) {
            configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
        }
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        String name = task.name();
        DataStream<Example> records = environment
                .fromSource(
                        new DataGeneratorSource<>(
                                number -> emit(name, number.intValue()),
                                EXAMPLES.get(name).size(),
                                // There is no checkpoint but the savepoint: about so many, and no more.
                                toTheEnd ? RateLimiterStrategy.noOp() : RateLimiterStrategy.perCheckpoint(STAGE),
                                Example.TYPE),
                        WatermarkStrategy.noWatermarks(),
                        "records",
                        Example.TYPE)
                .uid("records")
                .setParallelism(1);
        AveragedLearningRecoveryTest.learn(records, specs, stage.every())
                .map(result -> RESULTS.get(name).add(result))
                .returns(Types.BOOLEAN)
                .uid("results")
                .setParallelism(1)
                .sinkTo(new DiscardingSink<>())
                .uid("nowhere")
                .setParallelism(1);
        JobClient job = environment.executeAsync("stage");
        if (toTheEnd) {
            job.getJobExecutionResult().get(60, TimeUnit.SECONDS);
            return "";
        }
        Await.until(
                "predictions",
                Duration.ofSeconds(60),
                () -> EMITTED.get() >= from + STAGE
                        && RESULTS.get(name).size()
                                == specs.size() * asked(EXAMPLES.get(name).subList(from, EMITTED.get())));
        return Await.forValue("savepoint", Duration.ofSeconds(60), () -> stop(job));
    }

    /** Not before every task runs, which those without records may not yet. */
    private Optional<String> stop(JobClient job) {
        try {
            return Optional.of(job.stopWithSavepoint(
                            false, folder.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
                    .get(60, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            assertThat(e).hasStackTraceContaining("Not all required tasks are currently running");
            return Optional.empty();
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
