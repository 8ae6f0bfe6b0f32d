package io.millrace.local.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A job to be submitted by Flink's own command-line client, in a JVM of its own: the job's main method runs there, so that a
 * job that refuses its options harms nobody.
 *
 * @param jar the job's fat JAR, with its main class in the manifest
 * @param parallelism the cluster's default where empty
 * @param savepoint where the job continues from
 * @param arguments the job's own
 */
public record JobSubmission(Path jar, OptionalInt parallelism, Optional<String> savepoint, List<String> arguments) {
    private static final Pattern SUBMITTED = Pattern.compile("submitted with JobID ([0-9a-f]{32})");

    public JobSubmission {
        arguments = List.copyOf(arguments);
    }

    public static JobSubmission of(Path jar, String... arguments) {
        return new JobSubmission(jar, OptionalInt.empty(), Optional.empty(), List.of(arguments));
    }

    public JobSubmission withParallelism(int value) {
        return new JobSubmission(jar, OptionalInt.of(value), savepoint, arguments);
    }

    public JobSubmission fromSavepoint(String path) {
        return new JobSubmission(jar, parallelism, Optional.of(path), arguments);
    }

    /**
     * Submits the job and returns its id; does not wait until it runs.
     *
     * @throws LocalException with the root cause in one line if the job's main method or the cluster refuses
     */
    public String to(FlinkCluster cluster, MillraceRoot root) {
        if (!Files.isRegularFile(jar)) {
            throw new LocalException("no such JAR: " + jar);
        }
        ProcessBuilder builder = new ProcessBuilder(command(cluster, root)).redirectErrorStream(true);
        builder.environment().putAll(cluster.distribution().environment());
        builder.environment().put("FLINK_CONF_DIR", cluster.confDir().toString());
        String output;
        try {
            Process client = builder.start();
            client.getOutputStream().close();
            output = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run Flink's client", e);
        }
        Matcher submitted = SUBMITTED.matcher(output);
        if (!submitted.find()) {
            throw new LocalException(
                    "the job was not submitted: " + RootCause.of(output).orElse(lastLine(output)));
        }
        return submitted.group(1);
    }

    private List<String> command(FlinkCluster cluster, MillraceRoot root) {
        List<String> command = new ArrayList<>();
        command.add(Daemon.javaBinary());
        command.addAll(cluster.javaOptions());
        command.add("-Djava.net.preferIPv4Stack=true");
        command.add("-Dlog.file=" + cluster.home().resolve("log/client.log"));
        command.add("-Dlog4j.configurationFile="
                + root.resolve("flink-conf/log4j-cli.properties").toUri());
        command.addAll(List.of("-cp", cluster.distribution().classPath(), "org.apache.flink.client.cli.CliFrontend"));
        command.addAll(List.of("run", "--detached"));
        parallelism.ifPresent(value -> command.addAll(List.of("--parallelism", String.valueOf(value))));
        savepoint.ifPresent(path -> command.addAll(List.of("--fromSavepoint", path)));
        command.add(jar.toAbsolutePath().toString());
        command.addAll(arguments);
        return command;
    }

    private static String lastLine(String output) {
        return output.lines()
                .filter(line -> !line.isBlank())
                .reduce((a, b) -> b)
                .orElse("Flink's client said nothing");
    }
}
