package io.millrace.connectors.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.edge.DeadLetter;
import io.millrace.common.edge.Decoded;
import io.millrace.common.edge.RecordEdge;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.connector.file.src.util.RecordAndPosition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads files through the format that Flink's reader calls, from their start and from every checkpoint. */
class LineReaderTest {
    private static final int LONGEST = 12;

    @TempDir
    private Path folder;

    private record Read(String what, CheckpointedPosition next) {}

    private Path file(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(String... members) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String member : members) {
            try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
                out.write(utf8(member));
            }
        }
        return bytes.toByteArray();
    }

    private static List<Read> read(RecordEdge<Meter> edge, Path file, @Nullable CheckpointedPosition from)
            throws IOException {
        LineFormat<Meter> format = new LineFormat<>(edge, LONGEST);
        org.apache.flink.core.fs.Path path = new org.apache.flink.core.fs.Path(file.toUri());
        long size = Files.size(file);
        FileSourceSplit split = new FileSourceSplit("id", path, 0, size, 0, size, new String[0], from);
        List<Read> all = new ArrayList<>();
        try (LineReader<Meter> reader = from == null
                ? format.createReader(new Configuration(), split)
                : format.restoreReader(new Configuration(), split)) {
            LineBatch<Meter> batch;
            while ((batch = reader.readBatch()) != null) {
                RecordAndPosition<Decoded<Meter>> next;
                while ((next = batch.next()) != null) {
                    all.add(new Read(
                            shown(next.getRecord(), path),
                            new CheckpointedPosition(next.getOffset(), next.getRecordSkipCount())));
                }
            }
        }
        return all;
    }

    private static String shown(Decoded<Meter> decoded, org.apache.flink.core.fs.Path path) {
        Meter record = decoded.recordOrNull();
        if (record != null) {
            return Long.toString(record.number());
        }
        DeadLetter letter = decoded.deadLetterOrNull();
        assertThat(letter.source()).isEqualTo(path.toString());
        assertThat(letter.partition()).isEqualTo(-1);
        return "line " + letter.offset() + " [" + new String(letter.raw(), StandardCharsets.UTF_8) + "] "
                + letter.reason();
    }

    private static List<String> whole(RecordEdge<Meter> edge, Path file) throws IOException {
        return read(edge, file, null).stream().map(Read::what).toList();
    }

    private static final String LINES = "1\r\n\n2\nx\n3\n12345678901234\n 4 \n\n5\n6";
    private static final List<String> READ = List.of(
            "1",
            "2",
            "line 4 [x] field 'number': expected an integer of 64 bits, found \"x\"",
            "3",
            "line 6 [123456789012] the line is longer than 12 bytes; these are its first",
            "4",
            "5",
            "6");

    @Test
    void readsPlainLinesAndNamesBadOnesByTheirNumber() throws IOException {
        assertThat(whole(Meter.text(), file("a.txt", utf8(LINES)))).isEqualTo(READ);
    }

    @Test
    void readsGzipOfSeveralMembers() throws IOException {
        int cut = LINES.indexOf("678901234");
        Path file = file("a.txt.gz", gzip(LINES.substring(0, cut), LINES.substring(cut)));
        assertThat(whole(Meter.text(), file)).isEqualTo(READ);
    }

    @Test
    void leavesAByteOrderMarkOut() throws IOException {
        assertThat(whole(Meter.text(), file("a.txt", utf8("\uFEFF7\n8\n")))).containsExactly("7", "8");
        assertThat(whole(Meter.csv(), file("a.csv", utf8("\uFEFFnumber\n7\n")))).containsExactly("7");
    }

    @Test
    void findsColumnsByTheHeader() throws IOException {
        Path file = file("a.csv", utf8("\nname,number\r\na,1\r\nb,2,3\r\nc,4"));
        assertThat(whole(Meter.csv(), file)).containsExactly("1", "line 4 [b,2,3] expected 2 columns, found 3", "4");
    }

    @Test
    void losesNoLineSilentlyBelowAHeaderThatCannotBeUsed() throws IOException {
        String reason = "the header has no column named 'number'; its columns are [name, nr]";
        assertThat(whole(Meter.csv(), file("a.csv", utf8("name,nr\na,1\n\nb,2\n"))))
                .containsExactly(
                        "line 1 [name,nr] " + reason,
                        "line 2 [a,1] below a header that can't be used: " + reason,
                        "line 4 [b,2] below a header that can't be used: " + reason);
        assertThat(whole(Meter.csv(), file("b.csv", utf8("number,name,level\n1,a,2\n"))))
                .containsExactly(
                        "line 1 [number,name,] the line is longer than 12 bytes; these are its first",
                        "line 2 [1,a,2] below a header that can't be used: the line is longer than 12 bytes; these are"
                                + " its first");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.txt", "a.txt.gz"})
    void goesOnExactlyFromEveryPosition(String name) throws IOException {
        Path file = file(name, name.endsWith("gz") ? gzip(LINES) : utf8(LINES));
        goesOnExactly(Meter.text(), file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"name,number\na,1\n\nb,x\nc,3\n", "name,nr\na,1\n\nb,2\n"})
    void goesOnExactlyBelowAHeader(String content) throws IOException {
        goesOnExactly(Meter.csv(), file("a.csv", utf8(content)));
        goesOnExactly(Meter.csv(), file("a.csv.gz", gzip(content)));
    }

    private static void goesOnExactly(RecordEdge<Meter> edge, Path file) throws IOException {
        List<Read> all = read(edge, file, null);
        assertThat(all).hasSizeGreaterThanOrEqualTo(3);
        for (int i = 0; i < all.size(); i++) {
            assertThat(read(edge, file, all.get(i).next()))
                    .as("after record %d", i)
                    .isEqualTo(all.subList(i + 1, all.size()));
        }
    }

    @Test
    void deliversWhatCanBeReadOfATruncatedGzipFileAndSaysSoOnce() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= 50_000; i++) {
            text.append(i * 7919L % 1_000_003).append('\n');
        }
        byte[] whole = gzip(text.toString());
        Path file = file("cut.gz", Arrays.copyOf(whole, whole.length / 2));
        List<Read> all = read(Meter.text(), file, null);
        int good = all.size() - 1;
        assertThat(good).isBetween(10_000, 40_000);
        String[] expected = text.toString().split("\n");
        for (int i = 0; i < good; i++) {
            assertThat(all.get(i).what()).isEqualTo(expected[i]);
        }
        assertThat(all.get(good).what())
                .startsWith("line " + (good + 1) + " [")
                .contains("the file is cut off or damaged after line " + good + ", and the rest is lost: ");
        assertThat(read(Meter.text(), file, all.get(good).next())).isEmpty();
        assertThat(read(Meter.text(), file, all.get(good - 1).next())).containsExactly(all.get(good));
    }

    @Test
    void saysSoWhereAGzipFileIsDamagedInAnyOtherWay() throws IOException {
        byte[] whole = gzip("1\n2\n");
        byte[] wrongChecksum = whole.clone();
        wrongChecksum[whole.length - 8] ^= 1;
        byte[] garbageBehind = Arrays.copyOf(whole, whole.length + 100);
        Arrays.fill(garbageBehind, whole.length, garbageBehind.length, (byte) 7);
        String damaged = "the file is cut off or damaged after line ";
        assertThat(whole(Meter.text(), file("a.gz", wrongChecksum)))
                .last()
                .asString()
                .contains(damaged)
                .contains("Corrupt GZIP trailer");
        assertThat(whole(Meter.text(), file("b.gz", garbageBehind)))
                .hasSize(3)
                .startsWith("1", "2")
                .last()
                .asString()
                .contains(damaged + "2");
        assertThat(whole(Meter.text(), file("c.gz", utf8("1\n2\n"))))
                .containsExactly("line 1 [] " + damaged + "0, and the rest is lost: Not in GZIP format");
        assertThat(whole(Meter.text(), file("d.gz", Arrays.copyOf(gzip("1\n", "2\n"), gzip("1\n").length + 5))))
                .startsWith("1")
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.txt", "a.txt.gz"})
    void refusesToGoOnInAFileThatBecameShorter(String name) throws IOException {
        boolean gzip = name.endsWith("gz");
        Path file = file(name, gzip ? gzip("1\n2\n") : utf8("1\n2\n"));
        CheckpointedPosition after = read(Meter.text(), file, null).get(1).next();
        file(name, gzip ? gzip("1\n") : utf8("1\n"));
        assertThatThrownBy(() -> read(Meter.text(), file, after))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(
                        "cannot go on reading", name, "it has only 2 bytes, and was read up to byte 4", "changed?");
    }
}
