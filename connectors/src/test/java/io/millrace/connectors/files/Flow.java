package io.millrace.connectors.files;

import io.millrace.common.connect.Outlet;
import io.millrace.common.connect.SinkRequest;
import io.millrace.common.edge.Decoded;
import io.millrace.common.edge.RecordEdge;
import io.millrace.common.options.OptionSet;
import io.millrace.common.options.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;

/** Jobs of files in and files out, as the tests run them. */
final class Flow {
    static final FileSourceConnector SOURCE = new FileSourceConnector();
    static final FileSinkConnector SINK = new FileSinkConnector();
    static final OptionSet OPTIONS = OptionSet.builder()
            .group("Source", SOURCE.options("source"))
            .group("Sink", SINK.options("sink"))
            .build();

    private Flow() {}

    /** Settings by keys without {@code .files}: {@code source.paths}. */
    static Settings settings(Map<String, String> values) {
        Map<String, String> full = new HashMap<>();
        values.forEach((key, value) -> full.put(key.replaceFirst("\\.", ".files."), value));
        return Settings.of(OPTIONS, full);
    }

    /** A cluster that a test class shares among its jobs. */
    static MiniClusterExtension cluster() {
        Configuration configuration = new Configuration();
        configuration.set(JobManagerOptions.BIND_HOST, "127.0.0.1");
        configuration.set(TaskManagerOptions.BIND_HOST, "127.0.0.1");
        configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        return new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumberTaskManagers(1)
                .setNumberSlotsPerTaskManager(4)
                .build());
    }

    static StreamExecutionEnvironment environment(RuntimeExecutionMode mode, int parallelism) {
        Configuration configuration = new Configuration();
        configuration.set(ExecutionOptions.RUNTIME_MODE, mode);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        configuration.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(100));
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ZERO);
        return StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    }

    static DataStream<Decoded<Meter>> read(
            StreamExecutionEnvironment environment, Settings settings, RecordEdge<Meter> edge) {
        return environment
                .fromSource(
                        SOURCE.create(settings, "source", edge),
                        WatermarkStrategy.noWatermarks(),
                        "source",
                        edge.producedType())
                .uid("source");
    }

    /** Good records alone. */
    static DataStream<Meter> records(DataStream<Decoded<Meter>> decoded) {
        return decoded.map(Decoded::recordOrNull)
                .returns(Meter.FORMAT.typeInformation())
                .uid("records");
    }

    static Sink<Meter> sink(Settings settings) {
        return SINK.create(new SinkRequest<>(settings, "sink", "test", Outlet.RESULTS, Meter.FORMAT));
    }

    /** The files that are complete, by path. */
    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    static List<String> lines(Path file) throws IOException {
        if (!file.toString().endsWith(".gz")) {
            return Files.readAllLines(file);
        }
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    static List<String> allLines(Path folder) throws IOException {
        List<String> all = new ArrayList<>();
        for (Path file : files(folder)) {
            all.addAll(lines(file));
        }
        return all;
    }

    /**
     * Fails once, when records have come since a checkpoint was completed that was not the first thing to happen; until
     * then it slows the stream down, so that checkpoints fall into its middle.
     */
    static final class FailOnce extends RichMapFunction<Meter, Meter> implements CheckpointListener {
        private static final long serialVersionUID = 1L;
        private static final AtomicBoolean FAILED = new AtomicBoolean();

        private long seen;
        private long seenAtCheckpoint = -1;

        static void reset() {
            FAILED.set(false);
        }

        static boolean failed() {
            return FAILED.get();
        }

        @Override
        public Meter map(Meter record) {
            seen++;
            if (!FAILED.get()) {
                LockSupport.parkNanos(100_000);
                if (seenAtCheckpoint > 100 && seen > seenAtCheckpoint + 50 && FAILED.compareAndSet(false, true)) {
                    throw new IllegalStateException("injected failure");
                }
            }
            return record;
        }

        @Override
        public void notifyCheckpointComplete(long checkpointId) {
            if (seenAtCheckpoint < 100) {
                seenAtCheckpoint = seen;
            }
        }
    }
}
