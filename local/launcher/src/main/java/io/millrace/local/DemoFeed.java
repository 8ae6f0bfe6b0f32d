package io.millrace.local;

import io.millrace.connectors.generator.FlowCounts;
import io.millrace.connectors.generator.FlowGenerator;
import io.millrace.connectors.generator.FlowSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends flows to a topic as they happen: a day in the demo's length, bursts, an outage, late and damaged ones. */
final class DemoFeed extends Thread {
    static final int DEVICES = 50;
    static final int CUT_OFF = 5;
    static final Duration DISORDER = Duration.ofMillis(400);
    private static final Duration LATE_BY = Duration.ofSeconds(9);

    private final String topic;
    private final KafkaProducer<byte[], byte[]> producer;
    private final FlowGenerator flows;
    private final long lengthNanos;
    private volatile boolean ending;
    private volatile long sent;

    DemoFeed(String bootstrapServers, String topic, Duration length, int rate, long startMillis) {
        super("feed");
        this.topic = topic;
        lengthNanos = length.toNanos();
        FlowSpec spec = FlowSpec.builder()
                .devices(DEVICES)
                .rate(rate)
                .seed(2026)
                .day(length, 0.5)
                .bursts(0.3, 6)
                .outage(length.multipliedBy(2).dividedBy(5), length.dividedBy(5), CUT_OFF)
                .disorder(0.1, DISORDER)
                .late(0.005, LATE_BY)
                .malformed(0.01)
                .build();
        flows = new FlowGenerator(spec, startMillis);
        Properties properties = new Properties();
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, "5");
        producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public void run() {
        long start = System.nanoTime();
        try (producer) {
            while (!ending && flows.nextSendOffsetNanos() < lengthNanos) {
                long wait = start + flows.nextSendOffsetNanos() - System.nanoTime();
                if (wait > 0) {
                    LockSupport.parkNanos(Math.min(wait, 50_000_000));
                    continue;
                }
                flows.next();
                byte[] key = flows.deviceName().getBytes(StandardCharsets.UTF_8);
                producer.send(new ProducerRecord<>(topic, key, flows.bytes()));
                sent++;
            }
        }
    }

    /** Sends no more; what was sent reaches the topic. */
    void end() {
        ending = true;
    }

    long sent() {
        return sent;
    }

    /** What was sent, once the thread has ended. */
    FlowCounts counts() {
        return flows.counts();
    }
}
