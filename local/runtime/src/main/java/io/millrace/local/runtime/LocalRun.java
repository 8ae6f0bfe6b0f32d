package io.millrace.local.runtime;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A JVM that runs a job's fat JAR with Flink inside, as {@link LocalJob} does, with the settings of {@code flink-conf} that
 * make sense in one JVM.
 *
 * @param home checkpoints, savepoints, temporary files and the log go below it
 * @param restPort where the web UI is to be
 * @param verbose whether the console shows what is logged, and stack traces
 */
public record LocalRun(Path home, int restPort, boolean verbose) {
    private static final int PREFERRED_PORT = 8081;
    // The rest of config.yaml is about processes and addresses, of which a local run has none.
    private static final List<String> KEPT =
            List.of("state.", "execution.", "restart-strategy.", "pipeline.", "heartbeat.", "classloader.", "metrics.");

    public LocalRun {
        home = home.toAbsolutePath().normalize();
    }

    /** With the web UI on port 8081 if that is free, otherwise on another one. */
    public static LocalRun in(Path home) {
        int port = Ports.isFree(PREFERRED_PORT) ? PREFERRED_PORT : Ports.free(1).get(0);
        return new LocalRun(home, port, false);
    }

    public LocalRun withVerbose(boolean value) {
        return new LocalRun(home, restPort, value);
    }

    public Path log() {
        return home.resolve("log/job.log");
    }

    /** The process, not started, so that the caller can redirect its streams. */
    public ProcessBuilder process(MillraceRoot root, FlinkDistribution flink, Path jar, List<String> jobArguments) {
        List<String> command = new ArrayList<>();
        command.add(Daemon.javaBinary());
        Map<String, Object> config = FlatConfig.read(root.resolve("flink-conf/config.yaml"));
        command.addAll(JvmParameters.words(String.valueOf(config.getOrDefault("env.java.opts.all", ""))));
        command.add("-Djava.net.preferIPv4Stack=true");
        command.add("-Dlog.file=" + log());
        command.add("-Dlog4j.configurationFile="
                + root.resolve("flink-conf/log4j-cli.properties").toUri());
        if (verbose) {
            command.add("-Dmillrace.verbose=true");
            command.add("-Dmillrace.console.level=INFO");
        }
        command.add("-cp");
        command.add(String.join(File.pathSeparator, flink.classPath(), ownClasses(), jar.toString()));
        command.add(LocalJob.class.getName());
        command.add(jar.toString());
        command.addAll(jobArguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(flink.environment());
        builder.environment().put(LocalJob.OPTIONS_VARIABLE, text(options(config)));
        return builder;
    }

    private Properties options(Map<String, Object> config) {
        Properties options = new Properties();
        config.forEach((key, value) -> {
            if (KEPT.stream().anyMatch(key::startsWith)) {
                options.setProperty(key, String.valueOf(value));
            }
        });
        options.setProperty("rest.address", "localhost");
        options.setProperty("rest.bind-address", "localhost");
        options.setProperty("rest.port", String.valueOf(restPort));
        options.setProperty("rest.bind-port", String.valueOf(restPort));
        options.setProperty("jobmanager.bind-host", "localhost");
        options.setProperty("taskmanager.bind-host", "localhost");
        options.setProperty("taskmanager.host", "localhost");
        options.setProperty(
                "execution.checkpointing.dir", folder("checkpoints").toUri().toString());
        options.setProperty(
                "execution.checkpointing.savepoint-dir",
                folder("savepoints").toUri().toString());
        options.setProperty("io.tmp.dirs", folder("tmp").toString());
        // There is no Kerberos to get tokens from, and Flink warns when it gets none.
        options.setProperty("security.delegation.tokens.enabled", "false");
        // Someone sits in front of it: a job that keeps failing is to end and say why.
        options.setProperty("restart-strategy.exponential-delay.attempts-before-reset-backoff", "5");
        options.setProperty("restart-strategy.exponential-delay.max-backoff", "5 s");
        return options;
    }

    private Path folder(String name) {
        try {
            return Files.createDirectories(home.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + home.resolve(name), e);
        }
    }

    private static String text(Properties properties) {
        StringWriter text = new StringWriter();
        try {
            properties.store(text, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static String ownClasses() {
        try {
            return Path.of(LocalRun.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new LocalException("cannot find the JAR of " + LocalRun.class, e);
        }
    }
}
