package io.millrace.jobs.classification;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.common.job.Jobs;
import io.millrace.jobs.classification.Table.Outcome;
import io.millrace.testing.FlinkExtension;
import io.millrace.testing.JsonLines;
import io.millrace.testing.MiniClusters;
import io.millrace.testing.TestData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tables with a class in their last column: figures and classes are those of the loop of predicting and learning. */
class FilesClassificationIT {
    @RegisterExtension
    static final FlinkExtension FLINK = MiniClusters.extension(1, 2);

    @TempDir
    Path folder;

    @Test
    void electricityPrices() throws Exception {
        Table table = Table.read(TestData.require("classification/elec.csv.gz"), Set.of("day"), 6_000);
        sameAsTheLoop(table, "hoeffding-tree", Map.of(), "streaming");
    }

    @Test
    void networkIntrusion() throws Exception {
        Table table = Table.read(
                TestData.require("network/nsl_kdd_train_20percent.csv.gz"),
                Set.of("protocol_type", "service", "flag"),
                3_000);
        assertThat(table.rows().stream().map(row -> row.get(41)).distinct()).hasSizeGreaterThan(10);
        sameAsTheLoop(table, "naive-bayes", Map.of(), "batch");
    }

    @Test
    void madeUpPoints() throws Exception {
        for (String mode : List.of("streaming", "batch")) {
            sameAsTheLoop(Table.madeUp(2_000), "hoeffding-tree", Map.of("grace-period", "50"), mode);
        }
    }

    private void sameAsTheLoop(Table table, String learner, Map<String, String> parameters, String mode)
            throws Exception {
        Path in = Files.write(folder.resolve("in.csv"), table.csv());
        Path out = folder.resolve(mode);
        List<String> arguments = new ArrayList<>(List.of(
                "--source.type=files",
                "--source.files.paths=" + in,
                "--source.format=csv",
                "--fields.features=" + String.join(",", table.features()),
                "--fields.nominal=" + String.join(",", table.nominal()),
                "--fields.target=" + table.target(),
                "--learner.name=" + learner,
                "--job.mode=" + mode,
                "--job.parallelism=2",
                "--sink.type=files",
                "--sink.files.path=" + out));
        parameters.forEach((name, value) -> arguments.add("--learner.parameters." + name + "=" + value));
        Jobs.main(new OnlineClassificationJob(), arguments.toArray(String[]::new));

        Outcome expected = table.loop(learner, parameters, 0);
        assertThat(expected.figures().accuracy())
                .isGreaterThan(expected.figures().majorityAccuracy() + 0.1);
        FiguresCheck.assertEquals(out, expected.figures());
        // One subtask learns, two write: how much the model had learned tells the order of the file.
        List<String> results = JsonLines.in(out.resolve("results")).stream()
                .sorted(Comparator.comparingDouble(line -> JsonLines.number(line, "model_records")))
                .toList();
        assertThat(results.stream()
                        .map(line -> (int) JsonLines.number(line, "model_records"))
                        .toList())
                .isEqualTo(IntStream.range(0, table.rows().size()).boxed().toList());
        assertThat(results.stream().map(line -> JsonLines.text(line, "class")).toList())
                .isEqualTo(expected.predictions());
        assertThat(results.stream().map(line -> JsonLines.text(line, "label")).toList())
                .isEqualTo(
                        table.rows().stream().map(row -> row.get(table.width())).toList());
        assertThat(JsonLines.in(out.resolve("dead-letters"))).isEmpty();
    }
}
