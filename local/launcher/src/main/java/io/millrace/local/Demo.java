package io.millrace.local;

import io.millrace.common.job.JobOptions;
import io.millrace.common.job.Jobs;
import io.millrace.common.options.Settings;
import io.millrace.connectors.generator.FlowCounts;
import io.millrace.connectors.generator.FlowKind;
import io.millrace.jobs.traffic.TrafficMonitorJob;
import io.millrace.local.runtime.BrokerSpec;
import io.millrace.local.runtime.EmbeddedJob;
import io.millrace.local.runtime.EmbeddedKafka;
import io.millrace.local.runtime.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import sun.misc.Signal;

/** A Kafka broker, a Flink cluster, a feed and the traffic monitor in one JVM; nothing stays but the output folder. */
final class Demo {
    private static final String FLOWS = "flows";
    private static final String RESULTS = "traffic";
    private static final String GROUP = "millrace-demo";
    /** The windows of the table and of the accounts. */
    static final String WINDOW = "5 s";
    /** The windows whose top talkers are shown. */
    static final String LONG_WINDOW = "1 min / 5 s";

    private static final int PARTITIONS = 4;
    private static final int PARALLELISM = 2;
    private static final Duration OUT_OF_ORDERNESS = Duration.ofMillis(500);

    private final Duration length;
    private final int rate;
    private final Path output;
    private final CountDownLatch interrupted = new CountDownLatch(1);

    Demo(Duration length, int rate, Path output) {
        this.length = length;
        this.rate = rate;
        this.output = output;
    }

    int run() throws Exception {
        // Not a shutdown hook: what those of Flink take away is still needed to end in good order.
        Signal.handle(new Signal("INT"), signal -> interrupted.countDown());
        Signal.handle(new Signal("TERM"), signal -> interrupted.countDown());
        Path scratch = Files.createTempDirectory("millrace-demo");
        try (EmbeddedKafka kafka = EmbeddedKafka.start(BrokerSpec.in(scratch.resolve("kafka")))) {
            EmbeddedJob.createTopics(
                    kafka.bootstrapServers(),
                    List.of(FLOWS, RESULTS, RESULTS + ".late", RESULTS + ".top", RESULTS + ".dead-letters"),
                    PARTITIONS);
            int port = Ports.isFree(8081) ? 8081 : Ports.free(1).get(0);
            try (EmbeddedJob job = start(kafka.bootstrapServers(), scratch, port)) {
                return show(job, kafka.bootstrapServers(), scratch, port);
            }
        } finally {
            deleteAll(scratch);
        }
    }

    private EmbeddedJob start(String bootstrapServers, Path scratch, int port) throws Exception {
        StreamExecutionEnvironment environment = EmbeddedJob.environment(port);
        TrafficMonitorJob monitor = new TrafficMonitorJob();
        Settings settings = Settings.of(JobOptions.of(monitor), options(bootstrapServers, scratch));
        Jobs.wire(monitor, settings, environment);
        return EmbeddedJob.start(environment, "traffic-monitor", bootstrapServers);
    }

