package io.millrace.jobs.classification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.common.job.Jobs;
import io.millrace.jobs.classification.Table.Outcome;
import io.millrace.testing.FlinkExtension;
import io.millrace.testing.JsonLines;
import io.millrace.testing.KafkaExtension;
import io.millrace.testing.MiniClusters;
import io.millrace.testing.TestData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Labels that come behind, in a topic of their own or in the same file: the prediction made at arrival is what counts. */
class DelayedLabelsIT {
    private static final long START = 1_700_000_000_000L;
    private static final int DELAY = 1_000;

    @RegisterExtension
    static final FlinkExtension FLINK = MiniClusters.extension(1, 2);

    @RegisterExtension
    static final KafkaExtension KAFKA = new KafkaExtension();

    @TempDir
    Path folder;

    @Test
    void phishing() throws Exception {
        bySecondTopic("phishing", Table.read(TestData.require("classification/phishing.csv.gz"), Set.of(), 6_000));
    }

    @Test
    void madeUpPoints() throws Exception {
        bySecondTopic("points", Table.madeUp(3_000));
    }

    /** A row a second; the label of each becomes known just after the row that comes a thousand later. */
    private void bySecondTopic(String topic, Table table) throws Exception {
        KAFKA.createTopic(topic, 1);
        KAFKA.createTopic(topic + ".truth", 1);
        for (int i = 0; i < table.rows().size(); i++) {
            List<String> row = table.rows().get(i);
            long at = START + i * 1_000L;
            String record = i + "," + at + "," + String.join(",", row.subList(0, table.width()));
            String label = "{\"row\":" + i + ",\"known\":" + (at + DELAY * 1_000L + 1) + ",\"is\":\""
                    + row.get(table.width()) + "\"}";
            KAFKA.produce(topic, 0, null, null, record.getBytes(UTF_8));
            KAFKA.produce(topic + ".truth", 0, null, null, label.getBytes(UTF_8));
        }
        KAFKA.flush();
        List<String> columns = new ArrayList<>(List.of("nr", "at"));
        columns.addAll(table.features());
        Path config = Files.writeString(folder.resolve("job.yaml"), """
                source: {type: kafka, kafka: {bootstrap-servers: "%1$s", topics: %2$s, bounded: true}, format: csv, csv: {columns: %3$s}}
                fields: {id: nr, time: at, nominal: %4$s}
                labels: {wait: 2 h, type: kafka, kafka: {bootstrap-servers: "%1$s", topics: %2$s.truth, bounded: true}, id: row, target: is, time: known}
                order: event-time
                learner: {name: hoeffding-tree}
                """.formatted(
                        KAFKA.bootstrapServers(), topic, columns, List.copyOf(table.nominal())));

        Path out = folder.resolve(topic);
        Jobs.main(new OnlineClassificationJob(), new String[] {
            "--config", config.toString(), "--sink.type=files", "--sink.files.path=" + out, "--job.parallelism=2"
        });

        Outcome expected = table.loop("hoeffding-tree", Map.of(), DELAY);
        assertThat(expected.figures().accuracy())
                .isGreaterThan(expected.figures().majorityAccuracy() + 0.1);
        FiguresCheck.assertEquals(out, expected.figures());
        TreeMap<Integer, String> predicted = new TreeMap<>();
        for (String line : JsonLines.in(out.resolve("results"))) {
            predicted.put((int) JsonLines.number(line, "nr"), String.valueOf(JsonLines.text(line, "class")));
            assertThat(JsonLines.text(line, "label")).isNull();
        }
        assertThat(List.copyOf(predicted.values()))
                .isEqualTo(expected.predictions().stream().map(String::valueOf).toList());
        for (String none : List.of("dead-letters", "unlabelled", "unmatched-labels")) {
            assertThat(JsonLines.in(out.resolve(none))).as(none).isEmpty();
        }
    }

    /** Every third row is labelled at once, every third before it comes, the others after it or never. */
    @ParameterizedTest
    @ValueSource(strings = {"streaming", "batch"})
    void inTheSameStream(String mode) throws Exception {
        int rows = 60;
        List<String> lines = new ArrayList<>(List.of("nr,at,x,is"));
        Table plain = new Table(List.of("x", "is"), Set.of(), new ArrayList<>());
        for (int i = 0; i < rows; i++) {
            String is = i % 2 == 0 ? "even" : "odd";
            long at = START + i * 10_000L;
            String label = i + "," + (at + 1_000) + ",," + is;
            if (i % 3 == 1) {
                lines.add(i + "," + (at - 1_000) + ",," + is);
            }
            lines.add(i + "," + at + "," + i % 2 + "," + (i % 3 == 0 ? is : ""));
            if (i % 3 == 2 && i != 5) {
                lines.add(label);
            }
            if (i == 7) {
                lines.add("77," + at + ",,odd");
            }
            if (i != 5) {
                plain.rows().add(List.of("" + i % 2, is));
            }
        }
        Path in = Files.write(folder.resolve("in.csv"), lines);
        Path out = folder.resolve("out");
        Jobs.main(new OnlineClassificationJob(), new String[] {
            "--job.mode=" + mode,
            "--job.parallelism=2",
            "--source.type=files",
            "--source.files.paths=" + in,
            "--source.format=csv",
            "--fields.id=nr",
            "--fields.time=at",
            "--fields.features=x",
            "--fields.target=is",
            "--labels.wait=1 min",
            "--order=event-time",
            "--learner.name=naive-bayes",
            "--sink.type=files",
            "--sink.files.path=" + out
        });

        assertThat(JsonLines.in(out.resolve("dead-letters"))).isEmpty();
        List<String> results = JsonLines.in(out.resolve("results"));
        assertThat(results).hasSize(rows);
        // A label and its record take different ways: one that came before it may have been overtaken.
        for (String line : results) {
            int nr = (int) JsonLines.number(line, "nr");
            String is = nr % 2 == 0 ? "even" : "odd";
            assertThat(JsonLines.text(line, "label")).isIn(nr % 3 == 0 ? List.of(is) : Arrays.asList(is, null));
            assertThat((int) JsonLines.number(line, "model_records")).isEqualTo(nr > 5 ? nr - 1 : nr);
        }
        assertThat(JsonLines.in(out.resolve("unlabelled"))).singleElement().satisfies(line -> assertThat(line)
                .isEqualTo("{\"nr\":\"5\",\"at\":\"2023-11-14T22:14:10Z\",\"x\":1,\"is\":null}"));
        assertThat(JsonLines.in(out.resolve("unmatched-labels")))
                .singleElement()
                .satisfies(
                        line -> assertThat(line).startsWith("{\"nr\":\"77\",").endsWith("\"is\":\"odd\"}"));
        // Predictions for a row do not depend on the row that is never labelled: the loop does without it.
        FiguresCheck.assertEquals(out, plain.loop("naive-bayes", Map.of(), 0).figures());
    }
}
