package io.millrace.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.common.job.JobOptions;
import io.millrace.common.job.Jobs;
import io.millrace.common.options.Settings;
import io.millrace.jobs.traffic.TrafficMonitorJob;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.junit.jupiter.api.Test;

/** What can be said of image and compose file without a Docker engine. */
final class DockerTest {
    private static final Path DOCKER = Tree.ROOT.resolve("docker");
    private static final String DOCKERFILE = Tree.read("docker/Dockerfile");
    private static final Map<String, Object> COMPOSE = Yaml.parse(merged(Tree.read("docker/compose.yaml")));
    private static final Set<String> FLINK_KEYS = FlinkKeys.all();
    /** Keys whose last part is a name that the user gives are declared by Flink as maps, or not at all. */
    private static final Pattern NAMED = Pattern.compile("metrics\\.reporter\\..*");

    /** The YAML library does not know merge keys, which compose files use. */
    private static String merged(String text) {
        return text.replace("<<: *flink", "merge: *flink");
    }

    private static Map<String, Object> services() {
        return Yaml.map(COMPOSE, "services");
    }

    @Test
    void flinkConfigHasOnlyKeysThatFlinkKnows() {
        Set<String> keys =
                Yaml.flat(Yaml.parse(Tree.read("flink-conf/config.yaml"))).keySet();

        assertThat(FLINK_KEYS).hasSizeGreaterThan(300).contains("execution.checkpointing.interval", "rest.port");
        assertThat(keys).hasSizeGreaterThan(30);
        assertThat(unknown(keys)).isEmpty();
        assertThat(unknown(List.of("state.backend", "state.backend.type"))).containsExactly("state.backend");
    }

    @Test
    void containersOverrideOnlyWhatFlinkKnowsAndFlinkConfHas() {
        Set<String> ours =
                Yaml.flat(Yaml.parse(Tree.read("flink-conf/config.yaml"))).keySet();
        for (String service : List.of("jobmanager", "taskmanager")) {
            Map<String, Object> properties = properties(service);

            assertThat(properties).containsEntry("jobmanager.rpc.address", "jobmanager");
            assertThat(unknown(properties.keySet())).as(service).isEmpty();
            Set<String> bound = new TreeSet<>(properties.keySet());
            bound.removeIf(key -> !key.contains("host") && !key.contains("address"));
            assertThat(ours).as("addresses that flink-conf binds to loopback").containsAll(bound);
        }
        assertThat(properties("jobmanager"))
                .containsEntry("jobmanager.bind-host", "0.0.0.0")
                .containsEntry("rest.bind-address", "0.0.0.0");
        assertThat(properties("taskmanager"))
                .containsEntry("taskmanager.bind-host", "0.0.0.0")
                .containsEntry("taskmanager.host", "$$HOSTNAME");
    }

