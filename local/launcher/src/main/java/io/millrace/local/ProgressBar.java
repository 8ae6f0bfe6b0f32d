package io.millrace.local;

import java.io.PrintStream;
import java.util.Locale;

/** How far something is, in one line of standard error that is written over again; nothing where that is no terminal. */
final class ProgressBar implements AutoCloseable {
    private static final int WIDTH = 30;
    private static final long EVERY_NANOS = 100_000_000L;
    private static final String CLEAR = "\r\u001b[K";

    private final PrintStream out;
    private final boolean terminal;
    private final long started = System.nanoTime();
    private long last = started - EVERY_NANOS;

    ProgressBar(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** On standard error, as the launcher's script says whether that is a terminal. */
    static ProgressBar onTerminal() {
        return new ProgressBar(System.err, Boolean.getBoolean("millrace.terminal"));
    }

    void at(String what, long done, long all) {
        long now = System.nanoTime();
        if (terminal && now - last >= EVERY_NANOS) {
            last = now;
            out.print(CLEAR + line(what, done, all, (now - started) / 1e9));
            out.flush();
        }
    }

    static String line(String what, long done, long all, double seconds) {
        int full = (int) (WIDTH * done / Math.max(1, all));
        String left = done == 0
                ? ""
                : String.format(Locale.ROOT, ", some %.0f s to go", Math.ceil(seconds * (all - done) / done));
        return String.format(
                Locale.ROOT,
                "[%s%s] %3d %% %s%s",
                "#".repeat(full),
                ".".repeat(WIDTH - full),
                100 * done / Math.max(1, all),
                what,
                left);
    }

    @Override
    public void close() {
        if (terminal) {
            out.print(CLEAR);
            out.flush();
        }
    }
}
