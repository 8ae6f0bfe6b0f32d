package io.millrace.local.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DatasetReaderTest {
    private static final double MISSING = Double.NaN;

    @TempDir
    private Path folder;

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("t.csv"), content);
    }

    private Dataset classes(String content) throws IOException {
        return TableFile.of(file(content), Task.CLASSIFICATION).read();
    }

    @Test
    void typesAreInferred() throws IOException {
        Dataset data = classes("size,colour,at,nothing,label\n" + "1.5,red,2004-03-11T0:00:00,,up\n"
                + "-2e3,blue,2004-03-14 18:30,,down\n" + ",,,,up\n" + " 7 ,red,,,up\n");

        assertThat(data.columns())
                .extracting(Column::kind)
                .containsExactly(
                        Column.Kind.NUMERIC,
                        Column.Kind.NOMINAL,
                        Column.Kind.TIME,
                        Column.Kind.NUMERIC,
                        Column.Kind.NOMINAL);
        assertThat(data.columns()).extracting(Column::missing).containsExactly(1L, 1L, 2L, 4L, 0L);
        // 2004-03-11, a Thursday, is day 12,488 since 1970.
        assertThat(data.features()[0]).containsExactly(1.5, 0, 12_488 * 86_400.0, 0, 4, MISSING);
        assertThat(data.features()[1]).containsExactly(-2000, 1, 12_491 * 86_400.0 + 66_600, 18.5, 7, MISSING);
        assertThat(data.features()[2]).containsOnly(MISSING);
        assertThat(data.features()[3]).containsExactly(7, 0, MISSING, MISSING, MISSING, MISSING);
        assertThat(data.schema().nominals()).containsExactly(1);
        assertThat(data.labels()).containsExactly(0, 1, 0, 0);
        assertThat(data.classes()).containsExactly("up", "down");
        assertThat(data.columns().get(0).detail()).isEqualTo("-2000 to 7");
        assertThat(data.columns().get(1).detail()).isEqualTo("2 categories; no number: \"red\" in line 2");
        assertThat(data.columns().get(4).detail()).isEqualTo("2 classes");
    }

    @Test
    void theTargetMayBeAnyColumnAndNumbersMayBeNames() throws IOException {
        Path file = file("y,code,x\n3.5,17,1\n-1,18,2\n0,17,3\n");
        Dataset data = new TableFile(file, Task.REGRESSION, "y", Set.of("code"), Set.of("x"), 2, ',').read();

        assertThat(data.targets()).containsExactly(3.5, -1);
        assertThat(data.features()).isDeepEqualTo(new double[][] {{0, 1}, {1, 2}});
        assertThat(data.schema().nominals()).containsExactly(0);
        assertThat(data.target()).isEqualTo("y");
    }

    @Test
    void quotesLineEndsAndByteOrderMarksAreUnderstood() throws IOException {
        Dataset data = classes("\uFEFF\"a, b\",c\r\n\"1\",\"say \"\"hi\"\"\"\r\n\r\n2,\"two\nlines\"\r\n");

        assertThat(data.columns().get(0).name()).isEqualTo("a, b");
        assertThat(data.classes()).containsExactly("say \"hi\"", "two\nlines");
        assertThat(data.features()).isDeepEqualTo(new double[][] {{1}, {2}});
    }

    @Test
    void gzipIsKnownByItsBytesAndAnotherDelimiterByItsOption() throws IOException {
        Path file = folder.resolve("plain.csv");
        Files.write(file, gzip("a;b\n1;x\n2;y\n"));
        Dataset data = new TableFile(file, Task.CLASSIFICATION, "", Set.of(), Set.of(), 9, ';').read();

        assertThat(data.rows()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a,b~1,x~2~3,z~       | :3: expected 2 fields, as in the header; found 1",
                "a,b~1,x~~2,y,9~      | :4: expected 2 fields, as in the header; found 3",
                "a,b~1,x~2,~          | :3:3: the target, column \"b\", is empty",
                "a,b~\"1~1\",x~22,  ~ | :4:4: the target, column \"b\", is empty",
                "a,a~1,x~             | :1: two columns are named \"a\"",
                "a,,b~1,2,x~          | :1: column 2 has no name",
                "a,b~                 | : it has a header and no rows",
                "a~1~                 | :1: there is one column, \"a\", and nothing to predict it from;"
                        + " --delimiter says what is between fields",
                "a,b~1,x~2,\"y~3,z~   | :3: a quote is opened and not closed",
            })
    void whatIsWrongIsSaidWithItsPlace(String content, String message) throws IOException {
        Path file = file(content.strip().replace('~', '\n'));

        assertThatThrownBy(() -> TableFile.of(file, Task.CLASSIFICATION).read())
                .isInstanceOf(BadFileException.class)
                .hasMessage(file + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"1,2,0~3,x5,0~ | :3:3: | x5", "1,2,0~nan,2,0~ | :3:1: | nan", "1,2,0~3,4,~ | :3:5: | "})
    void whatIsDeclaredANumberIsOne(String rows, String place, String value) {
        String message =
                value == null ? " the target, column \"y\", is empty" : "holds numbers, found \"" + value + '"';

        assertThatThrownBy(() -> numbers("a,b,y\n" + rows.replace('~', '\n')))
                .hasMessageContaining("t.csv" + place)
                .hasMessageEndingWith(message);
    }

    private Dataset numbers(String content) throws IOException {
        return new TableFile(file(content), Task.REGRESSION, "y", Set.of(), Set.of("a", "b"), Long.MAX_VALUE, ',')
                .read();
    }

    @Test
    void aTargetOfARegressionIsAFiniteNumber() throws IOException {
        Path file = file("a,y\n1,2\n3,1e999\n");

        assertThatThrownBy(() -> TableFile.of(file, Task.REGRESSION).read())
                .hasMessage(file + ":3:3: column \"y\" holds numbers, found \"1e999\"");
    }

    @Test
    void whatIsNotUtf8IsSaidWithItsPlace() throws IOException {
        byte[] bytes = "a,b\n1,x\n2,häß\n".getBytes(StandardCharsets.ISO_8859_1);
        Path file = Files.write(folder.resolve("latin.csv"), bytes);

        assertThatThrownBy(() -> TableFile.of(file, Task.CLASSIFICATION).read())
                .hasMessage(file + ":3:4: it is not UTF-8 text");
    }

    @Test
    void aGzipFileThatIsCutOffOrDamagedIsRefused() throws IOException {
        StringBuilder rows = new StringBuilder("a,b\n");
        for (int i = 0; i < 50_000; i++) {
            rows.append(i * 7919 % 10_007).append(",x\n");
        }
        byte[] whole = gzip(rows.toString());
        Path cut = Files.write(folder.resolve("cut.csv.gz"), Arrays.copyOf(whole, whole.length / 2));
        byte[] damaged = whole.clone();
        Arrays.fill(damaged, whole.length / 2, whole.length / 2 + 50, (byte) 0xFF);
        Path broken = Files.write(folder.resolve("broken.csv.gz"), damaged);

        assertThatThrownBy(() -> TableFile.of(cut, Task.CLASSIFICATION).read())
                .hasMessageMatching(".*cut.csv.gz: the gzip file is cut off, after line \\d{4,}");
        assertThatThrownBy(() -> TableFile.of(broken, Task.CLASSIFICATION).read())
                .isInstanceOf(BadFileException.class)
                .hasMessageContaining("broken.csv.gz");
    }

    @Test
    void filesThatAreNoneAreRefused() throws IOException {
        Path none = folder.resolve("none.csv");
        Path empty = file("");

        assertThatThrownBy(() -> TableFile.of(none, Task.REGRESSION).read()).hasMessage(none + ": no such file");
        assertThatThrownBy(() -> TableFile.of(folder, Task.REGRESSION).read())
                .hasMessage(folder + ": it is a directory");
        assertThatThrownBy(() -> TableFile.of(empty, Task.REGRESSION).read())
                .hasMessage(empty + ": it is empty; a header and rows are expected");
    }

    @Test
    void aColumnThatIsNotThereIsRefusedWithTheNearest() throws IOException {
        Path file = file("temperature,label\n1,x\n");

        assertThatThrownBy(() -> new TableFile(file, Task.CLASSIFICATION, "lable", Set.of(), Set.of(), 9, ',').read())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--target: " + file + " has no column \"lable\"; the nearest is \"label\"");
        assertThatThrownBy(() -> new TableFile(file, Task.CLASSIFICATION, "", Set.of("label"), Set.of(), 9, ',').read())
                .hasMessage("--nominal is about features, and label is the target");
    }

    @Test
    void tooManyClassesAreProbablyNumbers() throws IOException {
        StringBuilder rows = new StringBuilder("a,b\n");
        for (int i = 0; i < 2_000; i++) {
            rows.append("1,").append(i).append('\n');
        }
        Path file = file(rows.toString());

        assertThatThrownBy(() -> TableFile.of(file, Task.CLASSIFICATION).read())
                .hasMessage(file + ":1026:3: the target, column \"b\", has more than 1024 classes; is --task regression"
                        + " meant?");
    }

    @Test
    void categoriesAreBounded() throws IOException {
        StringBuilder rows = new StringBuilder("a,b\n");
        for (int i = 0; i < 5_000; i++) {
            rows.append('c').append(i).append(",x\n");
        }
        Dataset data = classes(rows.toString());

        assertThat(data.features()[4_094]).containsExactly(4_094);
        assertThat(data.features()[4_999]).containsExactly(4_095);
        assertThat(data.columns().get(0).detail()).startsWith("over 4096 categories, the later ones taken for one");
    }

    @ParameterizedTest
    @CsvSource({
        "1, true",
        "-1.5, true",
        "+.5, true",
        "5., true",
        "1e9, true",
        "1E-9, true",
        "'', false",
        "., false",
        "-, false",
        "1e, false",
        "1e+, false",
        "e5, false",
        "1f, false",
        "0x10, false",
        "NaN, false",
        "Infinity, false",
        "1 2, false",
        "1_000, false"
    })
    void numbersAreDecimal(String text, boolean number) {
        assertThat(Numbers.is(text)).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource({
        "1970-01-02, 86400",
        "1970-01-01T00:01, 60",
        "1970-01-01 1:00:00, 3600",
        "1970-01-01T00:00:00.250, 0.25",
        "1970-01-01T01:00:00+01:00, 0",
        "1970-01-01T00:00:07Z, 7"
    })
    void timesAreIso(String text, double seconds) {
        assertThat(Times.epochSeconds(text)).isEqualTo(seconds);
    }

    @ParameterizedTest
    @CsvSource({"1970-13-01", "1970-01-01T25:00", "1970-1-1", "01.01.1970", "1970-01-01T", "1970-01-01x"})
    void otherTextsAreNoTimes(String text) {
        assertThat(Times.local(text)).isNull();
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
