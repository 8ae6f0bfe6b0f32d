package io.millrace.local;

import io.millrace.local.runtime.FlinkRest;
import io.millrace.local.runtime.LocalException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command about a job of the cluster, by its id or its name. */
abstract class OneJob implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(paramLabel = "JOB", description = "Id of the job, or its name if only one of that name runs.")
    private String job = "";

    @Override
    public Integer call() {
        FlinkRest rest = Workspace.find().cluster().rest();
        spec.commandLine().getOut().println(act(rest, find(rest.jobs(), job)));
        return 0;
    }

    /** Does it, and says what was done. */
    abstract String act(FlinkRest rest, FlinkRest.Job found);

    /** The job of that id, or the only one of that name that has not ended. */
    static FlinkRest.Job find(List<FlinkRest.Job> jobs, String idOrName) {
        List<FlinkRest.Job> live =
                jobs.stream().filter(candidate -> !candidate.hasEnded()).toList();
        List<FlinkRest.Job> found = live.stream()
                .filter(candidate ->
                        candidate.id().equals(idOrName) || candidate.name().equals(idOrName))
                .toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        if (found.isEmpty()) {
            List<String> names =
                    live.stream().map(FlinkRest.Job::name).distinct().toList();
            throw new LocalException("no job " + idOrName + " runs; "
                    + (names.isEmpty() ? "none does" : "there are: " + String.join(", ", names)));
        }
        List<String> ids = found.stream().map(FlinkRest.Job::id).toList();
        throw new LocalException(
                found.size() + " jobs are named " + idOrName + "; say which: " + String.join(", ", ids));
    }
}
