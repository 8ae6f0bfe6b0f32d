package io.millrace.local.runtime;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka broker in this JVM: for tests and demonstrations. It can be stopped and started again on the same data and
 * port. Not thread-safe.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private final BrokerSpec spec;
    // Not an API of Kafka's, which offers none for this; the tests run it and would notice a change.
    private @Nullable KafkaRaftServer server;

    private EmbeddedKafka(BrokerSpec spec) {
        this.spec = spec;
    }

    /**
     * Starts a broker on what its folder holds, and returns when it answers.
     *
     * @throws LocalException if a port is taken, or it does not answer within a minute
     */
    public static EmbeddedKafka start(BrokerSpec spec) {
        EmbeddedKafka kafka = new EmbeddedKafka(spec);
        kafka.start();
        return kafka;
    }

    /** Where clients connect. */
    public String bootstrapServers() {
        return spec.bootstrapServers();
    }

    /** Starts the broker again after {@link #stop}; does nothing while it runs. */
    public void start() {
        if (server != null) {
            return;
        }
        // Kafka halts the JVM when it cannot listen: look first.
        BrokerData.requireFreePorts(spec);
        BrokerData.prepare(spec);
        KafkaRaftServer starting = new KafkaRaftServer(new KafkaConfig(spec.properties(), false), Time.SYSTEM);
        server = starting;
        boolean started = false;
        try {
            starting.startup();
            Waiting.until(
                    () -> BrokerData.answers(spec),
                    BrokerData.START_TIMEOUT,
                    () -> "the Kafka broker on port " + spec.port() + " did not answer");
            started = true;
        } finally {
            if (!started) {
                stop();
            }
        }
    }

    /** Stops the broker; its data stays. Does nothing if it is stopped. */
    public void stop() {
        KafkaRaftServer stopping = server;
        if (stopping != null) {
            server = null;
            stopping.shutdown();
            stopping.awaitShutdown();
        }
    }

    /** Stops the broker; its data stays. */
    @Override
    public void close() {
        stop();
    }
}
