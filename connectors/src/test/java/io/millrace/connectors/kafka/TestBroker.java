package io.millrace.connectors.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.flink.util.FileUtils;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Time;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A real broker on loopback in this JVM, shared by all test classes, and clients that speak to it. */
final class TestBroker implements BeforeAllCallback {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    /** What the broker allows a transaction. */
    static final Duration MAX_TRANSACTION_TIMEOUT = Duration.ofMinutes(15);

    private Running running;

    @Override
    public void beforeAll(ExtensionContext context) {
        running = context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .getOrComputeIfAbsent(Running.class, type -> Running.start(), Running.class);
    }

    private record Running(KafkaRaftServer server, Path folder, String address, Admin admin) implements AutoCloseable {
        static Running start() {
            try {
                Path folder = Files.createTempDirectory("millrace-kafka");
                int port = freePort();
                Map<String, String> properties = properties(folder, port, freePort());
                format(folder, properties);
                KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
                server.startup();
                String address = "localhost:" + port;
                return new Running(server, folder, address, Admin.create(Map.of("bootstrap.servers", address)));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        private static int freePort() throws IOException {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            }
        }

        private static Map<String, String> properties(Path folder, int port, int controllerPort) {
            Map<String, String> all = new HashMap<>();
            all.put("process.roles", "broker,controller");
            all.put("node.id", "1");
            all.put("controller.quorum.voters", "1@localhost:" + controllerPort);
            all.put("controller.listener.names", "CONTROLLER");
            all.put("listeners", "PLAINTEXT://localhost:" + port + ",CONTROLLER://localhost:" + controllerPort);
            all.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
            all.put("log.dirs", folder.resolve("data").toString());
            all.put("auto.create.topics.enable", "false");
            all.put("num.partitions", "2");
            all.put("transaction.max.timeout.ms", String.valueOf(MAX_TRANSACTION_TIMEOUT.toMillis()));
            for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
                all.put(topic + ".replication.factor", "1");
                all.put(topic + ".num.partitions", "2");
            }
            all.put("transaction.state.log.min.isr", "1");
            all.put("share.coordinator.state.topic.min.isr", "1");
            all.put("log.retention.ms", "-1");
            all.put("log.cleaner.dedupe.buffer.size", "4194304");
            all.put("group.initial.rebalance.delay.ms", "0");
            return all;
        }

        private static void format(Path folder, Map<String, String> properties) throws IOException {
            Path file = folder.resolve("server.properties");
            Properties stored = new Properties();
            stored.putAll(properties);
            try (OutputStream out = Files.newOutputStream(file)) {
                stored.store(out, null);
            }
            ByteArrayOutputStream printed = new ByteArrayOutputStream();
            String[] command = {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()};
            assertThat(StorageTool.execute(command, new PrintStream(printed, true, UTF_8)))
                    .as(printed.toString(UTF_8))
                    .isZero();
        }

        @Override
        public void close() throws IOException {
            admin.close();
            server.shutdown();
            server.awaitShutdown();
            FileUtils.deleteDirectory(folder.toFile());
        }
    }

    String address() {
        return running.address();
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

    static <T> T get(org.apache.kafka.common.KafkaFuture<T> future) {
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
        send(java.util.Arrays.stream(values).map(v -> valueOf(topic, v)).toList());
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
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for " + DEADLINE).isLessThan(deadline);
            Thread.onSpinWait();
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
        }
    }
}
