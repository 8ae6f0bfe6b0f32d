package io.millrace.local.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A standalone Flink cluster on loopback: a JobManager and TaskManagers, each a JVM of its own. The processes outlive the
 * JVM that started them, unless {@link #close} is called; {@link #running} finds them again. Not thread-safe.
 */
public final class FlinkCluster implements AutoCloseable {
    private static final String JOB_MANAGER = "jobmanager";
    private static final String TASK_MANAGER_PREFIX = "tm-";
    private static final Duration GRACE = Duration.ofSeconds(15);
    private static final int PORT_ATTEMPTS = 3;

    private final Path home;
    private final FlinkDistribution distribution;
    private final Map<String, Object> config;
    private final Map<JvmParameters.Role, JvmParameters> parameters = new EnumMap<>(JvmParameters.Role.class);
    private final Thread emergencyStop = new Thread(this::killAll, "stop-half-started-cluster");

    private FlinkCluster(Path home, FlinkDistribution distribution) {
        this.home = home;
        this.distribution = distribution;
        this.config = FlatConfig.read(confDir(home).resolve("config.yaml"));
    }

    /**
     * Starts a cluster and returns when REST answers and every TaskManager is registered.
     *
     * @throws LocalException if a cluster runs in that folder, a port is taken, a process dies or the time is up; what
     *     had been started is killed
     */
    public static FlinkCluster start(ClusterSpec spec, MillraceRoot root, FlinkDistribution distribution) {
        if (!Daemon.running(spec.home()).isEmpty()) {
            throw new LocalException("a cluster runs in " + spec.home() + " already");
        }
        for (int attempt = 1; ; attempt++) {
            configure(spec, root);
            FlinkCluster cluster = new FlinkCluster(spec.home(), distribution);
            try {
                cluster.launchAll(spec);
                return cluster;
            } catch (PortTakenException e) {
                if (attempt == PORT_ATTEMPTS || spec.restPort().isPresent()) {
                    throw e;
                }
            }
        }
    }

    /** The cluster whose processes run from a folder, started by whatever JVM. */
    public static Optional<FlinkCluster> running(Path home, FlinkDistribution distribution) {
        Path folder = home.toAbsolutePath().normalize();
        return Daemon.running(folder).isEmpty()
                ? Optional.empty()
                : Optional.of(new FlinkCluster(folder, distribution));
    }

    public Path home() {
        return home;
    }

    /** The folder with its {@code config.yaml}: {@code FLINK_CONF_DIR} of its clients. */
    public Path confDir() {
        return confDir(home);
    }

    public FlinkDistribution distribution() {
        return distribution;
    }

    /** The JVM flags that every process of Flink's needs. */
    List<String> javaOptions() {
        return JvmParameters.words(String.valueOf(config.getOrDefault("env.java.opts.all", "")));
    }

    /** Where the web UI is, and REST. */
    public URI webAddress() {
        return URI.create("http://localhost:" + config.get("rest.port"));
    }

    public FlinkRest rest() {
        return new FlinkRest(webAddress());
    }

    /** The processes that are alive. */
    public List<Daemon> processes() {
        return Daemon.running(home);
    }

    /** Starts one more TaskManager; returns its resource id when it is registered. */
    public String addTaskManager() {
        int number = 1;
        while (Daemon.find(home, TASK_MANAGER_PREFIX + number).isPresent()) {
            number++;
        }
        String resourceId = TASK_MANAGER_PREFIX + number;
        startTaskManager(resourceId);
        return resourceId;
    }

    /** Starts a TaskManager under a resource id that no process has now; returns when it is registered. */
    public void startTaskManager(String resourceId) {
        if (Daemon.find(home, resourceId).isPresent()) {
            throw new LocalException("TaskManager " + resourceId + " runs already");
        }
        Daemon daemon = launchTaskManager(resourceId);
        FlinkRest rest = rest();
        Waiting.until(
                () -> {
                    requireAlive(daemon);
                    return rest.taskManagers().stream().anyMatch(tm -> tm.id().equals(resourceId));
                },
                Duration.ofSeconds(60),
                () -> "TaskManager " + resourceId + " did not register; see " + daemon.log());
    }

    /** {@code kill -9} of a TaskManager; Flink notices by itself, after its heartbeat timeout at the latest. */
    public void killTaskManager(String resourceId) {
        Daemon.find(home, resourceId)
                .orElseThrow(() -> new LocalException("no TaskManager " + resourceId + " runs; there are "
                        + processes().stream().map(Daemon::name).toList()))
                .kill();
    }

    /** Ends every process, TaskManagers first. Jobs that run are lost: take savepoints before. */
    public void stop() {
        List<Daemon> daemons = new ArrayList<>(processes());
        daemons.sort(
                (a, b) -> Boolean.compare(a.name().equals(JOB_MANAGER), b.name().equals(JOB_MANAGER)));
        daemons.parallelStream().forEach(daemon -> daemon.stop(GRACE));
    }

    /** Same as {@link #stop}. */
    @Override
    public void close() {
        stop();
    }

    private void launchAll(ClusterSpec spec) {
        Runtime.getRuntime().addShutdownHook(emergencyStop);
        boolean started = false;
        try {
            List<Daemon> daemons = new ArrayList<>();
            daemons.add(launchJobManager());
            for (int i = 1; i <= spec.taskManagers(); i++) {
                daemons.add(launchTaskManager(TASK_MANAGER_PREFIX + i));
            }
            awaitReady(daemons, spec);
            started = true;
        } finally {
            if (!started) {
                killAll();
            }
            forgetEmergencyStop();
        }
    }

    private void forgetEmergencyStop() {
        try {
            Runtime.getRuntime().removeShutdownHook(emergencyStop);
        } catch (IllegalStateException e) {
            // The JVM is shutting down: the hook runs, which is what it is for.
            killAll();
        }
    }

    private void killAll() {
        processes().forEach(Daemon::kill);
    }

    private void awaitReady(List<Daemon> daemons, ClusterSpec spec) {
        FlinkRest rest = rest();
        boolean ready = Waiting.within(
                () -> {
                    daemons.forEach(FlinkCluster::requireAlive);
                    return rest.isUp() && rest.overview().taskManagers() >= spec.taskManagers();
                },
                spec.startTimeout());
        if (!ready) {
            Daemon culprit = rest.isUp() ? daemons.get(daemons.size() - 1) : daemons.get(0);
            throw new LocalException("the cluster was not ready within "
                    + spec.startTimeout().toSeconds() + " s; the last lines of " + culprit.log() + ":\n"
                    + culprit.lastLines(20));
        }
    }

    private static void requireAlive(Daemon daemon) {
        if (daemon.isAlive()) {
            return;
        }
        String lines = daemon.lastLines(20);
        String exit = daemon.exitCode().isPresent()
                ? " with exit code " + daemon.exitCode().getAsInt()
                : "";
        String message =
                daemon.name() + " died" + exit + " while starting; the last lines of " + daemon.log() + ":\n" + lines;
        if (lines.contains("Address already in use")
                || lines.contains("BindException")
                || lines.contains("Could not start rest endpoint on any port")) {
            throw new PortTakenException(message);
        }
        throw new LocalException(message);
    }

    private Daemon launchJobManager() {
        List<String> program = new ArrayList<>(List.of(
                "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
                "--configDir",
                confDir().toString(),
                "--executionMode",
                "cluster"));
        return launch(JOB_MANAGER, JvmParameters.Role.JOB_MANAGER, program);
    }

    private Daemon launchTaskManager(String resourceId) {
        List<String> program = new ArrayList<>(List.of(
                "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
                "--configDir",
                confDir().toString(),
                "-D",
                "taskmanager.resource-id=" + resourceId));
        return launch(resourceId, JvmParameters.Role.TASK_MANAGER, program);
    }

    private Daemon launch(String name, JvmParameters.Role role, List<String> program) {
        JvmParameters flags =
                parameters.computeIfAbsent(role, r -> JvmParameters.of(r, distribution, confDir(), config));
        List<String> arguments = new ArrayList<>(flags.jvm());
        arguments.add("-Djava.net.preferIPv4Stack=true");
        arguments.add("-Dlog4j.configurationFile="
                + confDir().resolve("log4j.properties").toUri());
        arguments.add("-cp");
        arguments.add(distribution.classPath());
        arguments.addAll(program);
        arguments.addAll(flags.dynamic());
        return Daemon.launch(home, name, arguments, distribution.environment());
    }

    private static void configure(ClusterSpec spec, MillraceRoot root) {
        Path source = root.resolve("flink-conf");
        Path home = spec.home();
        Map<String, Object> config = FlatConfig.read(source.resolve("config.yaml"));
        List<Integer> ports = Ports.free(2);
        config.put("rest.port", spec.restPort().orElse(ports.get(0)));
        config.put("jobmanager.rpc.port", ports.get(1));
        config.put("web.access-control-allow-origin", "http://localhost:" + config.get("rest.port"));
        config.put("taskmanager.numberOfTaskSlots", spec.slots());
        config.put("execution.checkpointing.dir", folderUri(home, "checkpoints"));
        config.put("execution.checkpointing.savepoint-dir", folderUri(home, "savepoints"));
        config.put("io.tmp.dirs", folder(home, "tmp").toString());
        config.put("web.tmpdir", folder(home, "web").toString());
        config.put("web.upload.dir", folder(home, "jars").toString());
        config.putAll(spec.options());
        FlatConfig.write(confDir(home).resolve("config.yaml"), config);
        try {
            Files.copy(
                    source.resolve("log4j.properties"),
                    confDir(home).resolve("log4j.properties"),
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy " + source + " to " + confDir(home), e);
        }
        int port = Integer.parseInt(String.valueOf(config.get("rest.port")));
        if (!Ports.isFree(port)) {
            throw new PortTakenException("port " + port + " is in use; choose another one");
        }
    }

    private static Path folder(Path home, String name) {
        try {
            return Files.createDirectories(home.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + home.resolve(name), e);
        }
    }

    private static String folderUri(Path home, String name) {
        return folder(home, name).toUri().toString();
    }

    private static Path confDir(Path home) {
        return home.resolve("conf");
    }

    private static final class PortTakenException extends LocalException {
        private static final long serialVersionUID = 1L;

        PortTakenException(String message) {
            super(message);
        }
    }
}
