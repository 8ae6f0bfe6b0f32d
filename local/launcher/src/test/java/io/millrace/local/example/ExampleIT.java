package io.millrace.local.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.local.evaluate.Dataset;
import io.millrace.local.evaluate.TableFile;
import io.millrace.local.evaluate.Task;
import io.millrace.testing.TestData;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each example with few rows, generated and real: it ends by itself, and its figures are those of its predictions. */
final class ExampleIT {
    @TempDir
    private Path folder;

    static List<Scenario> scenarios() {
        return Scenario.ALL;
    }

    /** Enough for labels that come later to come while rows do. */
    private static long rows(Scenario scenario) {
        return scenario.delay() == 0 ? 600 : scenario.delay() + 300;
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void runsOnGeneratedRows(Scenario scenario) throws Exception {
        Path table = folder.resolve("again.csv");
        scenario.made().get().write(table, rows(scenario));

        run(scenario, Path.of(""), table, "a generated stream of the same shape");
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void runsOnTheDataSet(Scenario scenario) throws Exception {
        Path table = TestData.require(scenario.file());

        run(scenario, table, table, table.toString());
    }

    private void run(Scenario scenario, Path given, Path same, String source) throws Exception {
        long rows = rows(scenario);
        List<String> before = scratch();
        StringWriter out = new StringWriter();

        int exit = new ExampleRun(scenario, given, rows, 0, folder.resolve("out")).run(new PrintWriter(out, true));

        assertThat(exit).as(out.toString()).isZero();
        assertThat(scratch()).isEqualTo(before);
        assertThat(out.toString())
                .contains(source, "source:\n", "the job's figures are those of the learner on the file");
        List<JsonNode> predictions = predictions();
        assertThat(predictions).hasSize((int) rows);
        Dataset data = TableFile.of(same, scenario.task()).limited(rows).read();
        double figure = scenario.task() == Task.REGRESSION
                ? r2(predictions, data)
                : scenario.delay() == 0 ? accuracy(predictions) : accuracyById(predictions, data);
        assertThat(figure).isBetween(0.05, 0.999);
        // Once of the job, once of the learner on the file.
        String title = scenario.task() == Task.REGRESSION ? "R2 " : "accuracy ";
        String line = out.toString()
                .lines()
                .filter(each -> each.startsWith(title) && !each.contains("of"))
                .findFirst()
                .orElseThrow();
        String[] columns = line.split(" +");
        assertThat(columns).hasSize(3);
        assertThat(Double.parseDouble(columns[1])).isCloseTo(figure, within(6e-6));
        assertThat(columns[2]).isEqualTo(columns[1]);
    }

    private static double accuracy(List<JsonNode> predictions) {
        long hits = predictions.stream()
                .filter(each ->
                        each.path("class").asText().equals(each.path("label").asText()))
                .count();
        return (double) hits / predictions.size();
    }

    private static double accuracyById(List<JsonNode> predictions, Dataset data) {
        long hits = predictions.stream()
                .filter(each -> {
                    int row = each.path("id").asInt();
                    return data.classes()
                            .get(data.labels()[row])
                            .equals(each.path("class").asText());
                })
                .count();
        return (double) hits / predictions.size();
    }

    private static double r2(List<JsonNode> predictions, Dataset data) {
        double mean = 0;
        for (double target : data.targets()) {
            mean += target / data.rows();
        }
        double errors = 0;
        double spread = 0;
        for (JsonNode each : predictions) {
            double target = each.path("label").asDouble();
            errors += Math.pow(each.path("value").asDouble() - target, 2);
            spread += Math.pow(target - mean, 2);
        }
        return 1 - errors / spread;
    }

    private List<JsonNode> predictions() throws Exception {
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder.resolve("out/results"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                for (String line : Files.readAllLines(file)) {
                    all.add(json.readTree(line));
                }
            }
        }
        return all;
    }

    private static List<String> scratch() throws Exception {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("millrace-example"))
                    .sorted()
                    .toList();
        }
    }
}
