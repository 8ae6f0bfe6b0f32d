package io.millrace.local.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalJobIT {
    private final int port = Ports.free(1).get(0);

    @TempDir
    Path folder;

    @Test
    void boundedJobEndsWithZeroAndSaysWhereItsWebUiIs() throws Exception {
        Process job = launch("1000");
        assertThat(job.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(printed()).containsPattern("job [0-9a-f]{32} runs; web UI: http://localhost:\\d+");
        assertThat(job.exitValue()).isZero();
    }

    @Test
    void refusedOptionEndsWithTwoAndOneLine() throws Exception {
        Process job = launch();
        assertThat(job.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(printed().strip()).isEqualTo("length must be given: got 0 arguments");
        assertThat(job.exitValue()).isEqualTo(2);
    }

    @Test
    void terminatedJobIsCancelledAndAnswersRestUntilThen() throws Exception {
        Process job = launch("endless");
        FlinkRest rest = new FlinkRest(URI.create("http://localhost:" + port));
        Waiting.until(
                () -> rest.isUp()
                        && rest.jobs().stream().anyMatch(j -> j.state().equals("RUNNING")),
                Duration.ofSeconds(60),
                () -> "the job did not run: " + printed());
        job.destroy();
        assertThat(job.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(printed()).doesNotContain("Exception").doesNotContain("in order");
        assertThat(job.exitValue()).isEqualTo(143);
    }

    private Process launch(String... arguments) throws IOException {
        MillraceRoot root = MillraceRoot.find();
        return new LocalRun(folder.resolve("home"), port, false)
                .process(root, FlinkDistribution.built(root), JobJar.of(folder.resolve("job.jar")), List.of(arguments))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("printed").toFile())
                .start();
    }

    private String printed() {
        try {
            return Files.readString(folder.resolve("printed"));
        } catch (IOException e) {
            return "";
        }
    }
}