    @Test
    void kafkaIsSetWithPropertiesThatItKnows() {
        Map<String, Object> environment = Yaml.map(Yaml.map(services(), "kafka"), "environment");
        Set<String> known = AbstractKafkaConfig.CONFIG_DEF.names();

        assertThat(environment.keySet().stream()
                        .map(name -> name.replaceFirst("^KAFKA_", "")
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '.'))
                        .filter(name -> !known.contains(name)))
                .isEmpty();
        assertThat(environment).hasSizeGreaterThan(10);
    }

    @Test
    void filesThatAreNamedExist() {
        List<String> copied = new ArrayList<>();
        Matcher copy = Pattern.compile("(?m)^COPY (?:--\\S+ )?(.+) \\S+$").matcher(DOCKERFILE);
        while (copy.find()) {
            copied.addAll(List.of(copy.group(1).split(" ", -1)));
        }

        assertThat(copied).hasSizeGreaterThan(3).allSatisfy(source -> {
            // What Maven builds is there after the build alone; its folder is there before.
            String there = source.contains("/target/") ? source.substring(0, source.indexOf("/target/")) : source;
            assertThat(Tree.ROOT.resolve(there)).exists();
        });
        assertThat(mounts("jobmanager").stream()
                        .filter(mount -> mount.startsWith("./"))
                        .map(mount -> DOCKER.resolve(mount.substring(2, mount.indexOf(':')))))
                .isNotEmpty()
                .allMatch(Files::exists);
    }

    @Test
    void everyJobIsInTheImage() {
        for (Path module : Tree.modules()) {
            if (Tree.read(module.resolve("pom.xml")).contains("<job.main.class>")) {
                String job = module.getFileName().toString();
                assertThat(DOCKERFILE)
                        .contains("jobs/" + job + "/target/" + job + "-*-job.jar /opt/flink/usrlib/" + job + ".jar");
            }
        }
    }

    @Test
    void servicesAreHealthCheckedAndPublishedOnLoopbackAlone() {
        assertThat(services().keySet()).containsExactlyInAnyOrder("kafka", "topics", "jobmanager", "taskmanager");
        for (String name : List.of("kafka", "jobmanager", "taskmanager")) {
            assertThat(Yaml.map(services(), name)).as(name).containsKey("healthcheck");
        }
        for (String name : services().keySet()) {
            Object ports = Yaml.map(services(), name).getOrDefault("ports", List.of());
            assertThat((Collection<?>) ports)
                    .allMatch(port -> String.valueOf(port).startsWith("127.0.0.1:"));
        }
        assertThat(Yaml.map(COMPOSE, "volumes").keySet()).containsExactlyInAnyOrder("state", "topics");
    }

    @Test
    void checkpointsLieOnTheVolume() {
        Map<String, Object> flink = Yaml.flat(Yaml.parse(Tree.read("flink-conf/config.yaml")));

        assertThat(flink.get("execution.checkpointing.dir")).asString().startsWith("file:///var/lib/millrace/");
        assertThat(flink.get("execution.checkpointing.savepoint-dir"))
                .asString()
                .startsWith("file:///var/lib/millrace/");
        assertThat(mounts("jobmanager")).contains("state:/var/lib/millrace");
        assertThat(Yaml.map(Yaml.map(services(), "taskmanager"), "merge").get("volumes"))
                .isEqualTo(List.of("state:/var/lib/millrace"));
        assertThat(DOCKERFILE).contains("mkdir -p /var/lib/millrace");
    }

    @Test
    void theJobManagerStartsTheMonitorWithAConfigurationItAccepts() {
        List<?> command = (List<?>) Yaml.map(services(), "jobmanager").get("command");

        assertThat(command)
                .isEqualTo(List.of(
                        "standalone-job",
                        "--job-classname",
                        TrafficMonitorJob.class.getName(),
                        "--",
                        "--config",
                        "/opt/millrace/traffic-monitor.yaml"));
        Settings settings = Settings.parse(
                JobOptions.of(new TrafficMonitorJob()),
                "--config",
                DOCKER.resolve("traffic-monitor.yaml").toString());
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
        Jobs.wire(new TrafficMonitorJob(), settings, environment);
        assertThat(environment.getTransformations()).isNotEmpty();
    }

    private static List<String> unknown(Collection<String> keys) {
        return keys.stream()
                .filter(key -> !FLINK_KEYS.contains(key) && !NAMED.matcher(key).matches())
                .toList();
    }

    private static Map<String, Object> properties(String service) {
        String text = String.valueOf(
                Yaml.map(Yaml.map(services(), service), "environment").get("FLINK_PROPERTIES"));
        return text.lines()
                .map(line -> line.split(": ", 2))
                .collect(Collectors.toMap(parts -> parts[0].strip(), parts -> parts[1].strip()));
    }

    @SuppressWarnings("unchecked")
    private static List<String> mounts(String service) {
        return (List<String>) Yaml.map(services(), service).get("volumes");
    }
}
