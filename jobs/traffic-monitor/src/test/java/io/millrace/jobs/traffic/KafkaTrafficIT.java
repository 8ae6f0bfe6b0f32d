package io.millrace.jobs.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.FlinkExtension;
import io.millrace.testing.KafkaExtension;
import io.millrace.testing.MiniClusters;
import io.millrace.testing.flows.Damage;
import io.millrace.testing.flows.FlowSender;
import io.millrace.testing.flows.Flows;
import io.millrace.testing.flows.LateRecords;
import io.millrace.testing.flows.MonitorTopics;
import io.millrace.testing.flows.SentFlow;
import io.millrace.testing.flows.WindowResult;
import io.millrace.testing.flows.WindowTruth;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * 200,000 records through a real broker. What is late does not depend on how partitions are read: the first ten minutes
 * wait in the topic before the job starts, each partition by itself within the bound of disorder; then three rounds
 * follow, each only when all before is consumed and its results are committed. What a round sends lies within that bound
 * too, or corrects windows that are open all through the round, or belongs to windows whose time was up before.
 */
class KafkaTrafficIT {
    private static final long START = 1_700_000_000_000L;
    private static final int RECORDS = 200_000;
    private static final int DAMAGED = RECORDS / 100;
    private static final int LATE = RECORDS / 50;
    private static final int ROUNDS = 3;
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final long BACKLOG = 600_000;
    private static final long ROUND = 10_000; // as long as records may be out of order
    private static final long LENGTH = BACKLOG + ROUNDS * ROUND;
    private static final int DEVICES = 50;
    private static final int PARTITIONS = 5;
    private static final int IDLE = 2;
    private static final List<Integer> BUSY = List.of(0, 1, 3, 4);

    @RegisterExtension
    static final KafkaExtension KAFKA = new KafkaExtension();

    @RegisterExtension
    static final FlinkExtension FLINK = MiniClusters.extension(2, 2);

    @TempDir
    Path folder;

    private final Random random = new Random(17);
    private final List<SentFlow> flows = new Flows(3, DEVICES).next(START, Duration.ofMillis(LENGTH), RECORDS);
    private final Set<SentFlow> damaged = new HashSet<>();
    private final List<SentFlow> late = new ArrayList<>();
    private final Map<Integer, List<SentFlow>> corrections = new HashMap<>();
    private final Set<SentFlow> heldBack = new HashSet<>();
    private int damages;

    @Test
    void everyRecordIsInItsWindowOrLateOrADeadLetter() throws Exception {
        assign();
        try (MonitorTopics topics = new MonitorTopics(KAFKA.bootstrapServers(), "flows", PARTITIONS)) {
            FlowSender sender = topics.sender();
            sendBacklog(sender);
            try (MonitorRun run = start(topics)) {
                for (int round = 1; round <= ROUNDS; round++) {
                    topics.awaitConsumed();
                    // These results come while the input goes on: the partition without records does not hold time
                    // back.
                    topics.awaitResults(accepted(sender).upTo(roundStart(round) - 2 * ROUND));
                    sendRound(sender, round);
                }
                topics.awaitConsumed();
                run.drain(folder.resolve("savepoints").toUri().toString());
            }
            check(topics);
        }
    }

    private MonitorRun start(MonitorTopics topics) throws Exception {
        return MonitorRun.start(
                topics,
                MiniClusters.checkpointed(folder, Duration.ofMillis(500)),
                "--windows=10 s",
                "--allowed-lateness=30 s",
                "--time.out-of-orderness=10 s",
                "--time.idleness=10 s");
    }

    private static long roundStart(int round) {
        return START + BACKLOG + (round - 1) * ROUND;
    }

