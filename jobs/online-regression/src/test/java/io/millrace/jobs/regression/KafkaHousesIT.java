package io.millrace.jobs.regression;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.common.job.Jobs;
import io.millrace.learners.Learners;
import io.millrace.learners.Schema;
import io.millrace.learners.evaluation.Horizon;
import io.millrace.learners.evaluation.PrequentialRegressor;
import io.millrace.learners.evaluation.RegressionEvaluation;
import io.millrace.learners.evaluation.RegressionFigures;
import io.millrace.testing.FlinkExtension;
import io.millrace.testing.JsonLines;
import io.millrace.testing.KafkaExtension;
import io.millrace.testing.MiniClusters;
import io.millrace.testing.TestData;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A topic of rows through a real broker: the figures are those that the same rows have in the loop of predicting and learning. */
class KafkaHousesIT {
    @RegisterExtension
    static final FlinkExtension FLINK = MiniClusters.extension(1, 2);

    @RegisterExtension
    static final KafkaExtension KAFKA = new KafkaExtension();

    @TempDir
    Path folder;

    @Test
    void californiaHousing() throws Exception {
        Path file = TestData.require("regression/california_housing.csv.gz");
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), UTF_8))) {
            List<String> all = lines.lines().toList();
            figuresAreThoseOfTheLoop("houses", List.of(all.get(0).split(",")), all.subList(1, all.size()), "sgd");
        }
    }

    @Test
    void madeUpTrips() throws Exception {
        List<String> rows = Routes.trips(2_000, 1).stream()
                .filter(trip -> !Double.isNaN(trip.minutes()))
                .map(trip -> trip.csv().split(",", 3)[2])
                .toList();
        figuresAreThoseOfTheLoop("trips", List.of("km", "load", "wet", "minutes"), rows, "auto");
    }

    private void figuresAreThoseOfTheLoop(String topic, List<String> columns, List<String> rows, String learner)
            throws Exception {
        KAFKA.createTopic(topic, 1);
        rows.forEach(row -> KAFKA.produce(topic, 0, null, null, row.getBytes(UTF_8)));
        KAFKA.flush();
        // The last column is the target in each of these.
        Path config = Files.writeString(folder.resolve("job.yaml"), """
                source: {type: kafka, kafka: {bootstrap-servers: "%s", topics: %s, bounded: true}, format: csv, csv: {columns: %s}}
                fields: {target: %s}
                learner: {name: %s}
                """.formatted(
                        KAFKA.bootstrapServers(), topic, columns, columns.get(columns.size() - 1), learner));

        Jobs.main(new OnlineRegressionJob(), new String[] {
            "--config", config.toString(), "--sink.type=files", "--sink.files.path=" + folder.resolve(topic)
        });

        List<String> figures = JsonLines.in(folder.resolve(topic).resolve("evaluation")).stream()
                .filter(line ->
                        line.contains("\"horizon\":\"whole\"") && JsonLines.number(line, "records") == rows.size())
                .toList();
        RegressionFigures expected = loop(rows, learner);
        assertThat(figures).hasSize(1);
        assertThat(JsonLines.text(figures.get(0), "model")).isEqualTo("*");
        Map.of(
                        "mae",
                        expected.mae(),
                        "rmse",
                        expected.rmse(),
                        "r2",
                        expected.r2(),
                        "no_change_mae",
                        expected.noChange().mae(),
                        "no_change_r2",
                        expected.noChange().r2(),
                        "mean_rmse",
                        expected.mean().rmse())
                .forEach((name, value) -> assertThat(JsonLines.number(figures.get(0), name))
                        .as(name)
                        .isEqualTo(value));
        assertThat(expected.r2()).as("has learned something").isGreaterThan(0.5);
        assertThat(JsonLines.in(folder.resolve(topic).resolve("results"))).hasSize(rows.size());
        assertThat(JsonLines.in(folder.resolve(topic).resolve("dead-letters"))).isEmpty();
    }

    private static RegressionFigures loop(List<String> rows, String learner) {
        int features = rows.get(0).split(",", -1).length - 1;
        PrequentialRegressor loop =
                new PrequentialRegressor(Learners.regressor(learner).create(Schema.numeric(features), Map.of(), 1), 0);
        RegressionEvaluation evaluation = new RegressionEvaluation(Horizon.whole(), 0);
        for (String row : rows) {
            double[] values = Arrays.stream(row.split(",", -1))
                    .mapToDouble(value -> value.isEmpty() ? Double.NaN : Double.parseDouble(value))
                    .toArray();
            double target = values[features];
            evaluation.add(target, loop.next(Arrays.copyOf(values, features), target));
        }
        return evaluation.figures();
    }
}
