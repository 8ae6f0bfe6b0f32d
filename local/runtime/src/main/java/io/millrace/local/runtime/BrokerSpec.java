package io.millrace.local.runtime;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A Kafka broker with its controller in one process, on loopback, without replicas.
 *
 * @param home the folder of the broker: its data is kept in {@code data} below it
 * @param port where clients connect
 * @param controllerPort where the broker finds its own controller
 * @param options broker properties on top of those of {@link #properties}
 */
public record BrokerSpec(Path home, int port, int controllerPort, Map<String, String> options) {

    public BrokerSpec {
        home = home.toAbsolutePath().normalize();
        options = Map.copyOf(options);
    }

    /** A broker on free ports. */
    public static BrokerSpec in(Path home) {
        List<Integer> ports = Ports.free(2);
        return new BrokerSpec(home, ports.get(0), ports.get(1), Map.of());
    }

    /** A broker on a given port. */
    public static BrokerSpec in(Path home, int port) {
        return new BrokerSpec(home, port, Ports.free(1).get(0), Map.of());
    }

    /** One more broker property; it wins over the others. */
    public BrokerSpec with(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(options);
        more.put(key, value);
        return new BrokerSpec(home, port, controllerPort, more);
    }

    public String bootstrapServers() {
        return "localhost:" + port;
    }

    Path data() {
        return home.resolve("data");
    }

    /** The broker's {@code server.properties}. */
    Map<String, String> properties() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("process.roles", "broker,controller");
        all.put("node.id", "1");
        all.put("controller.quorum.voters", "1@localhost:" + controllerPort);
        all.put("controller.listener.names", "CONTROLLER");
        all.put("inter.broker.listener.name", "PLAINTEXT");
        all.put("listeners", "PLAINTEXT://localhost:" + port + ",CONTROLLER://localhost:" + controllerPort);
        all.put("advertised.listeners", "PLAINTEXT://localhost:" + port);
        all.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        all.put("log.dirs", data().toString());
        all.put("auto.create.topics.enable", "false");
        // The longest transaction an exactly-once sink may ask for.
        all.put("transaction.max.timeout.ms", "900000");
        for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            all.put(topic + ".replication.factor", "1");
            all.put(topic + ".num.partitions", "4");
        }
        all.put("transaction.state.log.min.isr", "1");
        all.put("share.coordinator.state.topic.min.isr", "1");
        // Recorded streams carry old timestamps, generated ones may run ahead: neither is a reason to drop or refuse
        // records.
        all.put("log.retention.ms", "-1");
        all.put("log.message.timestamp.after.max.ms", String.valueOf(Long.MAX_VALUE));
        // One broker, a handful of topics: small buffers and no waiting for group members that do not come.
        all.put("log.cleaner.dedupe.buffer.size", "4194304");
        // A broker that comes back after kill -9 may wait until its former self is given up; a busy machine needs some
        // slack.
        all.put("broker.heartbeat.interval.ms", "1000");
        all.put("broker.session.timeout.ms", "6000");
        all.put("group.initial.rebalance.delay.ms", "0");
        all.put("group.coordinator.rebalance.protocols", "classic,consumer");
        all.putAll(options);
        return all;
    }
}
