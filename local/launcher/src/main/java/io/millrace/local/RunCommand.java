package io.millrace.local;

import io.millrace.local.runtime.LocalRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "run",
        description = "Runs a job in one JVM on this machine, with Flink's web UI, until it ends or Ctrl-C.",
        footer = {"", "millrace run JOB --help prints the job's own options."})
final class RunCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Millrace millrace;

    @Parameters(
            index = "0",
            paramLabel = "JOB",
            description = "Name of a job, such as traffic-monitor, or path of a job's JAR.")
    private String job = "";

    @Parameters(index = "1..*", paramLabel = "OPTION", description = "The job's own options.")
    private List<String> options = new ArrayList<>();

    @Override
    public Integer call() {
        Workspace workspace = Workspace.find();
        Path jar = workspace.jobJar(job);
        String name = job.endsWith(".jar") ? jar.getFileName().toString().replace(".jar", "") : job;
        LocalRun run = LocalRun.in(workspace.runHome(name)).withVerbose(millrace.verbose());
        return Foreground.run(run.process(workspace.root(), workspace.flink(), jar, options));
    }
}
