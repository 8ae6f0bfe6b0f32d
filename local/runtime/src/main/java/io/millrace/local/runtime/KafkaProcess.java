package io.millrace.local.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * A Kafka broker as a JVM of its own. It outlives the JVM that started it, unless {@link #close} is called; {@link #running}
 * finds it again. Its data stays in its folder, so that it can be stopped and started again. Not thread-safe.
 */
public final class KafkaProcess implements AutoCloseable {
    private static final String NAME = "kafka";
    private static final Duration GRACE = Duration.ofSeconds(20);

    private final BrokerSpec spec;
    private final MillraceRoot root;
    private Daemon daemon;

    private KafkaProcess(BrokerSpec spec, MillraceRoot root, Daemon daemon) {
        this.spec = spec;
        this.root = root;
        this.daemon = daemon;
    }

    /**
     * Starts a broker on what its folder holds, and returns when it answers.
     *
     * @throws LocalException if one runs in that folder, a port is taken, it dies or does not answer within a minute
     */
    public static KafkaProcess start(BrokerSpec spec, MillraceRoot root) {
        if (Daemon.find(spec.home(), NAME).isPresent()) {
            throw new LocalException("a Kafka broker runs in " + spec.home() + " already");
        }
        return new KafkaProcess(spec, root, launch(spec, root));
    }

    /** The broker that runs from a folder, started by whatever JVM. */
    public static Optional<KafkaProcess> running(Path home, MillraceRoot root) {
        Path folder = home.toAbsolutePath().normalize();
        return Daemon.find(folder, NAME).map(daemon -> new KafkaProcess(readSpec(folder), root, daemon));
    }

    /** Where clients connect. */
    public String bootstrapServers() {
        return spec.bootstrapServers();
    }

    public Path home() {
        return spec.home();
    }

    public Daemon process() {
        return daemon;
    }

    /** Ends the broker in order; its data stays. */
    public void stop() {
        daemon.stop(GRACE);
    }

    /** {@code kill -9}; what was acknowledged stays. */
    public void kill() {
        daemon.kill();
    }

    /** Starts the broker again after {@link #stop} or {@link #kill}, on the same data and port. */
    public void restart() {
        if (daemon.isAlive()) {
            throw new LocalException("the Kafka broker in " + spec.home() + " runs");
        }
        daemon = launch(spec, root);
    }

    /** Ends the broker; its data stays. */
    @Override
    public void close() {
        if (daemon.isAlive()) {
            stop();
        }
    }

    private static Daemon launch(BrokerSpec spec, MillraceRoot root) {
        Path lib = root.requireFolder("local/kafka-dist/target/lib");
        BrokerData.requireFreePorts(spec);
        Path properties = BrokerData.prepare(spec);
        List<String> arguments = List.of(
                "-Xmx512m",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.net.preferIPv4Stack=true",
                "-Dlog4j2.configurationFile="
                        + root.resolve("flink-conf/log4j.properties").toUri(),
                "-cp",
                lib.resolve("*").toString(),
                "kafka.Kafka",
                properties.toString());
        Daemon daemon = Daemon.launch(spec.home(), NAME, arguments, Map.of());
        boolean started = false;
        try {
            awaitAnswer(spec, daemon);
            started = true;
            return daemon;
        } finally {
            if (!started) {
                daemon.kill();
            }
        }
    }

    private static void awaitAnswer(BrokerSpec spec, Daemon daemon) {
        boolean answers = Waiting.within(() -> !daemon.isAlive() || BrokerData.answers(spec), BrokerData.START_TIMEOUT);
        if (!answers || !daemon.isAlive()) {
            throw new LocalException("the Kafka broker " + (answers ? "died" : "did not answer")
                    + " while starting; the last lines of " + daemon.log() + ":\n" + daemon.lastLines(20));
        }
    }

    private static BrokerSpec readSpec(Path home) {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(home.resolve("server.properties"))) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the broker's properties in " + home, e);
        }
        int port = portOf(properties.getProperty("advertised.listeners", ""));
        int controllerPort = portOf(properties.getProperty("controller.quorum.voters", ""));
        return new BrokerSpec(home, port, controllerPort, Map.of());
    }

    private static int portOf(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }
}
