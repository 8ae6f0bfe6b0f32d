package io.millrace.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
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
            double max,
            double lossRate,
            double delayP99) {}

    private record Window(String device, String start) {}

    private record Counted(long count, long lost) {}

    private final String results;
    private final String late;
    private final String deadLetters;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, Row> rows = new TreeMap<>();
    private final Map<Window, Counted> windows = new HashMap<>();
    private final List<Long> latencies = new ArrayList<>();
    private long resultCount;
    private long lateCount;
    private long deadLetterCount;
    private boolean measuring = true;

    DemoView(String bootstrapServers, String results, String late, String deadLetters) {
        super("view");
        this.results = results;
        this.late = late;
        this.deadLetters = deadLetters;
        Properties properties = new Properties();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : List.of(results, late, deadLetters)) {
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
            lateCount++;
        } else if (record.topic().equals(deadLetters)) {
            deadLetterCount++;
        } else if (record.topic().equals(results)) {
            addResult(record.value());
        }
    }

    private void addResult(byte[] value) {
        JsonNode result;
        try {
            result = JSON.readTree(value);
        } catch (IOException e) {
            throw new IllegalStateException("the results' topic holds something that is not JSON", e);
        }
        resultCount++;
        Instant end = Instant.parse(result.path("window_end").asText());
        String device = result.path("device").asText();
        if (measuring && result.path("update").asLong() == 0) {
            latencies.add(Math.max(0, System.currentTimeMillis() - end.toEpochMilli()));
        }
        windows.put(
                new Window(device, result.path("window_start").asText()),
                new Counted(result.path("count").asLong(), result.path("lost").asLong()));
        Row row = new Row(
                device,
                end,
                result.path("count").asLong(),
                result.path("total").asDouble(),
                result.path("average").asDouble(),
                result.path("max_value").asDouble(),
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

    /** Records in windows, each window by its last result. */
    synchronized long windowed() {
        return windows.values().stream().mapToLong(Counted::count).sum();
    }

    /** Sequence numbers that did not come, each window by its last result. */
    synchronized long lost() {
        return windows.values().stream().mapToLong(Counted::lost).sum();
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
