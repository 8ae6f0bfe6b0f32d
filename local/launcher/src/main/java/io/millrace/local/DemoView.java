package io.millrace.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what the job writes, as any consumer would, and keeps what the table and the summary show. */
final class DemoView extends Thread {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A device's last window. */
    record Row(
            String device,
            Instant end,
            long count,
            double total,
            double average,
            double p99,
            double lossRate,
            double delayP99) {}

    private record Window(String device, String definition, String start) {}

    private record Talker(String device, Instant end, double total) {}

    private record Counted(long count, long lost) {}

    private final String results;
    private final String late;
    private final String top;
    private final String deadLetters;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, Row> rows = new TreeMap<>();
    private final Map<Window, Counted> windows = new HashMap<>();
    private final TreeMap<Long, Talker> talkers = new TreeMap<>();
    private final List<Long> latencies = new ArrayList<>();
    private long resultCount;
    private long lateCount;
    private long deadLetterCount;
    private boolean measuring = true;

    DemoView(String bootstrapServers, String results) {
        super("view");
        this.results = results;
        late = results + ".late";
        top = results + ".top";
        deadLetters = results + ".dead-letters";
        Properties properties = new Properties();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : List.of(results, late, top, deadLetters)) {
            consumer.partitionsFor(topic).forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
        }
        consumer.assign(partitions);
        setDaemon(true);
    }

    @Override
    public void run() {
        try {
            while (true) {
                poll();
            }
        } catch (WakeupException e) {
            // Asked to end: what is there by now still counts.
            readToEnd();
        } finally {
            consumer.close();
        }
    }

    private void poll() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
            add(record);
        }
    }

    private void readToEnd() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            poll();
        }
    }

    /** Reads what has been written until now, and ends. */
    void finish() throws InterruptedException {
        consumer.wakeup();
        join();
    }

    private synchronized void add(ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().equals(late)) {
            // A long window may still have taken what is late for the short ones; or it says so in a record of its own.
            lateCount += parse(record.value()).path("window").asText().equals(Demo.WINDOW) ? 1 : 0;
        } else if (record.topic().equals(deadLetters)) {
            deadLetterCount++;
        } else if (record.topic().equals(results)) {
            addResult(parse(record.value()));
        } else if (record.topic().equals(top)) {
            addTalker(parse(record.value()));
        }
    }

    private static JsonNode parse(byte[] value) {
        try {
            return JSON.readTree(value);
        } catch (IOException e) {
            throw new IllegalStateException("the job wrote something that is not JSON", e);
        }
    }

    /** Ranks come from several partitions: of each the latest counts. */
    private void addTalker(JsonNode row) {
        Instant end = Instant.parse(row.path("window_end").asText());
        // Windows that end in time to come are cut off by the demo's end.
        if (!row.path("window").asText().equals(Demo.LONG_WINDOW) || end.isAfter(Instant.now())) {
            return;
        }
        long rank = row.path("rank").asLong();
        Talker talker =
                new Talker(row.path("device").asText(), end, row.path("total").asDouble());
        talkers.merge(rank, talker, (old, fresh) -> fresh.end().isBefore(old.end()) ? old : fresh);
    }

    private void addResult(JsonNode result) {
        resultCount++;
        Instant end = Instant.parse(result.path("window_end").asText());
        String device = result.path("device").asText();
        if (measuring && result.path("update").asLong() == 0) {
            latencies.add(Math.max(0, System.currentTimeMillis() - end.toEpochMilli()));
        }
        windows.put(
                new Window(
                        device,
                        result.path("window").asText(),
                        result.path("window_start").asText()),
                new Counted(result.path("count").asLong(), result.path("lost").asLong()));
        if (!result.path("window").asText().equals(Demo.WINDOW)) {
            return;
        }
        Row row = new Row(
                device,
                end,
                result.path("count").asLong(),
                result.path("total").asDouble(),
                result.path("average").asDouble(),
                result.path("p99").asDouble(),
                result.path("loss_rate").asDouble(),
                result.path("delay_p99_ms").asDouble());
        rows.merge(device, row, (old, fresh) -> fresh.end().isBefore(old.end()) ? old : fresh);
    }

    /** Each device's last window, by device. */
    synchronized List<Row> rows() {
        return List.copyOf(rows.values());
    }

    synchronized long resultCount() {
        return resultCount;
    }

    synchronized long lateCount() {
        return lateCount;
    }

    synchronized long deadLetterCount() {
        return deadLetterCount;
    }

    synchronized int windowCount() {
        return windows.size();
    }

    /** Records in the short windows, each window by its last result. */
    synchronized long windowed() {
        return shortWindows().mapToLong(Counted::count).sum();
    }

    /** Sequence numbers that did not come, each of the short windows by its last result. */
    synchronized long lost() {
        return shortWindows().mapToLong(Counted::lost).sum();
    }

    private Stream<Counted> shortWindows() {
        return windows.entrySet().stream()
                .filter(entry -> entry.getKey().definition().equals(Demo.WINDOW))
                .map(Map.Entry::getValue);
    }

    /** The devices with the most bytes in the last of the long windows. */
    synchronized String topTalkers() {
        return talkers.isEmpty()
                ? "none yet"
                : talkers.values().stream()
                        .map(talker -> String.format(Locale.ROOT, "%s %,.0f bytes", talker.device(), talker.total()))
                        .collect(Collectors.joining(", "));
    }

    /** Measures latency no more: without a feed, time goes on only when the job ends. */
    synchronized void endMeasuring() {
        measuring = false;
    }

    /** Milliseconds from a window's end until its result was read; 0 while there are none. */
    synchronized long latencyMillis(double share) {
        if (latencies.isEmpty()) {
            return 0;
        }
        List<Long> sorted = latencies.stream().sorted().toList();
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }
}
