package io.millrace.jobs.regression;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.common.job.Jobs;
import io.millrace.jobs.regression.Routes.Trip;
import io.millrace.testing.FlinkExtension;
import io.millrace.testing.JsonLines;
import io.millrace.testing.MiniClusters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same job over the same file in both execution modes: what it predicts is what a plain learner predicts. */
class BatchEqualsStreamingIT {
    private static final int TRIPS = 3_000;
    private static final int ROUTES = 7;

    @RegisterExtension
    static final FlinkExtension FLINK = MiniClusters.extension(1, 2);

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"recursive-least-squares, true", "recursive-least-squares, false", "regression-tree, true", "knn, false"
    })
    void predictionsAreThoseOfAPlainLearner(String learner, boolean keyed) throws Exception {
        List<Trip> trips = Routes.trips(TRIPS, ROUTES);
        Path in = write(trips);
        Map<Integer, Double> expected = Routes.predictions(trips, learner, keyed);
        for (String mode : List.of("streaming", "batch")) {
            Path out = folder.resolve(mode);
            List<String> arguments = new ArrayList<>(List.of(
                    "--job.mode=" + mode,
                    "--job.parallelism=2",
                    "--source.type=files",
                    "--source.files.paths=" + in,
                    "--source.format=csv",
                    "--fields.features=km,load,wet",
                    "--fields.target=minutes",
                    "--fields.id=nr",
                    "--learner.name=" + learner,
                    "--evaluation.every=0",
                    "--sink.type=files",
                    "--sink.files.path=" + out));
            if (keyed) {
                arguments.add("--fields.key=route");
            }
            if (mode.equals("streaming")) {
                arguments.add("--flink.execution.checkpointing.interval=500 ms");
            }
            Jobs.main(new OnlineRegressionJob(), arguments.toArray(String[]::new));
            check(out, trips, expected, keyed);
        }
    }

    private static void check(Path out, List<Trip> trips, Map<Integer, Double> expected, boolean keyed) {
        Map<Integer, Double> predicted = new TreeMap<>();
        for (String line : JsonLines.in(out.resolve("results"))) {
            int nr = (int) JsonLines.number(line, "nr");
            assertThat(predicted.put(nr, JsonLines.number(line, "value")))
                    .as("once")
                    .isNull();
            assertThat(Double.valueOf(JsonLines.number(line, "label")))
                    .isEqualTo(Double.valueOf(trips.get(nr).minutes()));
            assertThat(line.contains("\"route\":")).isEqualTo(keyed);
            if (keyed) {
                assertThat(JsonLines.text(line, "route"))
                        .isEqualTo(trips.get(nr).route());
            }
        }
        assertThat(predicted).isEqualTo(new TreeMap<>(expected)).hasSize(TRIPS);
        assertThat(JsonLines.in(out.resolve("dead-letters")))
                .hasSize(3)
                .extracting(line -> JsonLines.text(line, "reason"))
                .containsExactlyInAnyOrder(
                        "field 'km': expected a finite number, found \"far\"",
                        "refused by its constructor: it has a target, and none of the features",
                        "expected 6 columns, found 3");
    }

    private Path write(List<Trip> trips) throws Exception {
        List<String> lines = new ArrayList<>(List.of(Routes.COLUMNS));
        trips.forEach(trip -> lines.add(trip.csv()));
        lines.add(100, "1,R1,far,1,1,5");
        lines.add(1_000, "2,R1,,,,5");
        lines.add(TRIPS, "3,R1,1");
        return Files.write(folder.resolve("trips.csv"), lines);
    }
}
