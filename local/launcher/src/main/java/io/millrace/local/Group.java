package io.millrace.local;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** A command that only groups others. */
abstract class Group implements Runnable {
    abstract CommandSpec spec();

    @Override
    public void run() {
        throw new ParameterException(
                spec().commandLine(),
                "which command? There are: "
                        + String.join(", ", spec().subcommands().keySet()));
    }
}
