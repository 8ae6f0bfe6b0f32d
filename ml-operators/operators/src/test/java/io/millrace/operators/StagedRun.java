package io.millrace.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.Await;
import io.millrace.testing.MiniClusters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiter;
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
import org.jspecify.annotations.Nullable;

/**
 * Jobs over a list of examples, one after the other: each goes on from the savepoint with which the one before was stopped, at
 * its own parallelism. Needs a {@link io.millrace.testing.FlinkExtension}.
 */
final class StagedRun implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Duration NEVER = Duration.ofHours(1);
    /** Tasks that are done wait for a last checkpoint. One that is triggered as sources end may fail: the next must be near. */
    private static final Duration SOON = Duration.ofMillis(200);
    /** By name, since Flink makes copies of functions. */
    private static final Map<String, StagedRun> RUNS = new ConcurrentHashMap<>();

    private final String name = UUID.randomUUID().toString();
    private final List<Example> examples;
    private final Path folder;
    private final AtomicInteger emitted = new AtomicInteger();
    private final List<Tuple2<String, Either<Prediction, ModelRecord>>> outcomes =
            Collections.synchronizedList(new ArrayList<>());
    private String savepoint = "";
    private @Nullable JobClient job;

    /** What one job took, and all that it gave for that. */
    record Stage(List<Example> examples, JobOutcomes outcomes) {
        /** Ids of the examples to be predicted. */
        List<String> asked() {
            return examples.stream()
                    .filter(example -> example.action().predicts())
                    .map(Example::id)
                    .toList();
        }
    }

    /** From examples to what is collected. */
    interface Pipeline
            extends Function<DataStream<Example>, DataStream<Tuple2<String, Either<Prediction, ModelRecord>>>> {}

    /**
     * Lets so many records pass. Flink's limit for each checkpoint lets as many pass again after one, and there may be one
     * before the savepoint.
     */
    private record Gate(int count) implements RateLimiterStrategy<SourceSplit> {
        @Override
        public RateLimiter<SourceSplit> createRateLimiter(int parallelism) {
            AtomicInteger left = new AtomicInteger(count);
            return asked ->
                    left.addAndGet(-asked) >= 0 ? CompletableFuture.completedFuture(null) : new CompletableFuture<>();
        }
    }

    private StagedRun(List<Example> examples, Path folder) {
        this.examples = List.copyOf(examples);
        this.folder = folder;
    }

    /** @param folder where savepoints are kept */
    static StagedRun of(List<Example> examples, Path folder) {
        StagedRun run = new StagedRun(examples, folder);
        RUNS.put(run.name, run);
        return run;
    }

    /** Stops the job once its source has sent so many examples, while some of them are on their way. */
    Stage stopAfter(int count, int parallelism, Pipeline pipeline) throws Exception {
        int from = emitted.get();
        JobClient started = start(parallelism, NEVER, new Gate(count), pipeline);
        Await.until(() -> emitted + " of " + (from + count) + " examples", DEADLINE, () -> {
            if (started.getJobStatus().join().isTerminalState()) {
                started.getJobExecutionResult().join();
            }
            return emitted.get() >= from + count;
        });
        savepoint = Await.forValue("savepoint", DEADLINE, () -> stop(started));
        assertThat(emitted).hasValue(from + count);
        return stage(from);
    }

    /** Runs the job to the end of the examples. */
    Stage finish(int parallelism, Pipeline pipeline) throws Exception {
        int from = emitted.get();
        start(parallelism, SOON, RateLimiterStrategy.noOp(), pipeline)
                .getJobExecutionResult()
                .get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        assertThat(emitted).hasValue(examples.size());
        return stage(from);
    }

    private Stage stage(int from) {
        return new Stage(examples.subList(from, emitted.get()), new JobOutcomes(List.copyOf(outcomes)));
    }

    private JobClient start(int parallelism, Duration interval, RateLimiterStrategy<?> rate, Pipeline pipeline)
            throws Exception {
        outcomes.clear();
        Configuration configuration = MiniClusters.checkpointed(folder, interval);
        configuration.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
        if (!savepoint.isEmpty()) {
            configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
        }
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        String run = name;
        DataStream<Example> records = environment
                .fromSource(
                        new DataGeneratorSource<>(
                                number -> RUNS.get(run).emit(number.intValue()), examples.size(), rate, Example.TYPE),
                        WatermarkStrategy.noWatermarks(),
                        "records",
                        Example.TYPE)
                .uid("records")
                .setParallelism(1);
        pipeline.apply(records)
                .map(outcome -> RUNS.get(run).outcomes.add(outcome))
                .returns(Types.BOOLEAN)
                .uid("outcomes")
                .setParallelism(1)
                .sinkTo(new DiscardingSink<>())
                .uid("nowhere")
                .setParallelism(1);
        JobClient started = environment.executeAsync("stage");
        job = started;
        return started;
    }

    private Example emit(int number) {
        if (!emitted.compareAndSet(number, number + 1)) {
            throw new IllegalStateException("record " + number + " comes after " + emitted);
        }
        return examples.get(number);
    }

    /** Not before every task runs, which those without records may not yet. */
    private Optional<String> stop(JobClient running) {
        try {
            return Optional.of(running.stopWithSavepoint(
                            false, folder.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL)
                    .get(DEADLINE.toSeconds(), TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            assertThat(e).hasStackTraceContaining("Not all required tasks are currently running");
            return Optional.empty();
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        JobClient last = job;
        if (last != null && !last.getJobStatus().join().isGloballyTerminalState()) {
            last.cancel().join();
        }
        RUNS.remove(name);
    }
}