    private Map<String, String> options(String bootstrapServers, Path scratch) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("source.type", "kafka");
        options.put("source.kafka.bootstrap-servers", bootstrapServers);
        options.put("source.kafka.topics", FLOWS);
        options.put("source.kafka.group", GROUP);
        options.put("fields.key", "device");
        options.put("fields.value", "bytes");
        options.put("fields.time", "sent_at");
        options.put("fields.sequence", "seq");
        options.put("windows", WINDOW + ", " + LONG_WINDOW);
        options.put("results", "count, sum, mean, min, max, rate, stddev, quantiles, loss, delay");
        options.put("top-talkers", "3");
        options.put("allowed-lateness", "2 s");
        options.put("time.out-of-orderness", OUT_OF_ORDERNESS.toMillis() + " ms");
        options.put("time.idleness", "2 s");
        options.put("sink.type", "kafka, files");
        options.put("sink.kafka.bootstrap-servers", bootstrapServers);
        options.put("sink.kafka.topic", RESULTS);
        options.put("sink.files.path", output.toUri().toString());
        options.put("job.parallelism", String.valueOf(PARALLELISM));
        options.put("flink.execution.checkpointing.interval", "2 s");
        options.put(
                "flink.execution.checkpointing.dir",
                scratch.resolve("checkpoints").toUri().toString());
        options.put("flink.pipeline.auto-watermark-interval", "50 ms");
        return options;
    }

    private int show(EmbeddedJob job, String bootstrapServers, Path scratch, int port) throws Exception {
        DemoView view = new DemoView(bootstrapServers, RESULTS);
        view.start();
        job.awaitRunning();
        DemoFeed feed = new DemoFeed(bootstrapServers, FLOWS, length, rate, System.currentTimeMillis());
        DemoScreen screen = new DemoScreen(
                System.out,
                System.console() != null,
                "Millrace demo: traffic over Kafka in windows of " + WINDOW + " and " + LONG_WINDOW
                        + "; web UI http://localhost:" + port + "; Ctrl-C ends it");
        System.out.println("Flink's web UI: http://localhost:" + port + ", results: " + output);
        long start = System.nanoTime();
        feed.start();
        boolean cut = false;
        while (feed.isAlive() && !cut) {
            job.failIfEnded();
            screen.draw(Duration.ofNanos(System.nanoTime() - start), feed.sent(), view);
            cut = interrupted.await(500, TimeUnit.MILLISECONDS);
        }
        feed.end();
        feed.join();
        view.endMeasuring();
        Duration sending = Duration.ofNanos(System.nanoTime() - start);
        job.awaitRead(Map.of(FLOWS, PARTITIONS), GROUP);
        // Every window fires.
        job.end(scratch.resolve("savepoint"));
        view.finish();
        System.out.println();
        System.out.println(summary(feed.counts(), view, sending));
        return accounted(feed.counts(), view) ? 0 : 1;
    }

    private String summary(FlowCounts sent, DemoView view, Duration sending) {
        double seconds = sending.toMillis() / 1000.0;
        return String.join(
                "\n",
                String.format(
                        Locale.ROOT,
                        "flows sent        %,12d   in %.1f s, %,.0f a second",
                        sent.sent(),
                        seconds,
                        sent.sent() / seconds),
                String.format(Locale.ROOT, "  in windows      %,12d", view.windowed()),
                String.format(Locale.ROOT, "  late            %,12d", view.lateCount()),
                String.format(
                        Locale.ROOT,
                        "  dead letters    %,12d   %,d damaged ones were sent",
                        view.deadLetterCount(),
                        sent.of(FlowKind.MALFORMED)),
                String.format(
                        Locale.ROOT,
                        "  unaccounted for %,12d",
                        sent.sent() - view.windowed() - view.lateCount() - view.deadLetterCount()),
                String.format(
                        Locale.ROOT,
                        "results           %,12d   for %,d windows of %d devices",
                        view.resultCount(),
                        view.windowCount(),
                        view.rows().size()),
                String.format(
                        Locale.ROOT,
                        "latency           p50 %,d ms, p99 %,d ms   from a window's end until its result is read from Kafka,",
                        view.latencyMillis(0.5),
                        view.latencyMillis(0.99)),
                String.format(
                        Locale.ROOT,
                        "                                              %,d ms of it waiting for flows out of order",
                        OUT_OF_ORDERNESS.toMillis()),
                String.format(
                        Locale.ROOT,
                        "loss              %,12d   sequence numbers missing in windows; %,d were lost in the outage,",
                        view.lost(),
                        sent.of(FlowKind.LOST)),
                "                               the others are the late and damaged ones",
                "top talkers       " + view.topTalkers() + ", in the last window of " + LONG_WINDOW,
                "results are in " + output);
    }

    private static boolean accounted(FlowCounts sent, DemoView view) {
        return sent.sent() == view.windowed() + view.lateCount() + view.deadLetterCount();
    }

    private static void deleteAll(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }
}
