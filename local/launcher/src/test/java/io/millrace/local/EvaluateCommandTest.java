package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EvaluateCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int millrace(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Millrace.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private int evaluate(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("evaluate", "--input", file().toString()));
        arguments.addAll(List.of(more));
        return millrace(arguments.toArray(String[]::new));
    }

    private Path file() throws IOException {
        Path file = folder.resolve("points.csv");
        return Files.exists(file)
                ? file
                : Files.writeString(file, "x,y,side\n1,2,left\n2,1,left\n8,9,right\n9,7,right\n");
    }

    private String refusal(String... more) throws IOException {
        assertThat(evaluate(more)).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().strip()).hasLineCount(1);
        return err.toString().strip().replace("millrace: ", "");
    }

    @Test
    void theLastLinesAreOneObjectForEachLearner() throws IOException {
        assertThat(evaluate(
                        "--task",
                        "classification",
                        "--learner",
                        "no-change,knn",
                        "--learner.neighbours",
                        "1",
                        "--learner.knn.window=3",
                        "--seed",
                        "7"))
                .isZero();

        List<String> lines = out.toString().lines().toList();
        assertThat(lines.subList(lines.size() - 2, lines.size()))
                .satisfiesExactly(
                        first -> assertThat(first)
                                .startsWith("{\"learner\":\"no-change\"")
                                .contains("\"accuracy\":0.5,"),
                        second -> assertThat(second)
                                .startsWith("{\"learner\":\"knn\"")
                                .contains("\"neighbours\":\"1\"", "\"window\":\"3\"", "\"seed\":7"));
        assertThat(out.toString()).contains("side (target)  nominal", "baseline: no change");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void stepsGoBeforeTheLearner() throws IOException {
        assertThat(evaluate(
                        "--task",
                        "classification",
                        "--learner",
                        "knn",
                        "--learner.memory",
                        "2 mb",
                        "--features",
                        "standard-scaler,clipping",
                        "--delay",
                        "1"))
                .as(err.toString())
                .isZero();

        assertThat(out.toString().lines().reduce((a, b) -> b).orElse(""))
                .contains("\"featureSteps\":[\"standard-scaler\",\"clipping\"]", "\"memory\":\"2 mb\"", "\"delay\":1");
        assertThat(evaluate("--task", "classification", "--learner", "pipeline", "--features", "clipping"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("pipeline within a pipeline");
    }

    @Test
    void filesAreWrittenWhereTheyAreAskedFor() throws IOException {
        Path curve = folder.resolve("curve.csv");
        Path page = folder.resolve("page.html");

        assertThat(evaluate(
                        "--task",
                        "regression",
                        "--target",
                        "y",
                        "--learner",
                        "mean",
                        "--curve",
                        curve.toString(),
                        "--html",
                        page.toString()))
                .isZero();

        assertThat(curve).content().startsWith("learner,rows,rmse,").contains("\nmean,4,");
        assertThat(page).content().startsWith("<!DOCTYPE html>").endsWith("</html>\n");
        assertThat(out.toString()).contains("curves: " + curve, "page: " + page);
    }

    @Test
    void whatIsWrongIsSaidInOneLineBeforeAnythingStarts() throws IOException {
        String[] task = {"--task", "classification", "--learner", "knn"};

        assertThat(refusal("--task", "clustering", "--learner", "knn"))
                .isEqualTo("--task is classification or regression, not \"clustering\"");
        assertThat(refusal("--task", "classification", "--learner", "k-nn"))
                .isEqualTo("--learner: there is no classifier \"k-nn\"; the nearest is \"knn\"");
        assertThat(refusal(with(task, "--learner.neighbor", "3")))
                .isEqualTo("--learner: knn has no parameter \"neighbor\"; the nearest is \"neighbours\"");
        assertThat(refusal(with(task, "--learner.neighbours", "-3"))).startsWith("--learner knn: neighbours is ");
        assertThat(refusal(with(task, "--learner.neighbours"))).startsWith("--learner.neighbours needs a value");
        assertThat(refusal(with(task, "--learner.neighbours", "--seed"))).startsWith("Missing required parameter");
        assertThat(refusal(with(task, "--limt", "3"))).startsWith("no such option: --limt; did you mean --limit");
        assertThat(refusal(with(task, "--limit", "0"))).isEqualTo("--limit is at least 1, not 0");
        assertThat(refusal(with(task, "--delay", "-1"))).isEqualTo("--delay is 0 to 10000000, not -1");
        assertThat(refusal(with(task, "--features", "none")))
                .startsWith("--features: there is no transformer \"none\"");
        assertThat(refusal(with(task, "--features.bins", "3")))
                .isEqualTo("--features names no steps to have parameters");
        assertThat(refusal(with(task, "--html", "/no/such/folder/x.html")))
                .isEqualTo("--html: there is no folder /no/such/folder");
        assertThat(refusal(with(task, "--curve", folder.toString()))).endsWith(" is a folder");
        assertThat(refusal(with(task, "--target", "sid")))
                .isEqualTo("--target: " + file() + " has no column \"sid\"; the nearest is \"side\"");
    }

    private static String[] with(String[] some, String... more) {
        List<String> all = new ArrayList<>(List.of(some));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    void aBadFileIsNotAWrongCommandLine() throws IOException {
        Files.writeString(file(), "x,side\n1,left\n2\n");

        assertThat(evaluate("--task", "classification", "--learner", "knn")).isEqualTo(1);
        assertThat(err.toString().strip())
                .isEqualTo("millrace: " + file() + ":3: expected 2 fields, as in the header; found 1");
    }

    @Test
    void learnersAreListedAndDescribed() {
        assertThat(millrace("learners")).isZero();
        assertThat(out.toString()).contains("classifiers\n", "regressors\n", "  no-change ");
        assertThat(millrace("learners", "knn")).isZero();
        assertThat(out.toString())
                .contains("knn, a classifier: ", "knn, a regressor: ", "  neighbours (a whole number from 1 to ");
        assertThat(millrace("learners", "knm")).isEqualTo(2);
        assertThat(err.toString()).isEqualTo("millrace: there is no learner \"knm\"; the nearest is \"knn\"\n");
    }

    @Test
    void progressIsForTerminals() {
        ByteArrayOutputStream silent = new ByteArrayOutputStream();
        try (ProgressBar bar = new ProgressBar(new PrintStream(silent, true, StandardCharsets.UTF_8), false)) {
            bar.at("knn", 1, 2);
        }
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        try (ProgressBar bar = new ProgressBar(new PrintStream(shown, true, StandardCharsets.UTF_8), true)) {
            bar.at("knn", 1, 2);
        }

        assertThat(silent.size()).isZero();
        assertThat(shown.toString(StandardCharsets.UTF_8))
                .contains("[###############...............]  50 % knn")
                .endsWith("\r\u001b[K");
        assertThat(ProgressBar.line("knn", 250, 1_000, 10)).endsWith(" 25 % knn, some 30 s to go");
        assertThat(ProgressBar.line("knn", 0, 0, 10)).endsWith("  0 % knn");
    }
}
