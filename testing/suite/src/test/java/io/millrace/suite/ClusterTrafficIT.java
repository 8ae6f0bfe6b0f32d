package io.millrace.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.runtime.FlinkRest;
import io.millrace.local.runtime.JobSubmission;
import io.millrace.local.runtime.MillraceRoot;
import io.millrace.testing.Await;
import io.millrace.testing.ClusterExtension;
import io.millrace.testing.KafkaProcessExtension;
import io.millrace.testing.flows.Damage;
import io.millrace.testing.flows.FlowStream;
import io.millrace.testing.flows.LateRecords;
import io.millrace.testing.flows.MonitorTopics;
import io.millrace.testing.flows.PacedFeed;
import io.millrace.testing.flows.SentFlow;
import io.millrace.testing.flows.WindowResult;
import io.millrace.testing.flows.WindowTruth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The traffic monitor's fat JAR on a cluster of several JVMs, with a broker in one more. */
class ClusterTrafficIT {
    private static final long START = 1_700_000_000_000L;
    private static final Duration WINDOW = Duration.ofSeconds(1);
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final String CLOSING = "closing";
    private static final int DEVICES = 50;
    private static final int PARTITIONS = 4;
    private static final int PER_SECOND = 3_000;
    private static final int LATE = 200;
    private static final Path JAR = MillraceRoot.find()
            .resolve("jobs/traffic-monitor/target/traffic-monitor-" + System.getProperty("millrace.version")
                    + "-job.jar");

    @RegisterExtension
    static final KafkaProcessExtension KAFKA = new KafkaProcessExtension();

    @RegisterExtension
    static final ClusterExtension FLINK =
            ClusterExtension.of(spec -> spec.withTaskManagers(2).withSlots(2));

    private final List<SentFlow> late = new ArrayList<>();

    @Test
    void nothingIsLostOrDoubledByKillingATaskManagerNorByRescaling() throws IOException {
        try (MonitorTopics topics = new MonitorTopics(KAFKA.bootstrapServers(), "flows", PARTITIONS);
                PacedFeed feed = PacedFeed.start(
                        topics.sender(), new FlowStream(11, DEVICES, START, PER_SECOND), PARTITIONS, PER_SECOND)) {
            String job = submit(topics, monitor(topics).withParallelism(4));
            topics.awaitResultsFrom(START, DEVICES);
            sendLate(topics);
            assertThat(FLINK.rest().checkpointSettings(job))
                    .isEqualTo(new FlinkRest.CheckpointSettings("exactly_once", "EmbeddedRocksDBStateBackend"));
            assertThat(rocksDbInstances()).isNotEmpty();

            topics.awaitOpenTransaction();
            FLINK.killHostOf(job);
            FLINK.cluster().addTaskManager();
            Await.until(
                    () -> describe(job),
                    DEADLINE,
                    () -> FLINK.rest().checkpoints(job).restored() > 0);
            FLINK.awaitRunning(job, DEADLINE);
            topics.awaitResultsFrom(feed.latest(), DEVICES);

            String savepoint = FLINK.rest().stopWithSavepoint(job, DEADLINE);
            String rescaled =
                    submit(topics, monitor(topics).fromSavepoint(savepoint).withParallelism(3));
            topics.awaitResultsFrom(feed.latest(), DEVICES);
            assertThat(FLINK.rest().checkpoints(rescaled).restored()).isPositive();
            assertThat(FLINK.rest().vertices(rescaled))
                    .extracting(FlinkRest.Vertex::parallelism)
                    .contains(3);
            sendLate(topics);

            feed.stop();
            closeWindows(topics, feed.latest());
            topics.awaitResults(truth(topics));
            topics.awaitConsumed();
            // Ends the last transactions; windows that are not due do not fire.
            FLINK.rest().stopWithSavepoint(rescaled, DEADLINE);
            check(topics);
        }
    }

