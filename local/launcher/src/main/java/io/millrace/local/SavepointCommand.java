package io.millrace.local;

import io.millrace.local.runtime.FlinkRest;
import java.time.Duration;
import picocli.CommandLine.Command;

@Command(name = "savepoint", description = "Takes a savepoint while the job goes on.")
final class SavepointCommand extends OneJob {
    static final Duration TIMEOUT = Duration.ofMinutes(10);

    @Override
    String act(FlinkRest rest, FlinkRest.Job found) {
        return "savepoint of " + found.name() + ": " + rest.savepoint(found.id(), TIMEOUT);
    }
}
