package io.millrace.local.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EvaluatorTest {
    @TempDir
    private Path folder;

    /** Labels come in pairs: a a b b a a b b. */
    private Dataset pairs(int rows) throws IOException {
        StringBuilder csv = new StringBuilder("x,<b>&y\n");
        for (int i = 0; i < rows; i++) {
            csv.append(i % 7).append(i / 2 % 2 == 0 ? ",a\n" : ",b\n");
        }
        return TableFile.of(Files.writeString(folder.resolve("pairs.csv"), csv), Task.CLASSIFICATION)
                .read();
    }

    private Dataset ramp(int rows) throws IOException {
        StringBuilder csv = new StringBuilder("x,y\n");
        for (int i = 0; i < rows; i++) {
            csv.append(i % 7).append(',').append(10 + i).append('\n');
        }
        return TableFile.of(Files.writeString(folder.resolve("ramp.csv"), csv), Task.REGRESSION)
                .read();
    }

    private static EvaluationPlan plan(Dataset data, String learners, int delay) {
        return new EvaluationPlan(Choice.of(data.task().role(), learners, "--learner", Map.of()), List.of(), delay, 1);
    }

    private static List<Result> run(Dataset data, EvaluationPlan plan) {
        return new Evaluator(data, plan, (learner, done, all) -> {}).run();
    }

    @Test
    void classesAreEvaluatedAtArrivalAndLearnedLater() throws IOException {
        Dataset data = pairs(2_000);

        // Every second label is that of the row before; with one row in between none but by chance of the pattern.
        Result atOnce = run(data, plan(data, "no-change", 0)).get(0);
        assertThat(atOnce.figure("accuracy")).isEqualTo(1_000 / 2_000.0);
        assertThat(atOnce.figure("noChangeAccuracy")).isEqualTo(0.5);
        assertThat(atOnce.figure("kappaTemporal")).isZero();
        // Two rows back the label is always the other one, four rows back always the same.
        assertThat(run(data, plan(data, "no-change", 1)).get(0).figure("accuracy"))
                .isZero();
        Result late = run(data, plan(data, "no-change", 3)).get(0);
        assertThat(late.figure("accuracy")).isEqualTo(1_996 / 2_000.0);
        assertThat(late.figure("noChangeAccuracy")).isEqualTo(1_996 / 2_000.0);
        assertThat(late.rows()).isEqualTo(2_000);
        assertThat(late.perSecond()).isPositive();
        assertThat(late.modelBytes()).isPositive();
    }

    @Test
    void numbersLikewise() throws IOException {
        Dataset data = ramp(1_000);

        Result result = run(data, plan(data, "no-change", 4)).get(0);

        // Five behind, but for the first five, which are predicted as 0: 10 to 14.
        assertThat(result.figure("mae")).isCloseTo((995 * 5 + 10 + 11 + 12 + 13 + 14) / 1_000.0, within(1e-12));
        assertThat(result.figure("mae")).isEqualTo(result.figure("noChangeMae"));
        assertThat(result.curve()
                        .points()
                        .get(result.curve().points().size() - 1)
                        .records())
                .isEqualTo(1_000);
    }

    @Test
    void progressEndsWhereAllIsDone() throws IOException {
        Dataset data = pairs(1_500);
        List<Long> done = new ArrayList<>();
        new Evaluator(data, plan(data, "no-change,majority-class", 0), (learner, rows, all) -> {
                    assertThat(all).isEqualTo(3_000);
                    done.add(rows);
                })
                .run();

        assertThat(done).isSorted().startsWith(0L).endsWith(3_000L);
    }

    @Test
    void jsonIsOneObjectInOneLine() throws IOException {
        Dataset data = pairs(100);
        EvaluationPlan plan = plan(data, "no-change,knn", 2);
        List<Result> results = run(data, plan);

        String line = new ResultText(data, plan).json(results.get(1));

        assertThat(line).doesNotContain("\n");
        assertThat(fields(line))
                .containsEntry("learner", "knn")
                .containsEntry("task", "classification")
                .containsEntry("target", "<b>&y")
                .containsEntry("rows", "100")
                .containsEntry("delay", "2")
                .containsEntry("seed", "1")
                .containsEntry("classes", "2")
                .containsEntry("neighbours", "10")
                .containsKeys(
                        "accuracy",
                        "kappa",
                        "kappaTemporal",
                        "kappaM",
                        "macroF1",
                        "logLoss",
                        "noChangeAccuracy",
                        "majorityAccuracy",
                        "instancesPerSecond",
                        "modelBytes");
        Dataset numbers = ramp(100);
        EvaluationPlan other = plan(numbers, "mean", 0);
        assertThat(fields(
                        new ResultText(numbers, other).json(run(numbers, other).get(0))))
                .containsEntry("task", "regression")
                .containsKeys("rmse", "mae", "r2", "meanRmse", "meanMae", "meanR2", "noChangeRmse", "modelBytes");
    }

    /** All fields with values, those of inner objects too. */
    private static Map<String, String> fields(String json) throws IOException {
        Map<String, String> found = new LinkedHashMap<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isScalarValue()) {
                    found.put(parser.currentName(), parser.getText());
                }
            }
        }
        return found;
    }

    @Test
    void curvesAreCsv() throws IOException {
        Dataset data = pairs(300);
        EvaluationPlan plan = plan(data, "no-change,knn", 0);

        List<String> lines =
                new ResultText(data, plan).curves(run(data, plan)).lines().toList();

        assertThat(lines.get(0)).startsWith("learner,rows,accuracy,kappa,");
        assertThat(lines).hasSize(1 + 2 * 300).allMatch(line -> line.split(",", -1).length == 10);
        assertThat(lines.get(300)).startsWith("no-change,300,0.5,");
        assertThat(lines.get(301)).startsWith("knn,1,0.0,");
    }

    @Test
    void thePageNeedsNothingElse() throws IOException {
        for (Dataset data : List.of(pairs(300), ramp(300))) {
            EvaluationPlan plan = plan(data, "no-change,knn", 1);

            String page = new HtmlPage(data, plan, run(data, plan)).text();

            assertThat(page)
                    .doesNotContain("http:", "https:", "src=", "<link", "@import", "url(data", "{{", "NaN", "Infinity")
                    .contains("prefers-color-scheme: dark", "<svg id=\"recent\"", "<svg id=\"total\"", "pointermove");
            assertThat(page.split("<path class=\"line c0\" data-line", -1))
                    .as("knn in two charts")
                    .hasSize(3);
            assertThat(page.split("<path class=\"line base0\" data-line", -1))
                    .as("no change, once in each")
                    .hasSize(3);
        }
        Dataset data = pairs(50);
        EvaluationPlan plan = plan(data, "knn", 0);
        assertThat(new HtmlPage(data, plan, run(data, plan)).text())
                .contains("&lt;b&gt;&amp;y", "knn on pairs.csv")
                .doesNotContain("<b>&y");
    }

    @Test
    void oneRowIsEnough() throws IOException {
        Dataset data = pairs(1);
        EvaluationPlan plan = plan(data, "no-change,knn", 5);
        List<Result> results = run(data, plan);

        assertThat(results.get(0).figure("accuracy")).isZero();
        assertThat(new HtmlPage(data, plan, results).text()).contains("<svg");
        assertThat(new ResultText(data, plan).table(results)).contains("no-change", "baseline: majority class");
    }

    @Test
    void aDelayOutOfRangeIsRefused() {
        assertThatThrownBy(() -> new EvaluationPlan(List.of(), List.of(), -1, 1))
                .hasMessage("--delay is 0 to 10000000, not -1");
    }
}
