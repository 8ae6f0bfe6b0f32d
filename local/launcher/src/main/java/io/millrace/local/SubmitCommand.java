package io.millrace.local;

import io.millrace.local.runtime.FlinkCluster;
import io.millrace.local.runtime.JobSubmission;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "submit",
        description = "Submits a job to the cluster.",
        footer = {"", "millrace run JOB --help prints the job's own options."})
final class SubmitCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "JOB",
            description = "Name of a job, such as traffic-monitor, or path of a job's JAR.")
    private String job = "";

    @Parameters(index = "1..*", paramLabel = "OPTION", description = "The job's own options.")
    private List<String> options = new ArrayList<>();

    @Option(names = "--parallelism", paramLabel = "N", description = "Parallelism, instead of the cluster's default.")
    private Optional<Integer> parallelism = Optional.empty();

    @Option(names = "--from-savepoint", paramLabel = "PATH", description = "Savepoint or checkpoint to continue from.")
    private Optional<String> savepoint = Optional.empty();

    @Override
    public Integer call() {
        Workspace workspace = Workspace.find();
        Path jar = workspace.jobJar(job);
        FlinkCluster cluster = workspace.cluster();
        OptionalInt subtasks = parallelism.stream().mapToInt(Integer::intValue).findFirst();
        String id = new JobSubmission(jar, subtasks, savepoint, options).to(cluster, workspace.root());
        spec.commandLine()
                .getOut()
                .println("submitted job " + id + ": " + cluster.webAddress() + "/#/job/running/" + id);
        return 0;
    }
}
