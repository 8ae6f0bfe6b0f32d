package io.millrace.local.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What a cluster is to look like.
 *
 * @param home the folder of the cluster: configuration, logs, process ids, checkpoints and savepoints go below it
 * @param taskManagers how many TaskManagers, 1 to 64
 * @param slots slots of each TaskManager, 1 to 1024
 * @param restPort the port of the web UI and REST; a free one is picked where it is empty
 * @param options Flink's options on top of {@code flink-conf/config.yaml}
 * @param startTimeout how long the cluster may take until all TaskManagers are registered
 */
public record ClusterSpec(
        Path home,
        int taskManagers,
        int slots,
        OptionalInt restPort,
        Map<String, String> options,
        Duration startTimeout) {

    public ClusterSpec {
        home = home.toAbsolutePath().normalize();
        requireBetween("taskmanagers", taskManagers, 1, 64);
        requireBetween("slots", slots, 1, 1024);
        restPort.ifPresent(port -> requireBetween("port", port, 1, 65535));
        options = Map.copyOf(options);
    }

    /** One TaskManager with two slots, a free port, and a minute and a half to start. */
    public static ClusterSpec in(Path home) {
        return new ClusterSpec(home, 1, 2, OptionalInt.empty(), Map.of(), Duration.ofSeconds(90));
    }

    public ClusterSpec withTaskManagers(int count) {
        return new ClusterSpec(home, count, slots, restPort, options, startTimeout);
    }

    public ClusterSpec withSlots(int count) {
        return new ClusterSpec(home, taskManagers, count, restPort, options, startTimeout);
    }

    public ClusterSpec withRestPort(int port) {
        return new ClusterSpec(home, taskManagers, slots, OptionalInt.of(port), options, startTimeout);
    }

    public ClusterSpec withStartTimeout(Duration timeout) {
        return new ClusterSpec(home, taskManagers, slots, restPort, options, timeout);
    }

    /** One more option of Flink's; it wins over {@code flink-conf/config.yaml}. */
    public ClusterSpec with(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(options);
        more.put(key, value);
        return new ClusterSpec(home, taskManagers, slots, restPort, more, startTimeout);
    }

    private static void requireBetween(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be from " + min + " to " + max + ", not " + value);
        }
    }
}
