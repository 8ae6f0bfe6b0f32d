package io.millrace.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** scripts/millrace as one types it, on what the build has made. */
final class LauncherScriptIT {
    @TempDir
    private Path folder;

    private record Outcome(int exit, String out, String err) {}

    @Test
    void helpNamesEveryCommand() throws Exception {
        Outcome help = millrace("--help");

        assertThat(help.exit()).isZero();
        assertThat(help.out())
                .contains(
                        "demo",
                        "example",
                        "run",
                        "cluster",
                        "kafka",
                        "submit",
                        "list",
                        "savepoint",
                        "stop",
                        "learners",
                        "evaluate",
                        "bench");
        assertThat(help.err()).isEmpty();
    }

    @Test
    void worksThroughALinkAndFromAnyFolder() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("millrace"), Tree.ROOT.resolve("scripts/millrace"));

        assertThat(start(List.of(link.toString(), "--help")).exit()).isZero();
    }

    @Test
    void anUnknownCommandIsRefusedInOneLine() throws Exception {
        Outcome refused = millrace("clutser");

        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err().lines()).singleElement().asString().startsWith("millrace: no such command: clutser");
    }

    @Test
    void withoutACommandItSaysWhichThereAre() throws Exception {
        Outcome refused = millrace();

        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err().lines()).singleElement().asString().contains("which command?", "cluster");
    }

    @Test
    void aJobSaysItsOptions() throws Exception {
        Outcome help = millrace("run", "traffic-monitor", "--help");

        assertThat(help.exit()).isZero();
        assertThat(help.out()).contains("--windows", "--source.kafka.topics", "--allowed-lateness");
    }

    @Test
    void theLearningJobsAreFoundByName() throws Exception {
        for (String job : List.of("online-regression", "online-classification")) {
            Outcome help = millrace("run", job, "--help");
            assertThat(help.exit()).isZero();
            assertThat(help.out()).startsWith(job + ": predicts a").contains("--fields.features", "--learner.name");
        }
        Outcome refused = millrace(
                "run",
                "online-regression",
                "--source.type",
                "generator",
                "--fields.features",
                "bytes",
                "--learner.name",
                "recursive-least-square");
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err().lines())
                .singleElement()
                .asString()
                .contains("learner.name", "recursive-least-squares");
    }

    @Test
    void aMisspelledOptionIsRefusedInOneLineWithTheNearest() throws Exception {
        Outcome refused = millrace("run", "traffic-monitor", "--source.type", "generator", "--windws", "10 s");

        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err().lines()).singleElement().asString().contains("windws", "windows");
    }

    @Test
    void aJobThatIsNotThereIsRefusedWithThoseThatAre() throws Exception {
        Outcome refused = millrace("run", "no-such-job");

        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err().lines())
                .singleElement()
                .asString()
                .contains("no such job: no-such-job", "online-classification, online-regression, traffic-monitor");
    }

    @Test
    void learnersAreTriedOnATable() throws Exception {
        Path table = Files.writeString(folder.resolve("t.csv"), "x,y\n" + "1,a\n2,b\n".repeat(200));
        Path page = folder.resolve("page.html");

        Outcome tried = millrace(
                "evaluate",
                "--task",
                "classification",
                "--learner",
                "no-change,knn",
                "--learner.neighbours",
                "3",
                "--input",
                table.toString(),
                "--html",
                page.toString());

        assertThat(tried.exit()).as(tried.err()).isZero();
        // What comes and goes at every row is never the last label, and soon always the nearest ones'.
        List<String> lines = tried.out().lines().toList();
        assertThat(lines.get(lines.size() - 2))
                .startsWith("{\"learner\":\"no-change\"")
                .contains("\"accuracy\":0.0,");
        assertThat(lines.get(lines.size() - 1))
                .startsWith("{\"learner\":\"knn\"")
                .contains("\"accuracy\":0.9");
        assertThat(page).content().contains("<svg");
        assertThat(tried.err()).as("no progress where there is no terminal").isEmpty();
    }

    @Test
    void aTableThatIsWrongIsRefusedWithLineAndColumn() throws Exception {
        Path table = Files.writeString(folder.resolve("t.csv"), "x,y\n1,2\n3,four\n");

        Outcome refused = millrace("evaluate", "--task", "regression", "--learner", "all", "--input", table.toString());

        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err().strip())
                .isEqualTo("millrace: " + table + ":3:3: column \"y\" holds numbers, found \"four\"");
    }

    @Test
    void anExampleShowsItsConfigurationAndItsFigures() throws Exception {
        Path results = folder.resolve("results");

        Outcome shown =
                millrace("example", "house-prices", "--generated", "--rows", "300", "--output", results.toString());

        assertThat(shown.exit()).as(shown.err()).isZero();
        assertThat(shown.out())
                .contains("columns: [longitude, latitude", "300 rows, 300 predictions", "R2 of no change")
                .contains("the job's figures are those of the learner on the file", results.toString());
        assertThat(results.resolve("config.yaml")).isRegularFile();
        assertThat(shown.err()).as("no progress where there is no terminal").isEmpty();
    }

    @Test
    void anExampleThatIsNotThereIsRefusedWithThoseThatAre() throws Exception {
        Outcome refused = millrace("example", "house-price");

        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err().lines())
                .singleElement()
                .asString()
                .contains("there is no example \"house-price\"", "intrusion", "the nearest is house-prices");
    }

    private Outcome millrace(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Tree.ROOT.resolve("scripts/millrace").toString());
        command.addAll(List.of(arguments));
        return start(command);
    }

    private Outcome start(List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("MILLRACE_BUILD", "never");
        builder.environment().put("MILLRACE_HOME", folder.resolve("home").toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
