package io.millrace.local.example;

import io.millrace.common.options.NearestKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code scripts/millrace example}. */
@Command(
        name = "example",
        description =
                "Learns from a data set that comes over Kafka: a broker and the job in this JVM, its configuration,"
                        + " and its figures next to those of evaluate on the file. Ends by itself.",
        footer = {
            "",
            "house-prices  regression, California housing",
            "electricity   does the price rise? Australian electricity market, two classes",
            "intrusion     network connections, 22 classes, nominal features; a forest spread over two subtasks",
            "phishing      web sites, labels known 1,000 records later",
            "",
            "Without the data sets each runs on a generated stream of the same shape."
        })
public final class ExampleCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "house-prices, electricity, intrusion or phishing.")
    private String name = "";

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Where the data sets are (default: ../shared/data beside this tree).")
    private @Nullable Path data;

    @Option(names = "--generated", description = "Take the generated stream, even where the data set is there.")
    private boolean generated;

    @Option(names = "--rows", paramLabel = "N", description = "Send so many rows at most, at least 100 (default: all).")
    private long rows = Long.MAX_VALUE;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Rows a second; 0 for as many as go through (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            description = "Where results go (default: millrace-output/NAME-TIME).")
    private @Nullable Path output;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Scenario scenario = scenario();
        if (rows < Scenario.LEAST_ROWS) {
            throw new ParameterException(
                    spec.commandLine(), "--rows must be at least " + Scenario.LEAST_ROWS + ": " + rows);
        }
        if (rate < 0) {
            throw new ParameterException(spec.commandLine(), "--rate must be at least 0: " + rate);
        }
        if (data != null && !Files.isDirectory(data)) {
            throw new ParameterException(spec.commandLine(), "--data: no such folder: " + data);
        }
        Path folder = output != null
                ? output
                : Path.of(
                        "millrace-output",
                        name + "-"
                                + DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").format(LocalDateTime.now()));
        // Before the first logger: nothing is left behind but this folder.
        System.setProperty("millrace.console.level", "ERROR");
        System.setProperty(
                "log.file", folder.resolve("example.log").toAbsolutePath().toString());
        Path table = generated ? Path.of("") : scenario.in(data != null ? data : defaultFolder());
        return new ExampleRun(
                        scenario, table, rows, rate, folder.toAbsolutePath().normalize())
                .run(spec.commandLine().getOut());
    }

    private Scenario scenario() {
        List<String> names = Scenario.ALL.stream().map(Scenario::name).toList();
        return Scenario.ALL.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "there is no example \"" + name + "\"; there are " + String.join(", ", names)
                                + NearestKey.among(name, names)
                                        .map(near -> "; the nearest is " + near)
                                        .orElse("")));
    }

    private static Path defaultFolder() {
        String folder = System.getProperty("millrace.data", "");
        return folder.isBlank()
                ? Path.of(System.getProperty("millrace.root", ".")).resolve("../shared/data")
                : Path.of(folder);
    }
}
