package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {
    @TempDir
    Path folder;

    /** The exit code is 0 only when every flow sent is in a window, late, or a dead letter. */
    @Test
    void accountsForEveryFlowAndLeavesItsFilesOnly() throws Exception {
        List<Path> before = scratch();
        Path output = folder.resolve("out");
        assertThat(new Demo(Duration.ofSeconds(10), 1_000, output).run()).isZero();
        assertThat(scratch()).isEqualTo(before);

        Map<String, JsonNode> last = new HashMap<>();
        for (JsonNode result : lines(output.resolve("results"))) {
            if (!result.path("window").asText().equals("5 s")) {
                continue;
            }
            last.merge(
                    result.path("device").asText() + result.path("window_start").asText(),
                    result,
                    (a, b) -> a.path("update").asLong() > b.path("update").asLong() ? a : b);
        }
        long windowed =
                last.values().stream().mapToLong(r -> r.path("count").asLong()).sum();
        int late = lines(output.resolve("late")).size();
        int dead = lines(output.resolve("dead-letters")).size();
        // About 10,000 flows, one in a hundred of them damaged.
        assertThat(windowed + late + dead).isBetween(8_000L, 12_000L);
        assertThat(dead).isBetween(50, 170);
        assertThat(last.values().stream().map(r -> r.path("device").asText()).distinct())
                .hasSize(DemoFeed.DEVICES);
        assertThat(last.values()).anyMatch(r -> r.path("lost").asLong() > 5);
        assertThat(last.values())
                .allMatch(r -> r.path("p50").asDouble() <= r.path("p99").asDouble()
                        && r.path("p99").asDouble() <= r.path("max_value").asDouble());
        assertThat(lines(output.resolve("top")))
                .isNotEmpty()
                .allMatch(r -> r.path("rank").asLong() <= 3 && r.path("total").asLong() > 0);
    }

    private static List<Path> scratch() throws Exception {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(f -> f.getFileName().toString().startsWith("millrace-demo"))
                    .sorted()
                    .toList();
        }
    }

    private static List<JsonNode> lines(Path folder) throws Exception {
        List<JsonNode> all = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return all;
        }
        ObjectMapper json = new ObjectMapper();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                for (String line : Files.readAllLines(file)) {
                    all.add(json.readTree(line));
                }
            }
        }
        return all;
    }
}
