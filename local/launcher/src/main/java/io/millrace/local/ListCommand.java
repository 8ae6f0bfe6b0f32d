package io.millrace.local;

import io.millrace.local.runtime.FlinkRest;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "list", description = "Lists the cluster's jobs, youngest first.")
final class ListCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        FlinkRest rest = Workspace.find().cluster().rest();
        PrintWriter out = spec.commandLine().getOut();
        List<FlinkRest.Job> jobs = rest.jobs();
        if (jobs.isEmpty()) {
            out.println("no jobs");
        }
        for (FlinkRest.Job job : jobs) {
            String cause = job.state().equals("FAILED")
                    ? "  " + rest.rootCause(job.id()).orElse("")
                    : "";
            out.println(String.format("%s  %-10s  %s%s", job.id(), job.state(), job.name(), cause));
        }
        return 0;
    }
}
