package io.millrace.local;

import io.millrace.local.runtime.FlinkRest;
import picocli.CommandLine.Command;

@Command(name = "stop", description = "Stops a job with a savepoint, from which submit --from-savepoint continues.")
final class StopCommand extends OneJob {
    @Override
    String act(FlinkRest rest, FlinkRest.Job found) {
        return "stopped " + found.name() + "; savepoint: "
                + rest.stopWithSavepoint(found.id(), SavepointCommand.TIMEOUT);
    }
}
