package io.millrace.jobs.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.common.job.Jobs;
import io.millrace.common.options.Durations;
import io.millrace.testing.FlinkExtension;
import io.millrace.testing.MiniClusters;
import io.millrace.testing.flows.Flows;
import io.millrace.testing.flows.SentFlow;
import io.millrace.testing.flows.WindowResult;
import io.millrace.testing.flows.WindowTruth;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same program over the same files, as a batch job and as a streaming job. The files follow one another in time, as
 * logs do: over files that overlap in time, a streaming job would find records late that come in the last of them.
 */
class BatchEqualsStreamingIT {
    private static final long START = 1_700_000_000_000L;
    private static final Duration FILE_LENGTH = Duration.ofMinutes(2);
    private static final int FILES = 4;
    private static final int PER_FILE = 5_000;
    private static final int DAMAGED_EVERY = 100;
    private static final int DEVICES = 20;

    @RegisterExtension
    static final FlinkExtension FLINK = MiniClusters.extension(1, 2);

    @TempDir
    Path folder;

    private final List<SentFlow> whole = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"json", "csv"})
    void batchGivesTheSameResultsAsStreaming(String format) throws Exception {
        Path in = writeFiles(format);
        List<String> streaming = run(in, format, "streaming");
        List<String> batch = run(in, format, "batch");

        assertThat(withoutSpread(batch)).isEqualTo(withoutSpread(streaming));
        for (String size : List.of("10 s", "1 min", "2500 ms")) {
            WindowTruth truth = WindowTruth.of(whole, Durations.parse(size));
            assertThat(truth.size()).isGreaterThan(150);
            truth.assertEquals(of(size, streaming), false);
            truth.assertEquals(of(size, batch), false);
        }
        assertThat(streaming).anyMatch(line -> line.contains("\"30 s / 10 s\""));
        assertThat(streaming).anyMatch(line -> line.contains("\"session 2 s\""));

        List<String> deadLetters = withoutTime(lines("streaming", "dead-letters"));
        assertThat(deadLetters).hasSize(FILES * PER_FILE / DAMAGED_EVERY);
        assertThat(withoutTime(lines("batch", "dead-letters"))).isEqualTo(deadLetters);
        assertThat(lines("streaming", "late")).isEmpty();
        assertThat(lines("batch", "late")).isEmpty();
        // three for each window of 10 s alone
        assertThat(lines("streaming", "top")).hasSizeGreaterThan(FILES * 12 * 3);
        assertThat(lines("batch", "top")).isEqualTo(lines("streaming", "top"));
    }

    private List<String> run(Path in, String format, String mode) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "--job.mode=" + mode,
                "--job.parallelism=2",
                "--source.type=files",
                "--source.files.paths=" + in,
                "--source.format=" + format,
                "--fields.key=device",
                "--fields.time=sent_at",
                "--fields.value=bytes",
                "--fields.sequence=seq",
                "--fields.arrival=arrived",
                "--windows=10 s, 30 s / 10 s, session 2 s, 1 min, 2500 ms",
                "--top-talkers=3",
                "--time.idleness=2 min",
                "--sink.type=files",
                "--sink.files.path=" + folder.resolve(mode)));
        if (mode.equals("streaming")) {
            arguments.add("--flink.execution.checkpointing.interval=500 ms");
        }
        Jobs.main(new TrafficMonitorJob(), arguments.toArray(new String[0]));
        return lines(mode, "results");
    }

    private Path writeFiles(String format) throws IOException {
        boolean csv = format.equals("csv");
        Path in = Files.createDirectories(folder.resolve("in"));
        Flows flows = new Flows(23, DEVICES);
        for (int file = 0; file < FILES; file++) {
            long start = START + file * FILE_LENGTH.toMillis();
            List<String> lines = new ArrayList<>();
            if (csv) {
                lines.add("device,sent_at,bytes,seq,arrived");
            }
            for (SentFlow flow :
                    Flows.disordered(flows.next(start, FILE_LENGTH, PER_FILE), Duration.ofSeconds(1), file)) {
                boolean damaged = lines.size() % DAMAGED_EVERY == DAMAGED_EVERY / 2;
                lines.add(csv ? csv(flow, damaged) : json(flow, damaged));
                if (!damaged) {
                    whole.add(flow);
                }
            }
            write(in.resolve("flows-" + file + (csv ? ".csv.gz" : ".jsonl")), lines, csv);
        }
        return in;
    }

    private static String csv(SentFlow f, boolean damaged) {
        return f.device() + "," + f.time() + "," + (damaged ? "many" : f.bytes()) + "," + f.sequence() + ","
                + f.arrival();
    }

    private static String json(SentFlow f, boolean damaged) {
        return "{\"device\":\"" + f.device() + "\",\"sent_at\":" + f.time() + ",\"bytes\":" + f.bytes() + ",\"seq\":"
                + f.sequence() + (damaged ? "" : ",\"arrived\":" + f.arrival() + "}");
    }

    private static void write(Path file, List<String> lines, boolean gzip) throws IOException {
        byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        try (OutputStream raw = Files.newOutputStream(file);
                OutputStream out = gzip ? new GZIPOutputStream(raw) : raw) {
            out.write(bytes);
        }
    }

    /** The lines of an output's finished files, sorted; none where it has no folder. */
    private List<String> lines(String mode, String output) throws IOException {
        Path written = folder.resolve(mode).resolve(output);
        if (!Files.exists(written)) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.walk(written)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .toList()) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        return lines.stream().sorted().toList();
    }

    /** The standard deviation's last digits depend on the order of the records: the truth judges it. */
    private static List<String> withoutSpread(List<String> results) {
        return results.stream()
                .map(line -> line.replaceAll("\"stddev\":[^,]*", "\"stddev\":_"))
                .sorted()
                .collect(Collectors.toList());
    }

    private static List<String> withoutTime(List<String> deadLetters) {
        return deadLetters.stream()
                .map(line -> line.replaceAll("\"time\":\"[^\"]*\"", "\"time\":_"))
                .sorted()
                .toList();
    }

    private static List<WindowResult> of(String window, List<String> results) {
        return results.stream()
                .filter(line -> line.contains("\"window\":\"" + window + "\""))
                .map(line -> WindowResult.parse(line.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }
}
