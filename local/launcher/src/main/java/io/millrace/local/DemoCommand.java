package io.millrace.local;

import io.millrace.common.options.Durations;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        description =
                "Shows the traffic monitor at work on generated traffic: a Kafka broker and a Flink cluster in this"
                        + " JVM, 50 devices, a live table, and a summary at the end or at Ctrl-C.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private static final Duration SHORTEST = Duration.ofSeconds(10);

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            defaultValue = "60s",
            description = "How long traffic is sent, at least 10s (default: ${DEFAULT-VALUE}).")
    private String duration = "60s";

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Flows a second, 1 to 200000 (default: ${DEFAULT-VALUE}).")
    private int rate = 2000;

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            description = "Where results go (default: millrace-output/demo-TIME).")
    private @Nullable Path output;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Path folder = output != null
                ? output
                : Path.of(
                        "millrace-output",
                        "demo-" + DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").format(LocalDateTime.now()));
        if (rate < 1 || rate > 200_000) {
            throw new ParameterException(spec.commandLine(), "--rate must be from 1 to 200000: " + rate);
        }
        // Before the first logger: the demo leaves nothing behind but its folder.
        System.setProperty("millrace.console.level", "ERROR");
        System.setProperty(
                "log.file", folder.resolve("demo.log").toAbsolutePath().toString());
        return new Demo(length(), rate, folder.toAbsolutePath().normalize()).run();
    }

    private Duration length() {
        try {
            Duration parsed = Durations.parse(duration);
            if (parsed.compareTo(SHORTEST) >= 0) {
                return parsed;
            }
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--for must be a duration such as 60s: " + duration, e);
        }
        throw new ParameterException(spec.commandLine(), "--for must be at least 10s: " + duration);
    }
}
