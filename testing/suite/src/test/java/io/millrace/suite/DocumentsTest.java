package io.millrace.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.job.Job;
import io.millrace.common.job.JobOptions;
import io.millrace.common.job.Jobs;
import io.millrace.common.options.OptionException;
import io.millrace.common.options.Settings;
import io.millrace.examples.RouteTimesJob;
import io.millrace.jobs.classification.OnlineClassificationJob;
import io.millrace.jobs.regression.OnlineRegressionJob;
import io.millrace.jobs.traffic.TrafficMonitorJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents say can be done: links lead somewhere, configurations are accepted, the example is the one that runs. */
final class DocumentsTest {
    private static final Pattern RUN = Pattern.compile("(?m)^scripts/millrace run ([a-z-]+)((?:[^#\\n\\\\]|\\\\\\n)*)");
    private static final Map<String, Job> JOBS = Map.of(
            "traffic-monitor", new TrafficMonitorJob(),
            "online-regression", new OnlineRegressionJob(),
            "online-classification", new OnlineClassificationJob(),
            "route-times", new RouteTimesJob());
    /** A configuration may say whose it is: its first line is a comment with a file's name that begins with the job's. */
    private static final Pattern WHOSE = Pattern.compile("\\A# ([a-z]+-[a-z]+)[a-z-]*\\.yaml\\b");

    @TempDir
    private Path folder;

    static List<Path> pages() {
        return Documents.pages();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadSomewhere(Path page) {
        assertThat(Documents.deadLinks(page, Tree.read(page))).isEmpty();
    }

    @Test
    void deadLinksAreFound() {
        Path page = Tree.ROOT.resolve("docs/connectors.md");

        assertThat(Documents.deadLinks(page, "[a](no-such.md) [b](kafka.md) [c](kafka.md#sink) [d](kafka.md#no-such)"))
                .containsExactly("no-such.md", "kafka.md#no-such");
    }

    @Test
    void sourcesNamePagesThatExist() {
        List<String> missing = new ArrayList<>();
        for (Path module : Tree.modules()) {
            for (Path source : Tree.files(module.resolve("src/main"), ".java")) {
                Matcher named = Pattern.compile("docs/[a-z-]+\\.md").matcher(Tree.read(source));
                while (named.find()) {
                    if (!Files.exists(Tree.ROOT.resolve(named.group()))) {
                        missing.add(Tree.relative(source) + " names " + named.group());
                    }
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void theExampleIsTheOneThatRuns() {
        String source = Tree.read("testing/suite/src/test/java/io/millrace/examples/RouteTimesJob.java");

        assertThat(Documents.blocks("java")).extracting(Documents.Block::text).contains(source);
        assertThat(source.lines()
                        .filter(line -> !line.isBlank() && !line.startsWith("import ") && !line.startsWith("package "))
                        .count())
                .isLessThan(65);
    }

    @Test
    void theLearningExampleIsTheOneThatRuns() {
        String source = Tree.read("testing/suite/src/test/java/io/millrace/examples/SlowRoutesJob.java");

        assertThat(Documents.blocks("java")).extracting(Documents.Block::text).contains(source);
        assertThat(source.lines()
                        .filter(line -> !line.isBlank() && !line.startsWith("import ") && !line.startsWith("package "))
                        .count())
                .isLessThanOrEqualTo(50);
    }

    @Test
    void theAggregateOfOnesOwnIsTheOneThatRuns() {
        String source = Tree.read("testing/suite/src/test/java/io/millrace/examples/GeometricMean.java");

        assertThat(Documents.blocks("java")).extracting(Documents.Block::text).contains(source);
        assertThat(source.lines()
                        .filter(line -> !line.isBlank() && !line.startsWith("import ") && !line.startsWith("package "))
                        .count())
                .isLessThan(30);
    }

    static List<Documents.Block> configurations() {
        return Documents.blocks("yaml").stream()
                .filter(block -> block.text().contains("type:"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void configurationsAreAccepted(Documents.Block block) throws IOException {
        accept(JOBS.get(jobOf(block)), config(block.text()));
    }

    private static String jobOf(Documents.Block block) {
        Matcher whose = WHOSE.matcher(block.text());
        String unsaid = block.text().contains("features:") ? "online-regression" : "traffic-monitor";
        String job = whose.find() ? whose.group(1) : unsaid;
        assertThat(JOBS).containsKey(job);
        return job;
    }

    @Test
    void wrongConfigurationsAreFound() throws IOException {
        String wrong = "source: {type: tcp, tcp: {host: localhost, prot: 9999}}\n";

        String[] arguments = config(wrong);

        assertThatThrownBy(() -> accept(new TrafficMonitorJob(), arguments))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("source.tcp.port");
    }

    static List<String> commands() {
        List<String> found = new ArrayList<>();
        for (Documents.Block block : Documents.blocks("bash")) {
            RUN.matcher(block.text()).results().forEach(command -> found.add(command.group()));
        }
        return found;
    }

    @ParameterizedTest
    @MethodSource("commands")
    void commandsAreAccepted(String command) throws IOException {
        String joined = command.replace("\\\n", " ").strip();
        List<String> words = new ArrayList<>();
        Matcher word = Pattern.compile("\"([^\"]*)\"|(\\S+)").matcher(joined);
        while (word.find()) {
            words.add(word.group(1) == null ? word.group(2) : word.group(1));
        }
        List<String> arguments = new ArrayList<>(words.subList(3, words.size()));
        int config = arguments.indexOf("--config");
        String name = words.get(2);
        Job job = JOBS.get(name);
        assertThat(job).as(name).isNotNull();
        if (config >= 0) {
            Documents.Block any = configurations().stream()
                    .filter(block -> jobOf(block).equals(name))
                    .findFirst()
                    .orElseThrow();
            arguments.set(config + 1, config(any.text())[1]);
        }
        if (arguments.contains("--help")) {
            assertThat(Jobs.help(job)).isNotBlank();
        } else {
            accept(job, arguments.toArray(String[]::new));
        }
    }

    @Test
    void thereIsSomethingToAccept() {
        assertThat(configurations()).hasSizeGreaterThan(5);
        assertThat(commands()).hasSizeGreaterThan(3);
    }

    /** A fragment is completed by what it is not about; what references stand for is not there. */
    private String[] config(String text) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "secret");
        String whole = text.replaceAll("\\$\\{(env|file):[^}]*}", "\\${file:" + secret + "}");
        if (!whole.startsWith("source:") && !whole.contains("\nsource:")) {
            whole += "source: {type: generator}\n";
        }
        Path file = Files.writeString(folder.resolve("config.yaml"), whole);
        return new String[] {"--config", file.toString()};
    }

    private static void accept(Job job, String... arguments) {
        Settings settings = Settings.parse(JobOptions.of(job), arguments);
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
        Jobs.wire(job, settings, environment);
        assertThat(environment.getTransformations()).isNotEmpty();
    }
}
