package io.millrace.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * A job over points that is measured while it runs, and then cancelled: neither its start nor its end counts. Parallelism 1,
 * object reuse, a checkpoint to local files every 10 s.
 */
final class LiveJob implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Path folder;
    private final JobClient client;

    /** @param backend {@code hashmap} or {@code rocksdb} */
    LiveJob(String backend, PointFeed feed, Function<DataStream<Point>, SingleOutputStreamOperator<Outcome>> windows)
            throws Exception {
        folder = Files.createTempDirectory("millrace-bench");
        Configuration configuration = new Configuration();
        configuration.set(CoreOptions.DEFAULT_PARALLELISM, 1);
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        configuration.set(StateBackendOptions.STATE_BACKEND, backend);
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(10));
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                folder.resolve("checkpoints").toUri().toString());
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
        windows.apply(feed.in(environment))
                .uid("windows")
                .sinkTo(new DiscardingSink<>())
                .uid("sink");
        Point.TAKEN.set(0);
        client = environment.executeAsync("windows");
    }

    /**
     * Points that the windows take in a second.
     *
     * @param fill how many points must be in first, so that windows are as full as they get
     */
    double perSecond(Duration warmUp, long fill, Duration time) throws Exception {
        awaitTaken(1);
        TimeUnit.NANOSECONDS.sleep(warmUp.toNanos());
        awaitTaken(fill);
        long begun = System.nanoTime();
        long before = Point.TAKEN.get();
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
        long taken = Point.TAKEN.get() - before;
        double seconds = (System.nanoTime() - begun) / 1e9;
        requireRunning();
        return taken / seconds;
    }

    /** Bytes of a complete snapshot in the backend's own format, after so many points. */
    long snapshotBytes(long points) throws Exception {
        awaitTaken(points);
        String target = folder.resolve("snapshot").toUri().toString();
        client.triggerSavepoint(target, SavepointFormatType.NATIVE).get(LONGEST.toSeconds(), TimeUnit.SECONDS);
        long bytes = 0;
        for (Path file : below(folder.resolve("snapshot"))) {
            bytes += Files.isRegularFile(file) ? Files.size(file) : 0;
        }
        return bytes;
    }

    private void awaitTaken(long points) throws Exception {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (Point.TAKEN.get() < points) {
            if (client.getJobExecutionResult().isDone() || System.nanoTime() > deadline) {
                requireRunning();
                throw new IllegalStateException("only " + Point.TAKEN.get() + " of " + points + " points were taken");
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private void requireRunning() throws Exception {
        if (client.getJobExecutionResult().isCompletedExceptionally()) {
            client.getJobExecutionResult().get();
        }
        JobStatus status = client.getJobStatus().get(LONGEST.toSeconds(), TimeUnit.SECONDS);
        if (status != JobStatus.RUNNING) {
            throw new IllegalStateException("the job is " + status);
        }
    }

    @Override
    public void close() throws Exception {
        if (!client.getJobExecutionResult().isDone()) {
            client.cancel().get(LONGEST.toSeconds(), TimeUnit.SECONDS);
            try {
                client.getJobExecutionResult().get(LONGEST.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException cancelled) {
                // What a cancelled job ends with.
            }
        }
        for (Path file : below(folder)) {
            Files.deleteIfExists(file);
        }
    }

    private static List<Path> below(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.sorted(Comparator.reverseOrder()).toList();
        }
    }
}
