package io.millrace.local.runtime;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A JVM that outlives the one that started it. It is found again by {@code pids/NAME.pid} in its home folder, and taken
 * for ours only if its command line carries the mark that {@link #launch} put there: process ids are used again.
 */
public final class Daemon {
    private static final Pattern ERROR = Pattern.compile("\\b(ERROR|FATAL)\\b");
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private final Path home;
    private final String name;
    private final ProcessHandle handle;
    private final @Nullable Process child;

    private Daemon(Path home, String name, ProcessHandle handle, @Nullable Process child) {
        this.home = home;
        this.name = name;
        this.handle = handle;
        this.child = child;
    }

    /** Starts a JVM with the arguments that follow {@code java}; it logs to {@code log/NAME.log} and {@code NAME.out}. */
    static Daemon launch(Path home, String name, List<String> arguments, Map<String, String> environment) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(SETSID)) {
            // A session of its own: closing the terminal, or Ctrl-C in it, is not meant for a daemon.
            command.add(SETSID.toString());
        }
        command.add(javaBinary());
        command.add(mark(home, name));
        command.add("-Dlog.file=" + logFile(home, name));
        command.addAll(arguments);
        try {
            Files.createDirectories(logFile(home, name).getParent());
            Files.createDirectories(pidFile(home, name).getParent());
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(home.toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectErrorStream(true)
                    .redirectOutput(outFile(home, name).toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            Daemon daemon = new Daemon(home, name, process.toHandle(), process);
            Files.writeString(pidFile(home, name), process.pid() + "\n");
            return daemon;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name + " in " + home + ": " + e.getMessage(), e);
        }
    }

    /** The daemons of a home folder that are alive, by name. */
    static List<Daemon> running(Path home) {
        Path pids = home.resolve("pids");
        if (!Files.isDirectory(pids)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(pids)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".pid"))
                    .map(file -> file.substring(0, file.length() - ".pid".length()))
                    .sorted()
                    .flatMap(name -> find(home, name).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + pids, e);
        }
    }

    static Optional<Daemon> find(Path home, String name) {
        try {
            long pid = Long.parseLong(Files.readString(pidFile(home, name)).strip());
            return ProcessHandle.of(pid)
                    .filter(handle -> isOurs(handle, home, name))
                    .map(handle -> new Daemon(home, name, handle, null));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    static String javaBinary() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    public String name() {
        return name;
    }

    public long pid() {
        return handle.pid();
    }

    public boolean isAlive() {
        return handle.isAlive();
    }

    /** The exit code of a daemon that this JVM started and that has ended; unknown otherwise. */
    OptionalInt exitCode() {
        return child == null || child.isAlive() ? OptionalInt.empty() : OptionalInt.of(child.exitValue());
    }

    public Path log() {
        return logFile(home, name);
    }

    /** The last lines of what it printed and logged, after the first error in its log: that may be much further up. */
    public String lastLines(int count) {
        String logged = errorsAndTail(log(), count);
        String printed = tail(outFile(home, name), count);
        return Stream.of(printed, logged)
                .filter(text -> !text.isEmpty())
                .reduce((a, b) -> a + "\n" + b)
                .orElse("(nothing logged)");
    }

    /** Asks it to end, and after the grace period makes it. Returns when it is gone. */
    void stop(Duration grace) {
        handle.destroy();
        if (!ended(grace)) {
            kill();
        }
        forget();
    }

    /** {@code kill -9}; returns when it is gone. */
    void kill() {
        handle.destroyForcibly();
        if (!ended(Duration.ofSeconds(10))) {
            throw new LocalException(name + " (process " + pid() + ") does not die");
        }
        forget();
    }

    private void forget() {
        try {
            Files.deleteIfExists(pidFile(home, name));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + pidFile(home, name), e);
        }
    }

    private boolean ended(Duration timeout) {
        try {
            handle.onExit().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return !handle.isAlive();
        } catch (ExecutionException e) {
            throw new LocalException("cannot wait for " + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalException("interrupted while waiting for " + name, e);
        }
    }

    private static boolean isOurs(ProcessHandle handle, Path home, String name) {
        return handle.isAlive()
                && handle.info()
                        .commandLine()
                        .filter(line -> line.contains(mark(home, name) + " "))
                        .isPresent();
    }

    private static String mark(Path home, String name) {
        return "-Dmillrace.daemon=" + home.resolve(name);
    }

    private static Path pidFile(Path home, String name) {
        return home.resolve("pids").resolve(name + ".pid");
    }

    private static Path logFile(Path home, String name) {
        return home.resolve("log").resolve(name + ".log");
    }

    private static Path outFile(Path home, String name) {
        return home.resolve("log").resolve(name + ".out");
    }

    private static String tail(Path file, int count) {
        List<String> lines = lines(file);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
    }

    private static String errorsAndTail(Path file, int count) {
        List<String> lines = lines(file);
        int tail = Math.max(0, lines.size() - count);
        OptionalInt error = IntStream.range(0, tail)
                .filter(i -> ERROR.matcher(lines.get(i)).find())
                .findFirst();
        List<String> shown = new ArrayList<>();
        if (error.isPresent()) {
            int end = Math.min(tail, error.getAsInt() + count);
            shown.addAll(lines.subList(error.getAsInt(), end));
            if (end < tail) {
                shown.add("...");
            }
        }
        shown.addAll(lines.subList(tail, lines.size()));
        return String.join("\n", shown);
    }

    private static List<String> lines(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
