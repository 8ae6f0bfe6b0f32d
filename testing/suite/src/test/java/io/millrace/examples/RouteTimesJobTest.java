package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.common.job.Jobs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The README's job runs, and gives what one works out by hand. */
final class RouteTimesJobTest {
    @TempDir
    private Path folder;

    /**
     * North, 08:00 to 08:10: 12, 18 and 30 minutes are 20 on average; from 08:10: 16 minutes. South: 7.5 minutes. The line
     * that is no trip is a dead letter.
     */
    @ParameterizedTest
    @ValueSource(strings = {"streaming", "batch"})
    void computesMeansPerRouteAndWindow(String mode) throws Exception {
        Path trips = Files.writeString(folder.resolve("trips.jsonl"), """
                {"route":"north","minutes":12,"started_at":"2026-11-21T08:00:00Z"}
                {"route":"north","minutes":18,"started_at":"2026-11-21T08:04:00Z"}
                {"route":"south","minutes":7.5,"started_at":"2026-11-21T08:04:30Z"}
                {"route":"north","minutes":"soon","started_at":"2026-11-21T08:05:00Z"}
                {"route":"north","minutes":30,"started_at":"2026-11-21T08:09:59.999Z"}
                {"route":"north","minutes":16,"started_at":"2026-11-21T08:10:00Z"}
                """);

        run(mode, trips);

        assertThat(lines("results"))
                .containsExactlyInAnyOrder(
                        "{\"route\":\"north\",\"window_end\":\"2026-11-21T08:10:00Z\",\"trips\":3,\"mean_minutes\":20}",
                        "{\"route\":\"north\",\"window_end\":\"2026-11-21T08:20:00Z\",\"trips\":1,\"mean_minutes\":16}",
                        "{\"route\":\"south\",\"window_end\":\"2026-11-21T08:10:00Z\",\"trips\":1,\"mean_minutes\":7.5}");
        assertThat(lines("dead-letters")).singleElement().asString().contains("\"offset\":4", "minutes");
    }

    @Test
    void printsItsOptions() {
        assertThat(Jobs.help(new RouteTimesJob())).contains("--window (duration", "Default: 10 min");
    }

    private void run(String mode, Path trips) throws Exception {
        RouteTimesJob.main(new String[] {
            "--source.type",
            "files",
            "--source.files.paths",
            trips.toString(),
            "--sink.type",
            "files",
            "--sink.files.path",
            folder.resolve("out").toString(),
            "--job.mode",
            mode,
            "--job.parallelism",
            "2",
        });
    }

    private List<String> lines(String output) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder.resolve("out").resolve(output))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                assertThat(file.getFileName().toString()).doesNotStartWith(".");
                lines.addAll(Files.readAllLines(file));
            }
        }
        return lines;
    }
}
