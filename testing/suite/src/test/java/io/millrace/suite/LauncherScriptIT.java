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
                .contains("demo", "run", "cluster", "kafka", "submit", "list", "savepoint", "stop", "bench");
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
                .contains("no such job: no-such-job", "traffic-monitor");
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
