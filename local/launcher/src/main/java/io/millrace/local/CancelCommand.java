package io.millrace.local;

import io.millrace.local.runtime.FlinkRest;
import picocli.CommandLine.Command;

@Command(name = "cancel", description = "Cancels a job, without a savepoint.")
final class CancelCommand extends OneJob {
    @Override
    String act(FlinkRest rest, FlinkRest.Job found) {
        rest.cancel(found.id());
        return "cancelling " + found.name() + " (" + found.id() + ")";
    }
}
