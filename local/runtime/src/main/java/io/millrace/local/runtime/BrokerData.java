package io.millrace.local.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/** What a broker needs on disk before it starts, and whether it answers after. */
final class BrokerData {
    static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private BrokerData() {}

    /** Writes the properties file and formats the data folder unless it is formatted; returns the properties file. */
    static Path prepare(BrokerSpec spec) {
        Path file = spec.home().resolve("server.properties");
        try {
            Files.createDirectories(spec.data());
            Properties properties = new Properties();
            properties.putAll(spec.properties());
            try (OutputStream out = Files.newOutputStream(file)) {
                properties.store(out, null);
            }
        } catch (IOException e) {
            throw new LocalException("cannot prepare the broker's folder " + spec.home() + ": " + e.getMessage(), e);
        }
        if (!Files.exists(spec.data().resolve("meta.properties"))) {
            format(file);
        }
        return file;
    }

    static void requireFreePorts(BrokerSpec spec) {
        for (int port : new int[] {spec.port(), spec.controllerPort()}) {
            if (!Ports.isFree(port)) {
                throw new LocalException("port " + port + " is in use; choose another one");
            }
        }
    }

    /** Whether the broker answers clients. */
    static boolean answers(BrokerSpec spec) {
        if (!Ports.isServed(spec.port())) {
            return false;
        }
        Map<String, Object> config = Map.of(
                "bootstrap.servers", spec.bootstrapServers(),
                "request.timeout.ms", 2000,
                "default.api.timeout.ms", 3000);
        try (Admin admin = Admin.create(config)) {
            return !admin.describeCluster().nodes().get(3, TimeUnit.SECONDS).isEmpty();
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalException("interrupted while waiting for the broker", e);
        }
    }

    // The tool's arguments are Kafka's documented way to format a folder; the class is what kafka-storage.sh calls.
    private static void format(Path properties) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        String[] command = {"format", "-t", Uuid.randomUuid().toString(), "-c", properties.toString()};
        int exit = StorageTool.execute(command, new PrintStream(printed, true, StandardCharsets.UTF_8));
        if (exit != 0) {
            throw new LocalException("Kafka cannot format the folder of " + properties + ": "
                    + printed.toString(StandardCharsets.UTF_8).strip());
        }
    }
}
