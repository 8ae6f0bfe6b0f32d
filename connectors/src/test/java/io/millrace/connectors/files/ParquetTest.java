package io.millrace.connectors.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.record.FieldValues;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parquet files, read back by Parquet's own reader and codecs. */
@Timeout(120)
class ParquetTest {
    private static final MessageType SCHEMA = MessageTypeParser.parseMessageType(
            "message Meter { optional int64 number; optional binary name (STRING); optional double level;"
                    + " required boolean open; optional int64 at (TIMESTAMP(MILLIS,true)); }");

    private static final ParquetReadOptions OPTIONS =
            ParquetReadOptions.builder(new PlainParquetConfiguration()).build();

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = Flow.cluster();

    @TempDir
    private Path folder;

    private static List<Meter> read(Path file, CompressionCodecName codec) throws IOException {
        List<Meter> rows = new ArrayList<>();
        try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file), OPTIONS)) {
            MessageType schema = reader.getFileMetaData().getSchema();
            assertThat(schema).isEqualTo(SCHEMA);
            assertThat(reader.getFooter().getBlocks()).allSatisfy(block -> assertThat(block.getColumns())
                    .allSatisfy(column -> assertThat(column.getCodec()).isEqualTo(codec)));
            PageReadStore pages;
            while ((pages = reader.readNextRowGroup()) != null) {
                RecordReader<Group> records = new ColumnIOFactory()
                        .getColumnIO(schema)
                        .getRecordReader(pages, new GroupRecordConverter(schema));
                for (long i = 0; i < pages.getRowCount(); i++) {
                    rows.add(meter(records.read()));
                }
            }
        }
        return rows;
    }

    private static Meter meter(Group row) {
        return new Meter(
                row.getLong("number", 0),
                row.getFieldRepetitionCount("name") == 0 ? null : row.getString("name", 0),
                row.getFieldRepetitionCount("level") == 0 ? Double.NaN : row.getDouble("level", 0),
                row.getBoolean("open", 0),
                row.getFieldRepetitionCount("at") == 0 ? FieldValues.MISSING : row.getLong("at", 0));
    }

    private static List<Meter> expected() {
        List<Meter> rows = new ArrayList<>();
        for (int i = 0; i < ParquetProbe.ROWS; i++) {
            rows.add(ParquetProbe.row(i));
        }
        return rows;
    }

    private static URL[] classPathWithoutHadoop() throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            String name = new File(entry).getName();
            if (!name.startsWith("hadoop-") && !name.startsWith("woodstox") && !name.startsWith("stax2")) {
                urls.add(new File(entry).toURI().toURL());
            }
        }
        return urls.toArray(URL[]::new);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NONE", "SNAPPY", "ZSTD"})
    @SuppressWarnings("unchecked")
    void writesWithoutHadoopOnTheClassPath(String compression) throws Exception {
        Path file = folder.resolve("a.parquet");
        try (URLClassLoader withoutHadoop =
                new URLClassLoader(classPathWithoutHadoop(), ClassLoader.getPlatformClassLoader())) {
            assertThatThrownBy(() -> withoutHadoop.loadClass("org.apache.hadoop.conf.Configuration"))
                    .isInstanceOf(ClassNotFoundException.class);
            var probe = (BiConsumer<String, String>) withoutHadoop
                    .loadClass(ParquetProbe.class.getName())
                    .getConstructor()
                    .newInstance();
            probe.accept(file.toString(), compression);
        }
        CompressionCodecName codec = compression.equals("NONE")
                ? CompressionCodecName.UNCOMPRESSED
                : CompressionCodecName.valueOf(compression);
        assertThat(read(file, codec)).isEqualTo(expected());
    }

    @ParameterizedTest
    @ValueSource(strings = {"STREAMING", "BATCH"})
    void commitsWholeFilesOnce(RuntimeExecutionMode mode) throws Exception {
        StreamExecutionEnvironment environment = Flow.environment(mode, 2);
        var settings = Flow.settings(Map.of("sink.path", folder + "/out", "sink.format", "parquet"));
        Flow.FailOnce.reset();
        var rows = environment
                .fromSequence(0, ParquetProbe.ROWS - 1)
                .uid("numbers")
                .map(i -> ParquetProbe.row((int) (long) i))
                .returns(Meter.FORMAT.typeInformation())
                .uid("rows");
        var maybeFailing = mode == RuntimeExecutionMode.BATCH
                ? rows
                : rows.map(new Flow.FailOnce())
                        .returns(Meter.FORMAT.typeInformation())
                        .uid("fail-once");
        maybeFailing.sinkTo(Flow.sink(settings)).uid("sink");
        environment.execute();

        assertThat(Flow.FailOnce.failed()).isEqualTo(mode == RuntimeExecutionMode.STREAMING);
        Meter[] rowsRead = new Meter[ParquetProbe.ROWS];
        for (Path file : Flow.files(folder.resolve("out"))) {
            assertThat(file.toString()).endsWith(".parquet");
            for (Meter row : read(file, CompressionCodecName.SNAPPY)) {
                assertThat(rowsRead[(int) row.number()])
                        .as("row %d", row.number())
                        .isNull();
                rowsRead[(int) row.number()] = row;
            }
        }
        assertThat(Arrays.asList(rowsRead)).isEqualTo(expected());
    }
}
