package io.millrace.connectors.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class KafkaPipelineTest {
    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    @RegisterExtension
    static final TestCluster CLUSTER = new TestCluster();

    private static final long NOON = 1_767_268_800_000L; // 2026-01-01T12:00:00Z

    private static Reading reading(long id) {
        return new Reading("d" + id % 7, id, id / 4.0, NOON + id * 1000);
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, int partition, long timestamp, String value) {
        return new ProducerRecord<>(topic, partition, timestamp, null, value == null ? null : value.getBytes(UTF_8));
    }

    private static String[] readings(long from, long to) {
        return LongStream.range(from, to).mapToObj(id -> reading(id).json()).toArray(String[]::new);
    }

    /** The ids of what a topic holds, in order of size. */
    private static List<Long> ids(String topic, String isolation) {
        return BROKER.read(topic, isolation).stream()
                .map(record -> new String(record.value(), UTF_8))
                .map(json -> Long.parseLong(json.replaceFirst(".*\"id\":(\\d+).*", "$1")))
                .sorted()
                .toList();
    }

    private static List<Long> ids(String topic) {
        return ids(topic, "read_committed");
    }

    private static List<Long> range(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    private static void commit(String group, String topic, long offset) {
        TopicPartition partition = new TopicPartition(topic, 0);
        TestBroker.get(BROKER.admin()
                .alterConsumerGroupOffsets(group, Map.of(partition, new OffsetAndMetadata(offset)))
                .all());
    }

    private static RelayJob bounded(String from, String to) {
        return RelayJob.on(BROKER, from, to).with("source.kafka.bounded", "true");
    }

    @Test
    void whatComesInGoesOutAsResultOrAsDeadLetter() throws Exception {
        BROKER.createTopic("trip-in", 3);
        Map<Long, String> sent = new TreeMap<>();
        Map<String, String> bad = new TreeMap<>();
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        int[] offsets = new int[3];
        for (int i = 0; i < 300; i++) {
            int partition = i % 3;
            String value = reading(i).json();
            if (i == 17) {
                value = null;
            } else if (i % 20 == 0) {
                value = "{broken " + i;
            } else if (i == 42) {
                value = new Reading("d0", i, 1, NOON + 3 * 86_400_000L).json();
            }
            if (value != null && value.equals(reading(i).json())) {
                sent.put((long) i, "d" + i % 7);
            } else {
                bad.put(partition + "@" + offsets[partition], value == null ? "" : value);
            }
            offsets[partition]++;
            records.add(record("trip-in", partition, NOON + 600_000, value));
        }
        BROKER.send(records);

        bounded("trip-in", "trip-out").with("sink.kafka.headers.site", "A").run(CLUSTER);

        List<ConsumerRecord<byte[], byte[]>> out = BROKER.read("trip-out", "read_committed");
        assertThat(ids("trip-out")).containsExactlyElementsOf(sent.keySet());
        assertThat(out).allSatisfy(record -> {
            Reading reading =
                    reading(Long.parseLong(new String(record.value(), UTF_8).replaceFirst(".*\"id\":(\\d+).*", "$1")));
            assertThat(record.value()).asString(UTF_8).isEqualTo(jsonOut(reading));
            assertThat(record.key()).asString(UTF_8).isEqualTo(reading.device());
            assertThat(record.timestamp()).isEqualTo(reading.sentAt());
            assertThat(SerializationTest.texts(record.headers())).containsExactly(Map.entry("site", "A"));
        });

        assertThat(bad).hasSize(17);
        List<ConsumerRecord<byte[], byte[]>> dead = BROKER.read("trip-out.dead-letters", "read_committed");
        Map<String, String> found = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : dead) {
            Map<String, String> headers = SerializationTest.texts(record.headers());
            assertThat(record.key()).isNull();
            assertThat(headers).containsEntry("millrace-source", "trip-in").containsEntry("site", "A");
            assertThat(Instant.parse(headers.get("millrace-time")).toEpochMilli())
                    .isEqualTo(record.timestamp());
            String value = new String(record.value(), UTF_8);
            String place = headers.get("millrace-partition") + "@" + headers.get("millrace-offset");
            assertThat(found.put(place, value)).as("twice").isNull();
            assertThat(headers.get("millrace-reason")).contains(reason(value));
        }
        assertThat(found).containsExactlyInAnyOrderEntriesOf(bad);
    }

    private static String jsonOut(Reading reading) {
        String value = String.valueOf(reading.value()).replaceFirst("\\.0$", "");
        return "{\"device\":\"" + reading.device() + "\",\"id\":" + reading.id() + ",\"value\":" + value
                + ",\"sent_at\":\"" + Instant.ofEpochMilli(reading.sentAt()) + "\"}";
    }

    private static String reason(String value) {
        if (value.isEmpty()) {
            return "empty value (tombstone)";
        }
        return value.startsWith("{broken") ? "JSON" : "ahead of its arrival";
    }

    @Test
    void readingBeginsWhereTheOptionsSay() throws Exception {
        BROKER.createTopic("start-in", 1);
        for (int id = 0; id < 10; id++) {
            BROKER.send(
                    List.of(record("start-in", 0, NOON + id * 1000L, reading(id).json())));
        }
        commit("start-group", "start-in", 4);

        bounded("start-in", "start-earliest").run(CLUSTER);
        assertThat(ids("start-earliest")).isEqualTo(range(0, 10));

        bounded("start-in", "start-committed")
                .with("source.kafka.start", "committed")
                .with("source.kafka.group", "start-group")
                .run(CLUSTER);
        assertThat(ids("start-committed")).isEqualTo(range(4, 10));

        bounded("start-in", "start-committed-none")
                .with("source.kafka.start", "committed")
                .with("source.kafka.group", "start-group-of-nobody")
                .run(CLUSTER);
        assertThat(ids("start-committed-none")).isEqualTo(range(0, 10));

        for (Map.Entry<Long, List<Long>> start :
                Map.of(NOON + 6_500L, range(7, 10), NOON + 60_000L, range(0, 0)).entrySet()) {
            String topic = "start-timestamp-" + start.getKey();
            bounded("start-in", topic)
                    .with("source.kafka.start", "timestamp")
                    .with(
                            "source.kafka.start-timestamp",
                            Instant.ofEpochMilli(start.getKey()).toString())
                    .run(CLUSTER);
            assertThat(ids(topic)).isEqualTo(start.getValue());
        }
    }

    @Test
    void latestReadsWhatComesAfterTheStart() throws Exception {
        BROKER.createTopic("latest-in", 1);
        BROKER.send("latest-in", readings(0, 10));

        JobClient job = RelayJob.on(BROKER, "latest-in", "latest-out")
                .with("source.kafka.start", "latest")
                .start(CLUSTER);
        // When the source has looked up where the end is can't be seen from here: send until something comes.
        long[] next = {10};
        TestBroker.await(() -> {
            BROKER.send("latest-in", reading(next[0]++).json());
            return Gate.passed() > 0;
        });
        TestBroker.await(() -> !ids("latest-out").isEmpty());
        job.cancel().get();

        assertThat(ids("latest-out")).isNotEmpty().allMatch(id -> id >= 10);
    }

    @Test
    void onlyCommittedTransactionsAreReadAndABoundedSourceEndsBehindTheirMarkers() throws Exception {
        BROKER.createTopic("tx-in", 1);
        try (KafkaProducer<byte[], byte[]> producer = BROKER.producer(Map.of("transactional.id", "tx-test"))) {
            producer.initTransactions();
            for (String[] part : new String[][] {readings(0, 5), readings(5, 8), readings(8, 10)}) {
                producer.beginTransaction();
                for (String value : part) {
                    producer.send(TestBroker.valueOf("tx-in", value));
                }
                if (part.length == 3) {
                    producer.flush();
                    producer.abortTransaction();
                } else {
                    producer.commitTransaction();
                }
            }
        }

        bounded("tx-in", "tx-committed").run(CLUSTER);
        bounded("tx-in", "tx-uncommitted")
                .with("source.kafka.properties.isolation.level", "read_uncommitted")
                .run(CLUSTER);

        assertThat(ids("tx-committed")).containsExactly(0L, 1L, 2L, 3L, 4L, 8L, 9L);
        assertThat(ids("tx-uncommitted")).isEqualTo(range(0, 10));
    }

    @Test
    void newPartitionsAndNewTopicsOfAPatternAreFound() throws Exception {
        BROKER.createTopic("found-a", 1);
        BROKER.send("found-a", readings(0, 5));
        JobClient job = RelayJob.on(BROKER, "found-a", "pattern-out")
                .without("source.kafka.topics")
                .with("source.kafka.topic-pattern", "found-[ab]")
                .with("source.kafka.discovery-interval", "200 ms")
                .start(CLUSTER);
        TestBroker.await(() -> Gate.passed() == 5);

        TestBroker.get(BROKER.admin()
                .createPartitions(Map.of("found-a", NewPartitions.increaseTo(2)))
                .all());
        BROKER.createTopic("found-b", 1);
        BROKER.createTopic("found-c", 1);
        BROKER.send(List.of(record("found-a", 1, NOON, reading(5).json())));
        BROKER.send("found-b", reading(6).json());
        BROKER.send("found-c", reading(7).json());

        TestBroker.await(() -> ids("pattern-out").size() >= 7);
        job.cancel().get();
        assertThat(ids("pattern-out")).isEqualTo(range(0, 7));
    }

    @Test
    void nothingIsLostOrDoubledByAFailure(@TempDir Path folder) throws Exception {
        BROKER.createTopic("exact-in", 2);
        // Makes the broker create the topic of offsets now: a commit that finds none yet is not tried again.
        commit("exact", "exact-in", 0);
        JobClient job = RelayJob.on(BROKER, "exact-in", "exact-out")
                .with("job.name", "exact")
                .with("sink.kafka.delivery", "exactly-once")
                .with("flink.execution.checkpointing.interval", "5 min") // the test triggers its own
                .start(CLUSTER);
        BROKER.send("exact-in", readings(0, 500));
        TestBroker.await(() -> Gate.passed() == 500);
        assertThat(ids("exact-out")).as("before the checkpoint").isEmpty();
        CLUSTER.checkpoint(job.getJobID());
        TestBroker.await(() -> ids("exact-out").size() >= 500);
        TestBroker.await(() -> BROKER.committed("exact") == 500);

        Gate.failAt(750);
        BROKER.send("exact-in", readings(500, 1000));
        Gate.awaitHeld();
        TestBroker.await(() -> ids("exact-out", "read_uncommitted").size() > 500);
        Gate.failNow();
        TestBroker.await(() ->
                Gate.passed() >= 1000 && ids("exact-out", "read_uncommitted").contains(750L));
        job.stopWithSavepoint(false, folder.toUri().toString(), SavepointFormatType.CANONICAL)
                .get();

        assertThat(ids("exact-out")).isEqualTo(range(0, 1000));
        assertThat(ids("exact-out", "read_uncommitted"))
                .as("what was written before the failure is still there, aborted")
                .hasSizeGreaterThan(1000);
        Map<String, Long> transactions = TestBroker.get(
                        BROKER.admin().listTransactions().all())
                .stream()
                .map(listing -> listing.transactionalId().replaceFirst("-\\d+-\\d+$", ""))
                .collect(Collectors.groupingBy(id -> id, Collectors.counting()));
        assertThat(transactions).containsKeys("exact-results", "exact-dead-letters");
    }

    @Test
    void offsetsThatTheBrokerHasDeletedGoOnWithTheEarliestLeft(@TempDir Path folder) throws Exception {
        BROKER.createTopic("gone-in", 1);
        BROKER.send("gone-in", readings(0, 10));
        JobClient job = RelayJob.on(BROKER, "gone-in", "gone-out")
                .with("source.kafka.start", "timestamp")
                .with("source.kafka.start-timestamp", "2026-01-01T00:00:00Z")
                .start(CLUSTER);
        TestBroker.await(() -> Gate.passed() == 10);
        String savepoint = job.stopWithSavepoint(false, folder.toUri().toString(), SavepointFormatType.CANONICAL)
                .get();
        BROKER.send("gone-in", readings(10, 20));
        TestBroker.get(BROKER.admin()
                .deleteRecords(Map.of(new TopicPartition("gone-in", 0), RecordsToDelete.beforeOffset(15)))
                .all());

        JobClient again = RelayJob.restored(savepoint, BROKER, "gone-in", "gone-out")
                .with("source.kafka.start", "timestamp")
                .with("source.kafka.start-timestamp", "2026-01-01T00:00:00Z")
                .start(CLUSTER);
        TestBroker.await(() -> ids("gone-out").size() >= 15);
        again.cancel().get();

        List<Long> expected = new ArrayList<>(range(0, 10));
        expected.addAll(range(15, 20));
        assertThat(ids("gone-out")).isEqualTo(expected);
    }
}
