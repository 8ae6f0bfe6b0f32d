package io.millrace.local.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaIT {
    private static final MillraceRoot ROOT = MillraceRoot.find();

    @TempDir
    Path home;

    @Test
    void brokerOfItsOwnKeepsItsDataWhenStoppedAndWhenKilled() throws Exception {
        BrokerSpec spec = BrokerSpec.in(home);
        try (KafkaProcess kafka = KafkaProcess.start(spec, ROOT)) {
            createTopic(kafka.bootstrapServers());
            transact(kafka.bootstrapServers(), "a");

            kafka.stop();
            assertThat(kafka.process().isAlive()).isFalse();
            kafka.restart();
            transact(kafka.bootstrapServers(), "b");

            kafka.kill();
            KafkaProcess again = KafkaProcess.start(spec, ROOT);
            try (again) {
                assertThat(committed(spec.bootstrapServers(), 2)).containsExactly("a", "b");
                KafkaProcess found = KafkaProcess.running(home, ROOT).orElseThrow();
                assertThat(found.bootstrapServers()).isEqualTo(spec.bootstrapServers());
                assertThatThrownBy(() -> KafkaProcess.start(spec, ROOT)).hasMessageContaining("already");
            }
            assertThat(ProcessHandle.of(again.process().pid())).isEmpty();
        }
        assertThat(KafkaProcess.running(home, ROOT)).isEmpty();
    }

    @Test
    void brokerInThisJvmKeepsItsDataWhenStopped() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(BrokerSpec.in(home))) {
            createTopic(kafka.bootstrapServers());
            transact(kafka.bootstrapServers(), "a");
            kafka.stop();
            kafka.start();
            transact(kafka.bootstrapServers(), "b");
            assertThat(committed(kafka.bootstrapServers(), 2)).containsExactly("a", "b");
        }
    }

    private static void createTopic(String servers) throws Exception {
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", servers))) {
            admin.createTopics(List.of(new NewTopic("t", 1, (short) 1))).all().get(30, TimeUnit.SECONDS);
        }
    }

    // With a transaction as long as an exactly-once sink asks for, and a timestamp of long ago.
    private static void transact(String servers, String value) throws Exception {
        Map<String, Object> config =
                Map.of("bootstrap.servers", servers, "transactional.id", "x", "transaction.timeout.ms", "900000");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("t", 0, 1L, null, value)).get(30, TimeUnit.SECONDS);
            producer.commitTransaction();
        }
    }

    private static List<String> committed(String servers, int count) {
        Map<String, Object> config = Map.of("bootstrap.servers", servers, "isolation.level", "read_committed");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition("t", 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            List<String> values = new ArrayList<>();
            Waiting.until(
                    () -> {
                        consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
                        return values.size() >= count;
                    },
                    Duration.ofSeconds(30),
                    () -> "only " + values + " came");
            return values;
        }
    }
}
