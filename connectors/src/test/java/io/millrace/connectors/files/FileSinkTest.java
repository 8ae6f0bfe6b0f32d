package io.millrace.connectors.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.common.connect.Outlet;
import io.millrace.common.connect.SinkRequest;
import io.millrace.common.options.Settings;
import io.millrace.common.record.FieldValues;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs that write files on a cluster of their own. */
@Timeout(120)
class FileSinkTest {
    private static final Meter FULL = new Meter(1, "a,\"b\"", 0.5, true, 1_763_683_200_000L); // 2025-11-21T00:00:00Z
    private static final Meter EARLIER = new Meter(2, "c", 2, false, FULL.at() - 1);
    private static final Meter EMPTY = new Meter(3, null, Double.NaN, false, FieldValues.MISSING);

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = Flow.cluster();

    @TempDir
    private Path folder;

    private Settings settings(String... keysAndValues) {
        Map<String, String> values = new HashMap<>(Map.of("sink.path", folder + "/out"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put("sink." + keysAndValues[i], keysAndValues[i + 1]);
        }
        return Flow.settings(values);
    }

    private static DataStream<Meter> meters(StreamExecutionEnvironment environment, long count) {
        return environment
                .fromSequence(0, count - 1)
                .uid("numbers")
                .map(Meter::of)
                .returns(Meter.FORMAT.typeInformation())
                .uid("meters");
    }

    private void run(RuntimeExecutionMode mode, Settings settings, Meter... meters) throws Exception {
        StreamExecutionEnvironment environment = Flow.environment(mode, 1);
        environment
                .fromData(Meter.FORMAT.typeInformation(), meters)
                .uid("meters")
                .sinkTo(Flow.sink(settings))
                .uid("sink");
        environment.execute();
    }

    private List<String> names() throws Exception {
        return Flow.files(folder.resolve("out")).stream()
                .map(file -> folder.relativize(file).toString().replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "ID"))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"STREAMING,none", "STREAMING,gzip", "BATCH,none", "BATCH,gzip"})
    void writesLinesInEveryFormat(RuntimeExecutionMode mode, String compression) throws Exception {
        String gz = compression.equals("gzip") ? ".gz" : "";
        StreamExecutionEnvironment environment = Flow.environment(mode, 1);
        var meters = environment
                .fromData(Meter.FORMAT.typeInformation(), FULL, EMPTY)
                .uid("meters");
        for (String format : List.of("json", "csv", "text")) {
            meters.sinkTo(Flow.sink(settings("compression", compression, "prefix", format, "format", format)))
                    .uid(format);
        }
        environment.execute();
        // A checkpoint may fall between the two records.
        assertThat(names().stream()
                        .map(name -> name.replaceFirst("-\\d\\.", "-N."))
                        .distinct())
                .containsExactly(
                        "out/results/csv-ID-N.csv" + gz,
                        "out/results/json-ID-N.jsonl" + gz,
                        "out/results/text-ID-N.txt" + gz);
        assertThat(lines("json"))
                .containsExactly(
                        "{\"number\":1,\"name\":\"a,\\\"b\\\"\",\"level\":0.5,\"open\":true,"
                                + "\"at\":\"2025-11-21T00:00:00Z\"}",
                        "{\"number\":3,\"name\":null,\"level\":null,\"open\":false,\"at\":null}");
        assertThat(lines("csv").stream().distinct())
                .containsExactly(
                        "number,name,level,open,at", "1,\"a,\"\"b\"\"\",0.5,true,2025-11-21T00:00:00Z", "3,,,false,");
        assertThat(lines("text")).containsExactly("1\ta,\"b\"\t0.5\ttrue\t2025-11-21T00:00:00Z", "3\t\t\tfalse\t");
    }

    private List<String> lines(String prefix) throws Exception {
        List<String> all = new ArrayList<>();
        for (Path file : Flow.files(folder.resolve("out"))) {
            if (file.getFileName().toString().startsWith(prefix)) {
                List<String> lines = Flow.lines(file);
                assertThat(!prefix.equals("csv") || lines.get(0).startsWith("number,"))
                        .isTrue();
                all.addAll(lines);
            }
        }
        return all;
    }

    @Test
    void putsRecordsIntoFoldersByTheirEventTime() throws Exception {
        run(RuntimeExecutionMode.BATCH, settings("buckets", "day"), FULL, EARLIER);
        run(RuntimeExecutionMode.BATCH, settings("buckets", "hour", "prefix", "h"), FULL, EARLIER);
        assertThat(names())
                .containsExactly(
                        "out/results/date=2025-11-20/hour=23/h-ID-0.jsonl",
                        "out/results/date=2025-11-20/part-ID-0.jsonl",
                        "out/results/date=2025-11-21/hour=00/h-ID-0.jsonl",
                        "out/results/date=2025-11-21/part-ID-0.jsonl");
        assertThat(Flow.allLines(folder.resolve("out/results/date=2025-11-20/hour=23")))
                .singleElement()
                .asString()
                .contains("\"number\":2");
    }

    @Test
    void givesSideOutputsAFolderOfTheirOwn() throws Exception {
        Settings settings = settings();
        StreamExecutionEnvironment environment = Flow.environment(RuntimeExecutionMode.BATCH, 1);
        meters(environment, 3)
                .sinkTo(Flow.SINK.create(
                        new SinkRequest<>(settings, "sink", "test", new Outlet("late", true), Meter.FORMAT)))
                .uid("sink");
        environment.execute();
        assertThat(names()).allMatch(name -> name.startsWith("out/late/part-")).isNotEmpty();
    }

    @Test
    void beginsAnotherFileAtTheRollSize() throws Exception {
        StreamExecutionEnvironment environment = Flow.environment(RuntimeExecutionMode.BATCH, 1);
        meters(environment, 5000)
                .sinkTo(Flow.sink(settings("roll-size", "64 kb")))
                .uid("sink");
        environment.execute();
        List<Path> files = Flow.files(folder.resolve("out"));
        long bytes = 0;
        for (Path file : files) {
            assertThat(Files.size(file)).isLessThan((64 << 10) + 200);
            bytes += Files.size(file);
        }
        assertThat(files).hasSize((int) Math.ceil(bytes / 65536.0));
        assertThat(Flow.allLines(folder.resolve("out"))).hasSize(5000);
    }

    @ParameterizedTest
    @CsvSource({"json,none,.jsonl", "csv,gzip,.csv.gz"})
    void showsFilesWithTheCheckpointWhileTheJobRunsOn(String format, String compression, String suffix)
            throws Exception {
        StreamExecutionEnvironment environment = Flow.environment(RuntimeExecutionMode.STREAMING, 1);
        meters(environment, Long.MAX_VALUE)
                .map(meter -> {
                    LockSupport.parkNanos(1_000_000);
                    return meter;
                })
                .returns(Meter.FORMAT.typeInformation())
                .uid("slow")
                .sinkTo(Flow.sink(settings("format", format, "compression", compression)))
                .uid("sink");
        var job = environment.executeAsync();
        try {
            long deadline = System.nanoTime() + 60_000_000_000L;
            Files.createDirectories(folder.resolve("out"));
            while (names().size() < 3) {
                assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
                LockSupport.parkNanos(10_000_000);
            }
        } finally {
            job.cancel().get();
        }
        List<Path> files = Flow.files(folder.resolve("out"));
        assertThat(files).allMatch(file -> file.toString().endsWith(suffix));
        List<Long> numbers = new ArrayList<>();
        for (Path file : files) {
            for (String line : Flow.lines(file)) {
                if (!line.startsWith("number,")) {
                    numbers.add(Long.parseLong(line.replaceAll("^\\{\"number\":|,.*", "")));
                }
            }
        }
        numbers.sort(null);
        assertThat(numbers)
                .isEqualTo(LongStream.range(0, numbers.size()).boxed().toList());
    }
}
