package io.millrace.jobs.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.FlinkExtension;
import io.millrace.testing.KafkaProcessExtension;
import io.millrace.testing.MiniClusters;
import io.millrace.testing.flows.FlowStream;
import io.millrace.testing.flows.MonitorTopics;
import io.millrace.testing.flows.PacedFeed;
import io.millrace.testing.flows.WindowResult;
import io.millrace.testing.flows.WindowTruth;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class BrokerRestartIT {
    // Not a fixed time: see FlowSender for why.
    private static final long START =
            Instant.now().truncatedTo(ChronoUnit.MINUTES).toEpochMilli();
    private static final Duration WINDOW = Duration.ofSeconds(1);
    private static final int DEVICES = 50;
    private static final int PARTITIONS = 4;
    private static final int PER_SECOND = 2_000;

    @RegisterExtension
    static final KafkaProcessExtension KAFKA = new KafkaProcessExtension();

    @RegisterExtension
    static final FlinkExtension FLINK = MiniClusters.extension(2, 2);

    @TempDir
    Path folder;

    @Test
    void jobOutlivesABrokerThatIsKilledAndOneThatIsStopped() throws Exception {
        try (MonitorTopics topics = new MonitorTopics(KAFKA.bootstrapServers(), "flows", PARTITIONS);
                PacedFeed feed = PacedFeed.start(
                        topics.sender(), new FlowStream(7, DEVICES, START, PER_SECOND), PARTITIONS, PER_SECOND);
                MonitorRun run = MonitorRun.start(topics, configuration(), "--windows=1 s", "--time.idleness=2 min")) {
            awaitResultsOfNow(topics, feed);

            KAFKA.broker().kill();
            KAFKA.broker().restart();
            awaitResultsOfNow(topics, feed);

            KAFKA.broker().stop();
            KAFKA.broker().restart();
            awaitResultsOfNow(topics, feed);

            feed.stop();
            topics.awaitConsumed();
            run.drain(folder.resolve("savepoints").toUri().toString());
            check(topics);
        }
    }

    private Configuration configuration() {
        Configuration configuration = MiniClusters.checkpointed(folder, Duration.ofSeconds(1));
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        return configuration;
    }

    /** Returns when there are results of what is being sent now: whatever was sent before has come through by then. */
    private static void awaitResultsOfNow(MonitorTopics topics, PacedFeed feed) {
        topics.awaitResultsFrom(feed.latest(), DEVICES);
    }

    private static void check(MonitorTopics topics) {
        topics.assertInput();
        List<WindowResult> results = topics.results();
        WindowTruth.of(topics.sender().flows(), WINDOW).assertEquals(results, false);
        topics.assertDeadLetters();
        assertThat(topics.late()).isEmpty();
        assertThat(results.stream().mapToLong(r -> r.stats().count()).sum()
                        + topics.sender().countDamaged())
                .isEqualTo(topics.sender().count());
    }
}
