package io.millrace.connectors.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.common.edge.Decoded;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Jobs that read files on a cluster of their own. */
@Timeout(120)
class FileSourceTest {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER = Flow.cluster();

    @TempDir
    private Path folder;

    private void write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
            if (name.endsWith(".gz")) {
                try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                    gzip.write(bytes);
                }
            } else {
                out.write(bytes);
            }
        }
    }

    private static String shown(Decoded<Meter> decoded) {
        Meter record = decoded.recordOrNull();
        return record != null
                ? "" + record.number()
                : decoded.deadLetterOrNull().source().replaceFirst(".*/", "") + "#"
                        + decoded.deadLetterOrNull().offset();
    }

    private static DataStream<String> shown(DataStream<Decoded<Meter>> decoded) {
        return decoded.map(FileSourceTest::shown).returns(String.class).uid("shown");
    }

    @ParameterizedTest
    @EnumSource(
            value = RuntimeExecutionMode.class,
            names = {"STREAMING", "BATCH"})
    void readsEveryLineOfFoldersAndGlobsOnce(RuntimeExecutionMode mode) throws Exception {
        write("in/a.csv", "number\n1\nx\n2");
        write("in/deep/er/b.csv.gz", "name,number\r\nn,3\r\n");
        write("in/c.txt", "number\n99\n");
        write("in/_unfinished/d.csv", "number\n99\n");
        write("in/.e.csv", "number\n99\n");
        write("day=1/f.csv", "number\n4\n");
        write("day=2/g.csv", "number\n5\n");
        write("night=1/h.csv", "number\n99\n");
        StreamExecutionEnvironment environment = Flow.environment(mode, 2);
        var settings = Flow.settings(Map.of(
                "source.paths",
                folder + "/in," + folder + "/day=*/*.csv," + folder + "/in/a.csv",
                "source.include",
                "*.csv{,.gz}"));
        try (CloseableIterator<String> out =
                shown(Flow.read(environment, settings, Meter.csv())).executeAndCollect()) {
            List<String> all = new ArrayList<>();
            out.forEachRemaining(all::add);
            assertThat(all).containsExactlyInAnyOrder("1", "a.csv#3", "2", "3", "4", "5");
        }
    }

    @Test
    void readsFilesInTheOrderOfTheirPaths() throws Exception {
        List<String> expected = new ArrayList<>();
        for (int i = 10; i < 40; i++) {
            write("in/" + (49 - i) + ".txt", (1000 - i) + "\n");
            expected.add(0, "" + (1000 - i));
        }
        StreamExecutionEnvironment environment = Flow.environment(RuntimeExecutionMode.STREAMING, 1);
        var settings = Flow.settings(Map.of("source.paths", folder + "/in"));
        try (CloseableIterator<String> out =
                shown(Flow.read(environment, settings, Meter.text())).executeAndCollect()) {
            List<String> all = new ArrayList<>();
            out.forEachRemaining(all::add);
            assertThat(all).isEqualTo(expected);
        }
    }

    @Test
    void picksUpFilesThatComeLaterWhenWatching() throws Exception {
        write("in/a.txt", "1\n2\n");
        StreamExecutionEnvironment environment = Flow.environment(RuntimeExecutionMode.STREAMING, 1);
        var settings = Flow.settings(Map.of(
                "source.paths",
                folder + "/in",
                "source.watch",
                "true",
                "source.watch-interval",
                "20 ms",
                "source.settle-time",
                "0 s"));
        try (CloseableIterator<String> out =
                shown(Flow.read(environment, settings, Meter.text())).executeAndCollect()) {
            assertThat(List.of(out.next(), out.next())).containsExactly("1", "2");
            write("b.txt.gz", "3\n4\n");
            Files.createDirectories(folder.resolve("in/new"));
            Files.move(folder.resolve("b.txt.gz"), folder.resolve("in/new/b.txt.gz"), StandardCopyOption.ATOMIC_MOVE);
            assertThat(List.of(out.next(), out.next())).containsExactly("3", "4");
        }
    }

    @Test
    void waitsForAFileToSettleWhenWatching() throws Exception {
        Path file = folder.resolve("a.txt");
        Files.writeString(file, "1\n");
        var enumerator = new PatternEnumerator(new PatternEnumerator.Selection(
                new ArrayList<>(List.of(FilePattern.of(folder.toString()))), "*", java.time.Duration.ofHours(1)));
        assertThat(enumerator.enumerateSplits(new org.apache.flink.core.fs.Path[0], 1))
                .isEmpty();
        Files.setLastModifiedTime(
                file, java.nio.file.attribute.FileTime.fromMillis(System.currentTimeMillis() - 3_600_000));
        assertThat(enumerator.enumerateSplits(new org.apache.flink.core.fs.Path[0], 1))
                .singleElement()
                .satisfies(split -> assertThat(split.splitId()).isEqualTo("file:" + file));
    }

    @Test
    void losesAndDoublesNothingWhenItFailsInTheMiddle() throws Exception {
        int perFile = 4000;
        for (int file = 0; file < 4; file++) {
            StringBuilder text = new StringBuilder("number,name,level,open,at\r\n");
            for (int i = file * perFile; i < (file + 1) * perFile; i++) {
                text.append(i).append(",n,0.5,true,1700000000000\r\n");
            }
            write("in/" + file + (file % 2 == 0 ? ".csv" : ".csv.gz"), text.toString());
        }
        Flow.FailOnce.reset();
        StreamExecutionEnvironment environment = Flow.environment(RuntimeExecutionMode.STREAMING, 2);
        var settings = Flow.settings(Map.of("source.paths", folder + "/in", "sink.path", folder + "/out"));
        Flow.records(Flow.read(environment, settings, Meter.csv()))
                .map(new Flow.FailOnce())
                .returns(Meter.FORMAT.typeInformation())
                .uid("fail-once")
                .sinkTo(Flow.sink(settings))
                .uid("sink");
        environment.execute();

        assertThat(Flow.FailOnce.failed()).isTrue();
        List<Long> numbers = new ArrayList<>();
        for (String line : Flow.allLines(folder.resolve("out/results"))) {
            numbers.add(Long.parseLong(line.replaceFirst("^\\{\"number\":(\\d+),.*", "$1")));
        }
        numbers.sort(null);
        List<Long> expected = new ArrayList<>();
        for (long i = 0; i < 4L * perFile; i++) {
            expected.add(i);
        }
        assertThat(numbers).isEqualTo(expected);
        assertThat(Flow.files(folder.resolve("out/results")).size()).isGreaterThan(2);
    }
}
