package io.millrace.connectors.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineScannerTest {
    /** A stream that hands out a few bytes at a time, as networks do. */
    private static InputStream dripping(String content, int atOnce) {
        return new FilterInputStream(new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8))) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return super.read(bytes, offset, Math.min(length, atOnce));
            }
        };
    }

    private static List<String> all(LineScanner scanner) throws IOException {
        List<String> lines = new ArrayList<>();
        while (scanner.next()) {
            String text = new String(scanner.buffer(), scanner.from(), scanner.length(), StandardCharsets.UTF_8);
            lines.add(scanner.lines() + (scanner.tooLong() ? "!" : ":") + text + "@" + scanner.offset());
        }
        return lines;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 1000})
    void endsLinesAtLineFeedOrBothOrTheEnd(int atOnce) throws IOException {
        LineScanner scanner = new LineScanner(dripping("ab\ncd\r\n\n\r\nx\ry\nlast", atOnce), 100, 0, 0);
        assertThat(all(scanner)).containsExactly("1:ab@3", "2:cd@7", "3:@8", "4:@10", "5:x\ry@14", "6:last@18");
    }

    @Test
    void hasNoLineWhereThereAreNoBytes() throws IOException {
        assertThat(all(new LineScanner(dripping("", 9), 100, 0, 0))).isEmpty();
        assertThat(all(new LineScanner(dripping("a\n", 9), 100, 0, 0))).containsExactly("1:a@2");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void keepsTheStartOfALineThatIsTooLongAndGoesOn(int atOnce) throws IOException {
        String content = "abcd\nabcde\nabcd\r\nabcdefghijklmnopqrstuvwxyz\r\nxy\nabcdefgh";
        LineScanner scanner = new LineScanner(dripping(content, atOnce), 4, 0, 0);
        assertThat(all(scanner))
                .containsExactly("1:abcd@5", "2!abcd@11", "3:abcd@17", "4!abcd@45", "5:xy@48", "6!abcd@56");
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 70_000, 1 << 20})
    void growsForLongLinesAndPassesOverLongerOnes(int atOnce) throws IOException {
        String fits = "f".repeat(200_000);
        String long1 = "g".repeat(200_001);
        String long2 = "h".repeat(900_000);
        LineScanner scanner =
                new LineScanner(dripping(fits + "\n" + long1 + "\n" + long2 + "\nz\n", atOnce), 200_000, 0, 0);
        assertThat(all(scanner))
                .containsExactly(
                        "1:" + fits + "@200001",
                        "2!" + "g".repeat(1024) + "@400003",
                        "3!" + "h".repeat(1024) + "@1300004",
                        "4:z@1300006");
    }

    @Test
    void skipsToWhereItWas() throws IOException {
        LineScanner scanner = new LineScanner(dripping("ab\ncd\nef\n", 2), 10, 0, 0);
        scanner.skipTo(6, 2);
        assertThat(all(scanner)).containsExactly("3:ef@9");
        assertThatThrownBy(() -> new LineScanner(dripping("ab\n", 2), 10, 0, 0).skipTo(4, 2))
                .isInstanceOf(IOException.class)
                .hasMessage("it has only 3 bytes, and was read up to byte 4");
    }
}
