package io.millrace.connectors.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.local.runtime.BrokerSpec;
import io.millrace.local.runtime.EmbeddedKafka;
import io.millrace.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.apache.flink.util.FileUtils;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A real broker on loopback in this JVM, shared by all test classes, and clients that speak to it. */
final class TestBroker implements BeforeAllCallback {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    /** Of topics that are created without a number. */
    static final int DEFAULT_PARTITIONS = 2;

    private Running running;

    @Override
    public void beforeAll(ExtensionContext context) {
        running = context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .getOrComputeIfAbsent(Running.class, type -> Running.start(), Running.class);
    }

    private record Running(EmbeddedKafka broker, Path folder, Admin admin) implements AutoCloseable {
        static Running start() {
            try {
                Path folder = Files.createTempDirectory("millrace-kafka");
                EmbeddedKafka broker =
                        EmbeddedKafka.start(BrokerSpec.in(folder).with("num.partitions", "" + DEFAULT_PARTITIONS));
                return new Running(
                        broker, folder, Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers())));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            admin.close();
            broker.close();
            FileUtils.deleteDirectory(folder.toFile());
        }
    }

    String address() {
        return running.broker().bootstrapServers();
    }

    Admin admin() {
        return running.admin();
    }

    void createTopic(String topic, int partitions) {
        get(admin().createTopics(List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty())))
                .all());
    }

    Map<String, Integer> partitionsByTopic() {
        Map<String, Integer> found = new HashMap<>();
        get(admin().describeTopics(get(admin().listTopics().names())).allTopicNames())
                .forEach((name, topic) -> found.put(name, topic.partitions().size()));
        return found;
    }

    /** Offsets committed for a group, summed over partitions. */
    long committed(String group) {
        return get(admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()).values().stream()
                .mapToLong(offset -> offset.offset())
                .sum();
    }

    static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>(more);
        config.put("bootstrap.servers", address());
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    void send(Collection<ProducerRecord<byte[], byte[]>> records) {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            records.forEach(producer::send);
        }
    }

    void send(String topic, String... values) {
        send(Arrays.stream(values).map(v -> valueOf(topic, v)).toList());
    }

    static ProducerRecord<byte[], byte[]> valueOf(String topic, String value) {
        return new ProducerRecord<>(topic, value.getBytes(UTF_8));
    }

    /** All that is visible now. */
    List<ConsumerRecord<byte[], byte[]>> read(String topic, String isolation) {
        Map<String, Object> config = Map.of("bootstrap.servers", address(), "isolation.level", isolation);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(p -> new TopicPartition(topic, p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
            await(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(all::add);
                return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
            });
            return all;
        }
    }

    List<String> values(String topic) {
        return read(topic, "read_committed").stream()
                .map(record -> new String(record.value(), UTF_8))
                .toList();
    }

    static void await(BooleanSupplier condition) {
        Await.until("what the test waits for", DEADLINE, condition);
    }
}
