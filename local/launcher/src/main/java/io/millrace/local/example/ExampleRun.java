package io.millrace.local.example;

import io.millrace.common.job.Job;
import io.millrace.common.job.JobOptions;
import io.millrace.common.job.Jobs;
import io.millrace.common.options.Settings;
import io.millrace.local.evaluate.Dataset;
import io.millrace.local.evaluate.Evaluator;
import io.millrace.local.evaluate.Result;
import io.millrace.local.evaluate.TableFile;
import io.millrace.local.runtime.BrokerSpec;
import io.millrace.local.runtime.EmbeddedJob;
import io.millrace.local.runtime.EmbeddedKafka;
import io.millrace.local.runtime.LocalException;
import io.millrace.local.runtime.Ports;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** One example from its beginning to its end: a broker, the job, the feed, and what came of it. */
final class ExampleRun {
    private static final int STEPS = 10;

    private final Scenario scenario;
    private final Path table;
    private final long rows;
    private final int rate;
    private final Path output;

    /**
     * At the beginning.
     *
     * @param table the data set; where there is no such file, rows are generated
     * @param rows how many at most
     * @param rate rows a second; 0 for as many as go through
     * @param output folder of the results, and of the configuration
     */
    ExampleRun(Scenario scenario, Path table, long rows, int rate, Path output) {
        this.scenario = scenario;
        this.table = table;
        this.rows = rows;
        this.rate = rate;
        this.output = output;
    }

    /** Returns the exit code: 0 where all rows were predicted, and the figures are those of the learner on the file. */
    int run(PrintWriter out) throws Exception {
        Path scratch = Files.createTempDirectory("millrace-example");
        try (EmbeddedKafka kafka = EmbeddedKafka.start(BrokerSpec.in(scratch.resolve("kafka")))) {
            Dataset data = data(scratch, out);
            EmbeddedJob.createTopics(kafka.bootstrapServers(), topics(), 1);
            Path configuration = write(scenario.configuration(data, kafka.bootstrapServers(), output));
            out.println("configuration, in " + configuration + ":\n");
            out.println(Files.readString(configuration).indent(4));
            out.flush();
            int port = Ports.free(1).get(0);
            try (EmbeddedJob job = start(configuration, kafka.bootstrapServers(), scratch, port)) {
                return follow(job, data, kafka.bootstrapServers(), scratch, out);
            }
        } finally {
            deleteAll(scratch);
        }
    }

    private Dataset data(Path scratch, PrintWriter out) {
        Path file = table;
        if (Files.isRegularFile(file)) {
            out.println(scenario.title() + ": " + file);
        } else {
            MadeTable made = scenario.made().get();
            long count = Math.min(rows, made.usualRows());
            file = scratch.resolve(scenario.name() + ".csv");
            made.write(file, count);
            out.println(scenario.title() + ": a generated stream of the same shape"
                    + (table.toString().isEmpty() ? "" : ", since there is no " + table));
        }
        Dataset data = TableFile.of(file, scenario.task())
                .limited(Math.min(rows, Integer.MAX_VALUE))
                .read();
        if (data.rows() < Scenario.LEAST_ROWS) {
            throw new LocalException(
                    file + " has " + data.rows() + " rows; at least " + Scenario.LEAST_ROWS + " are expected");
        }
        return data;
    }

    private List<String> topics() {
        List<String> topics = new ArrayList<>(scenario.sources());
        topics.addAll(results());
        return topics;
    }

    private List<String> results() {
        List<String> topics = new ArrayList<>(List.of(Scenario.RESULTS));
        scenario.job().sideOutputs().forEach(side -> topics.add(Scenario.RESULTS + "." + side));
        topics.add(Scenario.RESULTS + "." + JobOptions.DEAD_LETTERS);
        return topics;
    }

    private Path write(String configuration) {
        Path file = output.resolve("config.yaml");
        try {
            Files.createDirectories(output);
            return Files.writeString(file, configuration);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private EmbeddedJob start(Path configuration, String bootstrapServers, Path scratch, int port) throws Exception {
        StreamExecutionEnvironment environment = EmbeddedJob.environment(port);
        Job job = scenario.job();
        Settings settings = Settings.parse(
                JobOptions.of(job),
                "--config",
                configuration.toString(),
                "--flink.execution.checkpointing.dir",
                scratch.resolve("checkpoints").toUri().toString());
        Jobs.wire(job, settings, environment);
        return EmbeddedJob.start(environment, scenario.name(), bootstrapServers);
    }

    private int follow(EmbeddedJob job, Dataset data, String bootstrapServers, Path scratch, PrintWriter out)
            throws Exception {
        JobFigures figures = new JobFigures(bootstrapServers, results(), Scenario.EVALUATION);
        figures.start();
        job.awaitRunning();
        RowFeed feed = new RowFeed(bootstrapServers, scenario, data, rate);
        long begun = System.nanoTime();
        feed.start();
        try {
            watch(job, feed, figures, data.rows(), out);
        } finally {
            feed.end();
            feed.join();
        }
        Map<String, Integer> sources = new LinkedHashMap<>();
        scenario.sources().forEach(topic -> sources.put(topic, 1));
        job.awaitRead(sources, Scenario.GROUP);
        // What waits for time to pass goes through.
        job.end(scratch.resolve("savepoint"));
        figures.finish();
        double seconds = (System.nanoTime() - begun) / 1e9;
        Result onFile = new Evaluator(data, scenario.plan(), (learner, done, all) -> {})
                .run()
                .get(0);
        Comparison comparison = new Comparison(scenario.task(), figures, onFile);
        return report(data, figures, comparison, seconds, out);
    }

    /** Until all rows are sent, and predicted but for those held back: says some times how far it is, and how well it goes. */
    private void watch(EmbeddedJob job, RowFeed feed, JobFigures figures, long all, PrintWriter out) throws Exception {
        String figure = Comparison.main(scenario.task());
        long said = 0;
        while (feed.isAlive() || figures.count(Scenario.RESULTS) < all - scenario.heldBack()) {
            job.failIfEnded();
            @Nullable Throwable failure = feed.failure();
            if (failure != null) {
                throw new LocalException("rows cannot be sent: " + failure.getMessage(), failure);
            }
            long dead = figures.count(Scenario.RESULTS + "." + JobOptions.DEAD_LETTERS);
            if (dead > 0) {
                throw new LocalException(dead + " rows could not be decoded");
            }
            long predicted = figures.count(Scenario.RESULTS);
            if (predicted * STEPS / all > said) {
                said = predicted * STEPS / all;
                out.printf(
                        Locale.ROOT,
                        "%,9d rows sent, %,9d predicted, %s %.3f so far, %.3f of the last 1,000%n",
                        feed.sent(),
                        predicted,
                        figure,
                        figures.figure("whole", figure),
                        figures.figure("window", figure));
                out.flush();
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private int report(Dataset data, JobFigures figures, Comparison comparison, double seconds, PrintWriter out) {
        long predicted = figures.count(Scenario.RESULTS);
        boolean complete = predicted == data.rows();
        out.printf(
                Locale.ROOT,
                "%n%,d rows, %,d predictions in %.1f s, %s%n%n",
                data.rows(),
                predicted,
                seconds,
                scenario.learner());
        out.println(comparison.table());
        out.println(
                comparison.equal()
                        ? "the job's figures are those of the learner on the file"
                        : "THE JOB'S FIGURES ARE NOT THOSE OF THE LEARNER ON THE FILE");
        out.println("predictions, figures and configuration are in " + output);
        out.flush();
        return complete && comparison.equal() ? 0 : 1;
    }

    private static void deleteAll(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }
}
