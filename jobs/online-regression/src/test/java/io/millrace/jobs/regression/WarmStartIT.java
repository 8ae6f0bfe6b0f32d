package io.millrace.jobs.regression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.job.Jobs;
import io.millrace.jobs.regression.Routes.Trip;
import io.millrace.testing.FlinkExtension;
import io.millrace.testing.JsonLines;
import io.millrace.testing.KafkaExtension;
import io.millrace.testing.MiniClusters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models that one job exports are what another begins with, as if one had seen it all. */
class WarmStartIT {
    @RegisterExtension
    static final FlinkExtension FLINK = MiniClusters.extension(1, 2);

    @RegisterExtension
    static final KafkaExtension KAFKA = new KafkaExtension();

    @TempDir
    Path folder;

    private final List<Trip> trips = Routes.trips(1_000, 3);

    private void run(String name, List<Trip> some, boolean keyed, String learner, String... more) throws Exception {
        List<String> lines = new ArrayList<>(List.of(Routes.COLUMNS));
        some.forEach(trip -> lines.add(trip.csv()));
        Path in = Files.write(folder.resolve(name + ".csv"), lines);
        List<String> arguments = new ArrayList<>(List.of(
                "--source.type=files",
                "--source.files.paths=" + in,
                "--source.format=csv",
                "--fields.features=km,load,wet",
                "--fields.target=minutes",
                "--fields.id=nr",
                "--learner.name=" + learner,
                "--job.parallelism=2",
                "--sink.type=files",
                "--sink.files.path=" + folder.resolve(name)));
        if (keyed) {
            arguments.add("--fields.key=route");
        }
        arguments.addAll(List.of(more));
        Jobs.main(new OnlineRegressionJob(), arguments.toArray(String[]::new));
    }

    private TreeMap<Integer, Double> predictions(String name) {
        TreeMap<Integer, Double> predictions = new TreeMap<>();
        JsonLines.in(folder.resolve(name).resolve("results"))
                .forEach(line -> predictions.put((int) JsonLines.number(line, "nr"), JsonLines.number(line, "value")));
        return predictions;
    }

    @ParameterizedTest
    @CsvSource({
        "true, recursive-least-squares, files",
        "false, sgd, kafka",
        "false, knn, files",
        "true, regression-tree, kafka"
    })
    void asIfOneJobHadSeenItAll(boolean keyed, String learner, String through) throws Exception {
        String topic = learner + "-" + through;
        String brokers = KAFKA.bootstrapServers();
        boolean files = through.equals("files");
        String[] to = files
                ? new String[] {"--models.export-at-end=true"}
                : new String[] {
                    "--models.export-at-end=true",
                    "--models.type=kafka",
                    "--models.kafka.topic=" + topic,
                    "--models.kafka.bootstrap-servers=" + brokers
                };
        String[] from = files
                ? new String[] {
                    "--warm-start.type=files",
                    "--warm-start.files.paths=" + folder.resolve("first").resolve("models")
                }
                : new String[] {
                    "--warm-start.type=kafka",
                    "--warm-start.kafka.topics=" + topic,
                    "--warm-start.kafka.bootstrap-servers=" + brokers
                };

        run("first", trips.subList(0, 600), keyed, learner, to);
        run("second", trips.subList(600, 1_000), keyed, learner, from);

        Map<Integer, Double> expected = new TreeMap<>(Routes.predictions(trips, learner, keyed));
        TreeMap<Integer, Double> both = predictions("first");
        both.putAll(predictions("second"));
        assertThat(both).isEqualTo(expected);
        assertThat(JsonLines.in(folder.resolve("second").resolve("models"))).isEmpty();
    }

    @Test
    void whatIsNoModelStopsTheJobAndSaysWhereItStands() throws Exception {
        Path file = Files.writeString(folder.resolve("models.jsonl"), "{\"model\":\"a\"}\n");
        assertThatThrownBy(() ->
                        run("third", trips, true, "sgd", "--warm-start.type=files", "--warm-start.files.paths=" + file))
                .hasStackTraceContaining("warm-start: no model, in ")
                .hasStackTraceContaining(
                        "models.jsonl, partition -1, offset or line 1: field 'exported_at' is missing");
    }

    @Test
    void aModelOfOtherFeaturesStopsTheJob() throws Exception {
        run("first", trips.subList(0, 100), false, "sgd", "--models.export-at-end=true");
        assertThatThrownBy(() -> run(
                        "second",
                        trips,
                        false,
                        "sgd",
                        "--fields.features=km,load",
                        "--warm-start.type=files",
                        "--warm-start.files.paths=" + folder.resolve("first").resolve("models")))
                .hasStackTraceContaining("the model's features are ");
    }
}