    @Test
    void tooManyBadRecordsEndTheJobForGoodThoughItWouldRestart() {
        try (MonitorTopics topics = new MonitorTopics(KAFKA.bootstrapServers(), "bad", 1)) {
            for (int i = 0; i < 3_000; i++) {
                topics.sender().sendDamaged(0, new SentFlow("device", START + i, i, i, START + i), Damage.NO_JSON);
            }
            topics.sender().flush();
            String job = FLINK.submit(JobSubmission.of(
                            JAR,
                            topics.arguments("--dead-letters.max-share=0.2").toArray(new String[0]))
                    .withParallelism(2));
            Await.until(
                    () -> describe(job), DEADLINE, () -> FLINK.rest().job(job).hasEnded());
            assertThat(FLINK.rest().job(job).state()).isEqualTo("FAILED");
            assertThat(FLINK.rest().rootCause(job).orElse("none"))
                    .contains("stopped on purpose: 1000 of 1000 records could not be decoded")
                    .contains("dead-letters.max-share");
            assertThat(FLINK.rest().checkpoints(job).restored()).isZero();
        }
    }

    private static JobSubmission monitor(MonitorTopics topics) {
        List<String> arguments = topics.arguments(
                "--windows=1 s", "--time.idleness=2 min", "--flink.execution.checkpointing.interval=1 s");
        return JobSubmission.of(JAR, arguments.toArray(new String[0]));
    }

    private static String submit(MonitorTopics topics, JobSubmission submission) {
        String job = FLINK.submit(submission);
        topics.watch(() -> FLINK.rest().job(job).hasEnded() ? Optional.of(describe(job)) : Optional.empty());
        FLINK.awaitRunning(job, DEADLINE);
        return job;
    }

    private static String describe(String job) {
        return FLINK.rest().job(job) + ", " + FLINK.rest().rootCause(job).orElse("no failure") + ", "
                + FLINK.rest().checkpoints(job) + "; logs in " + FLINK.logs()
                + FLINK.cluster().processes().stream()
                        .map(daemon -> "\n" + daemon.name() + ":\n" + daemon.lastLines(15))
                        .collect(Collectors.joining());
    }

    /**
     * Sends records of long before the first, and waits for them. All devices have results by now, so that the windows know
     * what time it is; a job that has just been restored does not, until all its partitions have brought records.
     */
    private void sendLate(MonitorTopics topics) {
        long time = START - Duration.ofHours(1).toMillis();
        for (int i = 0; i < LATE; i++) {
            int number = late.size();
            SentFlow flow = new SentFlow("device-" + i % DEVICES, time + number, 100 + i, number, START);
            late.add(flow);
            topics.sender().send(i % PARTITIONS, flow);
        }
        topics.awaitLate(late.size());
    }

    private static void closeWindows(MonitorTopics topics, long last) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            topics.sender().send(partition, new SentFlow(CLOSING, last + 60_000, 1, partition, last));
        }
        topics.sender().flush();
    }

    private WindowTruth truth(MonitorTopics topics) {
        Set<SentFlow> apart = new HashSet<>(late);
        List<SentFlow> windowed = topics.sender().flows().stream()
                .filter(flow -> !apart.contains(flow) && !flow.device().equals(CLOSING))
                .toList();
        return WindowTruth.of(windowed, WINDOW);
    }

    private void check(MonitorTopics topics) {
        topics.assertInput();
        List<WindowResult> results = topics.results();
        truth(topics).assertEquals(results, false);
        topics.assertDeadLetters();
        LateRecords.assertEquals(topics.late(), late);
        long windowed = results.stream().mapToLong(r -> r.stats().count()).sum();
        assertThat(windowed + late.size() + topics.sender().countDamaged() + PARTITIONS)
                .isEqualTo(topics.sender().count());
    }

    /** The folders in which RocksDB keeps the state of running tasks. */
    private static List<Path> rocksDbInstances() throws IOException {
        try (Stream<Path> files = Files.find(
                FLINK.cluster().home().resolve("tmp"), 12, (file, attributes) -> file.endsWith("db/CURRENT"))) {
            return files.toList();
        }
    }
}
