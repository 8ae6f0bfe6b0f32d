package io.millrace.local;

import io.millrace.local.runtime.LocalException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/** Runs a process on this terminal and waits for it; Ctrl-C ends both, the process first. */
final class Foreground {
    private static final long GRACE_SECONDS = 20;

    private Foreground() {}

    /** Returns the process's exit code. */
    static int run(ProcessBuilder builder) {
        Process process;
        try {
            process = builder.inheritIO().start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + builder.command().get(0), e);
        }
        Thread ending = new Thread(() -> end(process), "end-child");
        Runtime.getRuntime().addShutdownHook(ending);
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalException("interrupted", e);
        }
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
