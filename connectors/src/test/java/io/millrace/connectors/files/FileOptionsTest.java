package io.millrace.connectors.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.connect.Connectors;
import io.millrace.common.connect.Outlet;
import io.millrace.common.connect.RecordReader;
import io.millrace.common.connect.SinkConnector;
import io.millrace.common.connect.SourceConnector;
import io.millrace.common.options.OptionException;
import io.millrace.common.options.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.util.InstantiationUtil;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileOptionsTest {
    @TempDir
    private Path folder;

    private static Map<String, String> map(String... keysAndValues) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return values;
    }

    private static void source(String... keysAndValues) {
        Flow.SOURCE.validate(Flow.settings(map(keysAndValues)), "source");
    }

    private static void sink(String... keysAndValues) {
        Flow.SINK.validate(Flow.settings(map(keysAndValues)), "sink");
    }

    private static void readable(String... keysAndValues) {
        Flow.SOURCE.preflight(Flow.settings(map(keysAndValues)), "source");
    }

    private static void assertRefused(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call).isInstanceOf(OptionException.class).hasMessageContainingAll(parts);
    }

    @Test
    void connectorsAreFoundByName() {
        assertThat(Connectors.sources()).extracting(SourceConnector::type).contains("files");
        assertThat(Connectors.sinks()).extracting(SinkConnector::type).contains("files", "console", "none");
    }

    @Test
    void aSourceNeedsPaths() {
        assertRefused(() -> source(), "source.files.paths is required");
        assertRefused(() -> source("source.paths", "/a/{b"), "source.files.paths", "'/a/{b'", "a path or a glob");
        assertRefused(
                () -> source("source.paths", "/a", "source.include", "[x"), "source.files.include", "'[x'", "a glob");
        assertRefused(
                () -> source("source.paths", "/a", "source.watch-interval", "2 s"),
                "source.files.watch-interval has no meaning without source.files.watch: true");
        source("source.paths", "/a,s3://bucket/b/*.gz,relative/c", "source.include", "*.{csv,json}");
        source("source.paths", "/a", "source.watch", "true", "source.settle-time", "0 s");
    }

    @Test
    void allThatMatchesIsReadInTheOrderOfPaths() throws Exception {
        Files.createDirectories(folder.resolve("in/deep"));
        Files.writeString(folder.resolve("in/b.csv"), "number\n3\nx\n");
        Files.writeString(folder.resolve("in/a.csv"), "number\n1\n2\n");
        Files.writeString(folder.resolve("in/deep/c.csv"), "other\n4\n");
        Files.writeString(folder.resolve("in/d.txt"), "number\n5\n");
        Settings settings =
                Flow.settings(map("source.paths", folder.resolve("in").toString(), "source.include", "*.csv"));
        Flow.SOURCE.validateReader(settings, "source");
        RecordReader<Meter> reader = InstantiationUtil.clone(Flow.SOURCE.reader(settings, "source", Meter.csv()));
        for (int time = 0; time < 2; time++) {
            List<String> all = new ArrayList<>();
            reader.read(decoded -> all.add(
                    decoded.recordOrNull() != null
                            ? "" + decoded.recordOrNull().number()
                            : "line " + decoded.deadLetterOrNull().offset()));
            assertThat(all).containsExactly("1", "2", "3", "line 3", "line 1", "line 2");
        }
        assertRefused(
                () -> Flow.SOURCE.validateReader(
                        Flow.settings(map("source.paths", "/a", "source.watch", "true")), "source"),
                "source.files.watch has no meaning here: all that is there when the job begins is read");
    }

    @Test
    void aSourcesFilesMustBeThere() throws IOException {
        Files.createDirectories(folder.resolve("empty"));
        Files.writeString(folder.resolve("a.txt"), "1");
        readable("source.paths", folder.toString());
        readable("source.paths", folder + "/a.txt");
        readable("source.paths", folder + "/?.txt");
        readable("source.paths", folder + "/empty", "source.watch", "true");
        assertRefused(
                () -> readable("source.paths", folder + "/none.txt"),
                "source.files.paths",
                "/none.txt'",
                "a path that is there");
        assertRefused(() -> readable("source.paths", folder + "/empty"), "a path with files, unless watched");
        assertRefused(() -> readable("source.paths", folder + "/*.csv"), "a path with files, unless watched");
        assertRefused(
                () -> readable("source.paths", folder + "/none/*.csv", "source.watch", "true"), "a path that is there");
        assertRefused(() -> readable("source.paths", "nosuch://a/b"), "a path that can be read", "nosuch");
    }

    @Test
    void aSinkNeedsAPath() {
        assertRefused(() -> sink(), "sink.files.path is required");
        sink("sink.path", "/a");
    }

    @ParameterizedTest
    @CsvSource({"parquet,gzip", "json,snappy", "csv,zstd", "text,zstd"})
    void aSinkRefusesCompressionThatItsFormatHasNot(String format, String compression) {
        assertRefused(
                () -> sink("sink.path", "/a", "sink.format", format, "sink.compression", compression),
                "sink.files.compression",
                "'" + compression + "'",
                "with format " + format,
                format.equals("parquet") ? "none, snappy, zstd" : "none, gzip");
    }

    @Test
    void aSinksFoldersMustBeWritable() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        List<Outlet> outlets = List.of(Outlet.RESULTS, new Outlet("late", true));
        Flow.SINK.preflight(Flow.settings(map("sink.path", folder + "/out")), "sink", outlets);
        try (Stream<Path> left = Files.walk(folder.resolve("out"))) {
            assertThat(left.map(path -> folder.relativize(path).toString()))
                    .containsExactlyInAnyOrder("out", "out/results", "out/late");
        }
        assertRefused(
                () -> Flow.SINK.preflight(Flow.settings(map("sink.path", file.toString())), "sink", outlets),
                "sink.files.path",
                "'" + file + "'",
                "can be written");
    }
}