    /** Decides what becomes of which flow. */
    private void assign() {
        while (damaged.size() < DAMAGED) {
            damaged.add(flows.get(random.nextInt(RECORDS)));
        }
        // When the first round is sent, windows that ended 50 s before its time had their last 30 s of grace.
        int lastThatCanBeLate = (int) ((long) RECORDS * (BACKLOG - 60_000) / LENGTH);
        while (late.size() < LATE) {
            SentFlow flow = flows.get(random.nextInt(lastThatCanBeLate));
            if (!damaged.contains(flow) && heldBack.add(flow)) {
                late.add(flow);
            }
        }
        for (int round = 1; round <= ROUNDS; round++) {
            long window = roundStart(round) - 3 * ROUND; // fired, and open for as long as the round takes
            List<SentFlow> correcting = new ArrayList<>();
            for (SentFlow flow : flows.subList(indexOf(window), indexOf(window + ROUND))) {
                // A later window counts its loss from the last number of this one: the last is not held back.
                boolean last = flow.time() >= window + ROUND - 3_000;
                if (!last && !damaged.contains(flow) && random.nextInt(5) == 0) {
                    correcting.add(flow);
                }
            }
            corrections.put(round, correcting);
            heldBack.addAll(correcting);
        }
    }

    private int indexOf(long time) {
        return (int) flows.stream().takeWhile(flow -> flow.time() < time).count();
    }

    private void sendBacklog(FlowSender sender) {
        Map<Integer, List<SentFlow>> byPartition = new HashMap<>();
        for (SentFlow flow : flows.subList(0, indexOf(START + BACKLOG))) {
            if (!heldBack.contains(flow)) {
                int partition = BUSY.get(random.nextInt(BUSY.size()));
                byPartition.computeIfAbsent(partition, p -> new ArrayList<>()).add(flow);
            }
        }
        byPartition.forEach((partition, own) -> Flows.disordered(own, Duration.ofMillis(ROUND), partition)
                .forEach(flow -> send(sender, partition, flow)));
        sender.flush();
    }

    private void sendRound(FlowSender sender, int round) {
        long from = roundStart(round);
        List<SentFlow> all = new ArrayList<>(flows.subList(indexOf(from), indexOf(from + ROUND)));
        all.addAll(corrections.getOrDefault(round, List.of()));
        all.addAll(late.subList(LATE * (round - 1) / ROUNDS, LATE * round / ROUNDS));
        Collections.shuffle(all, random);
        all.forEach(flow -> send(sender, BUSY.get(random.nextInt(BUSY.size())), flow));
        sender.flush();
    }

    private void send(FlowSender sender, int partition, SentFlow flow) {
        if (damaged.contains(flow)) {
            sender.sendDamaged(partition, flow, Damage.values()[damages++ % Damage.values().length]);
        } else {
            sender.send(partition, flow);
        }
    }

    /** What windows must come to, of what was sent so far. */
    private WindowTruth accepted(FlowSender sender) {
        Set<SentFlow> lateOnes = new HashSet<>(late);
        return WindowTruth.of(
                sender.flows().stream().filter(flow -> !lateOnes.contains(flow)).toList(), WINDOW);
    }

    private void check(MonitorTopics topics) {
        FlowSender sender = topics.sender();
        assertThat(sender.count()).isEqualTo(RECORDS);
        assertThat(sender.countDamaged()).isEqualTo(DAMAGED);
        assertThat(sender.ends()[IDLE]).isZero();
        List<WindowResult> results = topics.results();
        WindowTruth truth = accepted(sender);
        assertThat(truth.size()).isEqualTo(DEVICES * LENGTH / ROUND);
        truth.assertEquals(results, true);
        topics.assertDeadLetters();
        LateRecords.assertEquals(topics.late(), late);

        // The windows that were to be corrected were, and no others.
        long firstCorrected = roundStart(1) - 3 * ROUND;
        assertThat(results).anyMatch(r -> r.window().start() >= firstCorrected && r.update() > 0);
        assertThat(results).noneMatch(r -> r.window().start() < firstCorrected && r.update() > 0);

        Map<WindowTruth.Window, Long> counts = new HashMap<>();
        results.forEach(r -> counts.put(r.window(), r.stats().count()));
        long windowed = counts.values().stream().mapToLong(Long::longValue).sum();
        assertThat(windowed + LATE + DAMAGED).isEqualTo(RECORDS);
    }
}
