package io.millrace.local.example;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what the job writes, as any consumer would: counts predictions, and keeps the last figures. */
final class JobFigures extends Thread {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String evaluations;
    private final Map<String, Long> counts = new HashMap<>();
    private final Map<String, JsonNode> latest = new HashMap<>();

    /** @param topics one partition each */
    JobFigures(String bootstrapServers, List<String> topics, String evaluations) {
        super("figures");
        this.evaluations = evaluations;
        Properties properties = new Properties();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(
                topics.stream().map(topic -> new TopicPartition(topic, 0)).toList());
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
            Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                poll();
            }
        } finally {
            consumer.close();
        }
    }

    private void poll() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
            add(record);
        }
    }

    private synchronized void add(ConsumerRecord<byte[], byte[]> record) {
        counts.merge(record.topic(), 1L, Long::sum);
        if (record.topic().equals(evaluations)) {
            try {
                JsonNode figures = JSON.readTree(record.value());
                latest.put(figures.path("horizon").asText(), figures);
            } catch (IOException e) {
                throw new IllegalStateException("the job wrote something that is not JSON", e);
            }
        }
    }

    /** Reads what has been written until now, and ends. */
    void finish() throws InterruptedException {
        consumer.wakeup();
        join();
    }

    /** How many records a topic has had. */
    synchronized long count(String topic) {
        return counts.getOrDefault(topic, 0L);
    }

    /** The last value of a figure; NaN where there is none. */
    synchronized double figure(String horizon, String name) {
        JsonNode figures = latest.get(horizon);
        return figures == null ? Double.NaN : figures.path(name).asDouble(Double.NaN);
    }
}
