package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.common.codec.Encoder;
import io.millrace.common.codec.WireFormat;
import io.millrace.operators.Example;
import io.millrace.operators.Model;
import io.millrace.operators.ModelRecord;
import io.millrace.operators.ModelSpec;
import io.millrace.operators.Models;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ModelCommandTest {
    private static final List<ModelSpec.Feature> FEATURES =
            List.of(new ModelSpec.Feature("rooms", false), new ModelSpec.Feature("town", true));

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine line = Millrace.commandLine();
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        List<String> all = new ArrayList<>(List.of("model"));
        all.addAll(List.of(arguments));
        return line.execute(all.toArray(String[]::new));
    }

    /** A line, y = 3 rooms + 1 in town a, one more in town b. */
    private static ModelRecord exported(String learner, String key, long version, int records) {
        ModelSpec spec = new ModelSpec(ModelSpec.Task.REGRESSION, learner, Map.of(), FEATURES, 7);
        Models models = new Models(spec);
        Model model = models.create();
        for (int i = 0; i < records; i++) {
            double rooms = i % 7;
            String town = i % 2 == 0 ? "a" : "b";
            model.learn(new Example(
                    null,
                    key,
                    i,
                    new double[] {rooms, Double.NaN},
                    new String[] {town},
                    null,
                    3 * rooms + (i % 2 == 0 ? 1 : 2),
                    Example.Action.BOTH));
        }
        return new ModelRecord(
                ModelRecord.name(key, 0, 1),
                key,
                version,
                version,
                0,
                1,
                "regressor/" + learner,
                records,
                Base64.getEncoder().encodeToString(models.export(model)));
    }

    private Path write(ModelRecord... records) throws IOException {
        Encoder<ModelRecord> encoder = WireFormat.JSON.encoder(ModelRecord.FORMAT);
        StringBuilder lines = new StringBuilder();
        for (ModelRecord record : records) {
            lines.append(new String(encoder.encode(record), StandardCharsets.UTF_8))
                    .append('\n');
        }
        return Files.writeString(folder.resolve("models.jsonl"), lines);
    }

    @Test
    void listsTheNewestOfEachModel() throws IOException {
        write(exported("sgd", "a", 10, 50), exported("sgd", "b", 10, 60), exported("sgd", "a", 20, 70));

        assertThat(run(folder.toString())).isZero();
        assertThat(out.toString().lines())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("a, regressor/sgd, learned 70, ")
                        && line.endsWith("exported 1970-01-01T00:00:00.020Z, from rooms, town (nominal)"))
                .anyMatch(line -> line.startsWith("b, regressor/sgd, learned 60, "));
    }

    @Test
    void writesPmml() throws IOException {
        Path file = write(exported("recursive-least-squares", "", 10, 100));
        Path document = folder.resolve("model.pmml");

        assertThat(run(file.toString(), "--target", "price", "--pmml", document.toString()))
                .as(err.toString())
                .isZero();
        assertThat(document)
                .content()
                .contains("<PMML xmlns=\"http://www.dmg.org/PMML-4_4\" version=\"4.4\">")
                .contains("<DataField name=\"price\" optype=\"continuous\" dataType=\"double\">")
                .contains("<Value value=\"a\"></Value><Value value=\"b\"></Value>");
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        Path file = write(exported("sgd", "a", 10, 50), exported("sgd", "b", 10, 60));
        String document = folder.resolve("x.pmml").toString();

        assertThat(run(file.toString(), "--pmml", document)).isOne();
        assertThat(run(file.toString(), "--key", "c")).isOne();
        assertThat(run(folder.resolve("none").toString())).isOne();
        write(exported("knn", "a", 10, 50));
        assertThat(run(file.toString(), "--pmml", document)).isEqualTo(2);
        Files.writeString(file, "{\"model\":\"a\"}\n");
        assertThat(run(file.toString())).isOne();
        assertThat(err.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("there are 2 models; --key says which"),
                        line -> assertThat(line).contains("no model of key \"c\""),
                        line -> assertThat(line).contains("no such file or folder"),
                        line -> assertThat(line).contains("regressor/knn cannot be told in PMML"),
                        line -> assertThat(line).contains("line 1 is no exported model"));
    }
}
