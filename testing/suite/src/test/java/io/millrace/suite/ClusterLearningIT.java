package io.millrace.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.runtime.FlinkRest;
import io.millrace.operators.ModelSpec.Task;
import io.millrace.testing.Await;
import io.millrace.testing.ClusterExtension;
import io.millrace.testing.KafkaProcessExtension;
import io.millrace.testing.flows.Broker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Learning jobs' fat JARs on a cluster of several JVMs whose TaskManagers are killed, with a broker in one more. */
class ClusterLearningIT {
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final int KILLS = 3;
    private static final int MOST_KILLS = 6;
    private static final int PER_SECOND = 250;
    /** How many predictions each job commits before the next kill, so that it learns on from what was restored. */
    private static final int BETWEEN = 300;

    @RegisterExtension
    static final KafkaProcessExtension KAFKA = new KafkaProcessExtension();

    @RegisterExtension
    static final ClusterExtension FLINK =
            ClusterExtension.of(spec -> spec.withTaskManagers(2).withSlots(3));

    @Test
    void predictionsAndModelsAreThoseOfARunThatNeverFailed() {
        String servers = KAFKA.bootstrapServers();
        try (Broker broker = new Broker(servers);
                LearningCase linear = new LearningCase(
                        servers, broker, "linear", true, LearningCase.spec(Task.REGRESSION, "sgd", Map.of()));
                LearningCase neighbours = new LearningCase(
                        servers, broker, "neighbours", false, LearningCase.spec(Task.CLASSIFICATION, "knn", Map.of()));
                LearningCase forest = new LearningCase(
                        servers,
                        broker,
                        "forest",
                        false,
                        LearningCase.spec(Task.CLASSIFICATION, "adaptive-random-forest", Map.of("members", "6")));
                LearningFeed feed = new LearningFeed(servers, List.of(linear, neighbours, forest), PER_SECOND)) {
            List<LearningCase> all = List.of(linear, neighbours, forest);
            for (LearningCase each : all) {
                each.submitted(FLINK.submit(each.submission()));
            }
            all.forEach(each -> FLINK.awaitRunning(each.job(), DEADLINE));
            feed.start();
            killUntilAllWereHit(all);
            long sent = feed.stop();
            for (LearningCase each : all) {
                Await.until(() -> describe(each), DEADLINE, () -> each.hasRead(broker, sent));
                feed.requestModels(each);
            }
            for (LearningCase each : all) {
                Await.until(() -> "models, " + describe(each), DEADLINE, () -> each.hasModels(LearningRow.KEYS));
            }
            // Ends the last transactions.
            all.forEach(each -> FLINK.rest().stopWithSavepoint(each.job(), DEADLINE));
            all.forEach(each -> each.check(sent));
        }
    }

    private static void killUntilAllWereHit(List<LearningCase> all) {
        Map<String, Integer> hits = new HashMap<>();
        Map<String, Integer> before = new HashMap<>();
        for (int kill = 0; least(all, hits) < KILLS; kill++) {
            assertThat(kill).as("kills, which hit %s", hits).isLessThan(MOST_KILLS);
            for (LearningCase each : all) {
                int goal = before.getOrDefault(each.name(), 0) + BETWEEN;
                Await.until(() -> "predictions, " + describe(each), DEADLINE, () -> each.predicted() >= goal);
            }
            String victim = hostOfMost(all, hits);
            Map<String, Long> restored = new HashMap<>();
            List<LearningCase> hit = all.stream()
                    .filter(each -> hosts(each.job()).contains(victim))
                    .toList();
            hit.forEach(each -> restored.put(
                    each.name(), FLINK.rest().checkpoints(each.job()).restored()));
            FLINK.cluster().killTaskManager(victim);
            FLINK.cluster().addTaskManager();
            for (LearningCase each : hit) {
                hits.merge(each.name(), 1, Integer::sum);
                Await.until(
                        () -> describe(each),
                        DEADLINE,
                        () -> FLINK.rest().checkpoints(each.job()).restored() > restored.getOrDefault(each.name(), 0L));
                FLINK.awaitRunning(each.job(), DEADLINE);
            }
            all.forEach(each -> before.put(each.name(), each.predicted()));
        }
    }

    private static int least(List<LearningCase> all, Map<String, Integer> hits) {
        return all.stream()
                .mapToInt(each -> hits.getOrDefault(each.name(), 0))
                .min()
                .orElse(0);
    }

    /** The TaskManager that hosts most of the jobs that were killed least. */
    private static String hostOfMost(List<LearningCase> all, Map<String, Integer> hits) {
        int least = least(all, hits);
        Map<String, Integer> hosted = new HashMap<>();
        for (LearningCase each : all) {
            if (hits.getOrDefault(each.name(), 0) == least) {
                hosts(each.job()).forEach(host -> hosted.merge(host, 1, Integer::sum));
            }
        }
        return hosted.entrySet().stream()
                .max(Comparator.comparingInt(Map.Entry::getValue))
                .map(Map.Entry::getKey)
                .orElseThrow(() -> new AssertionError("no TaskManager hosts a job"));
    }

    private static Set<String> hosts(String job) {
        Set<String> hosts = new HashSet<>();
        for (FlinkRest.Vertex vertex : FLINK.rest().vertices(job)) {
            hosts.addAll(vertex.hosts());
        }
        hosts.remove("");
        return hosts;
    }

    private static String describe(LearningCase each) {
        List<String> parts = new ArrayList<>();
        parts.add(each.name() + ": " + FLINK.rest().job(each.job()));
        parts.add(FLINK.rest().rootCause(each.job()).orElse("no failure"));
        parts.add(FLINK.rest().checkpoints(each.job()).toString());
        return String.join(", ", parts) + "; logs in " + FLINK.logs();
    }
}
