package io.millrace.local;

import io.millrace.local.runtime.ClusterSpec;
import io.millrace.local.runtime.Daemon;
import io.millrace.local.runtime.FlinkCluster;
import io.millrace.local.runtime.FlinkRest;
import io.millrace.local.runtime.Ports;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "cluster",
        description = "A standalone Flink cluster on loopback: a JobManager and TaskManagers, each a JVM.",
        synopsisSubcommandLabel = "COMMAND")
final class ClusterCommand extends Group {
    private static final int PREFERRED_PORT = 8081;
    private static final Set<Map.Entry<String, String>> NONE = Set.of();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Command(name = "start", description = "Starts the cluster and waits until it is ready.")
    int start(
            @Option(
                            names = "--taskmanagers",
                            paramLabel = "N",
                            defaultValue = "1",
                            description = "TaskManagers (${DEFAULT-VALUE}).")
                    int taskManagers,
            @Option(
                            names = "--slots",
                            paramLabel = "N",
                            defaultValue = "2",
                            description = "Slots of each (${DEFAULT-VALUE}).")
                    int slots,
            @Option(
                            names = "--port",
                            paramLabel = "P",
                            description = "Port of the web UI (8081 if free, else another).")
                    Optional<Integer> port,
            @Option(
                            names = "--config",
                            paramLabel = "KEY=VALUE",
                            description = "An option of Flink's on top of flink-conf/config.yaml; may be repeated.")
                    @Nullable
                    Map<String, String> config) {
        Workspace workspace = Workspace.find();
        ClusterSpec cluster = ClusterSpec.in(workspace.clusterHome())
                .withTaskManagers(taskManagers)
                .withSlots(slots);
        for (Map.Entry<String, String> option : config == null ? NONE : config.entrySet()) {
            cluster = cluster.with(option.getKey(), option.getValue());
        }
        if (port.isPresent()) {
            cluster = cluster.withRestPort(port.get());
        } else if (Ports.isFree(PREFERRED_PORT) && !cluster.options().containsKey("rest.port")) {
            cluster = cluster.withRestPort(PREFERRED_PORT);
        }
        FlinkCluster started = FlinkCluster.start(cluster, workspace.root(), workspace.flink());
        print("cluster started: " + count(taskManagers, "TaskManager") + " of " + count(slots, "slot") + "; web UI: "
                + started.webAddress());
        return 0;
    }

    @Command(name = "status", description = "Says what runs; fails if nothing does.")
    int status() {
        FlinkCluster cluster = Workspace.find().cluster();
        FlinkRest rest = cluster.rest();
        if (rest.isUp()) {
            FlinkRest.Overview overview = rest.overview();
            print("Flink " + overview.flinkVersion() + ": " + count(overview.taskManagers(), "TaskManager") + ", "
                    + overview.freeSlots() + " of " + count(overview.slots(), "slot") + " free, "
                    + count(overview.runningJobs(), "job") + " running; web UI: " + cluster.webAddress());
        } else {
            print("Flink does not answer at " + cluster.webAddress());
        }
        for (Daemon process : cluster.processes()) {
            print(String.format("  %-12s process %-8d log %s", process.name(), process.pid(), process.log()));
        }
        return rest.isUp() ? 0 : 1;
    }

    @Command(
            name = "stop",
            description =
                    "Ends all processes of the cluster. Jobs that run are lost: millrace stop JOB takes a savepoint first.")
    int stop() {
        FlinkCluster cluster = Workspace.find().cluster();
        List<Daemon> processes = cluster.processes();
        cluster.stop();
        print("cluster stopped: " + count(processes.size(), "process") + " ended");
        return 0;
    }

    @Override
    CommandSpec spec() {
        return spec;
    }

    private void print(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    private static String count(int number, String what) {
        String plural = what.endsWith("s") ? what + "es" : what + "s";
        return number + " " + (number == 1 ? what : plural);
    }
}
