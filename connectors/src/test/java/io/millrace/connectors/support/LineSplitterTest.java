package io.millrace.connectors.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineSplitterTest {
    private static final int LONGEST = 8;

    /** Number, end, text and whether it was refused. */
    private static String shown(Line line) {
        String text = new String(line.bytes(), UTF_8);
        return line.number() + "@" + line.end() + ":" + text + (line.problem() == null ? "" : " refused");
    }

    private static List<String> split(byte[] feed, int chunk) {
        List<String> lines = new ArrayList<>();
        LineSplitter splitter = new LineSplitter(LONGEST);
        for (int at = 0; at < feed.length; at += chunk) {
            splitter.accept(feed, at, Math.min(chunk, feed.length - at), 0, line -> lines.add(shown(line)));
        }
        splitter.finish(0, line -> lines.add(shown(line)));
        return lines;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 64})
    void cutsTheSameLinesHoweverBytesCome(int chunk) {
        String feed = "one\ntwo\r\n\n  \t\n12345678\r\n123456789\ntail";
        // Line 3 and 4 are blank; line 5 has the longest length allowed, line 6 one byte more.
        assertThat(split(feed.getBytes(UTF_8), chunk))
                .containsExactly("1@4:one", "2@9:two", "5@24:12345678", "6@34:123456789 refused", "7@38:tail");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 64})
    void goesOnAfterALineThatIsFarTooLong(int chunk) {
        byte[] feed = ("x".repeat(5000) + "\nnext\n").getBytes(UTF_8);
        assertThat(split(feed, chunk))
                .containsExactly("1@5001:" + "x".repeat(keptOf(chunk)) + " refused", "2@5006:next");
    }

    /** In one piece all of the first 1024 bytes are at hand; in small ones those up to where the line became too long. */
    private static int keptOf(int chunk) {
        int heldWhenTooLong = (LONGEST + 1) / chunk * chunk + chunk;
        return Math.min(heldWhenTooLong, LineSplitter.KEPT_OF_LONG_LINE);
    }

    @Test
    void keepsNoMoreOfALongLineThanADeadLetterNeeds() {
        List<Line> lines = new ArrayList<>();
        byte[] feed = ("y".repeat(5000) + "\n").getBytes(UTF_8);
        new LineSplitter(2000).accept(feed, 0, feed.length, 7, lines::add);
        assertThat(lines).singleElement().satisfies(line -> {
            assertThat(line.bytes()).hasSize(1024);
            assertThat(line.problem()).isEqualTo("line is longer than 2000 bytes; its first bytes are kept");
            assertThat(line.arrivalMillis()).isEqualTo(7);
        });
    }

    @Test
    void refusesWhatIsNotUtf8AndTakesWhatIs() throws Exception {
        ByteArrayOutputStream feed = new ByteArrayOutputStream();
        feed.write("größe\n".getBytes(UTF_8));
        feed.write("größe\n".getBytes(ISO_8859_1));
        feed.write(new byte[] {(byte) 0xC0, (byte) 0x80, '\n'}); // overlong form of zero
        feed.write(new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80, '\n'}); // half of a surrogate pair
        List<Line> lines = new ArrayList<>();
        new LineSplitter(100).accept(feed.toByteArray(), 0, feed.size(), 0, lines::add);
        assertThat(lines)
                .extracting(Line::problem)
                .containsExactly(null, "not valid UTF-8", "not valid UTF-8", "not valid UTF-8");
        assertThat(lines.get(1).bytes()).isEqualTo("größe".getBytes(ISO_8859_1));
    }

    @Test
    void refusesTheRestOfABrokenFeed() {
        List<Line> lines = new ArrayList<>();
        LineSplitter splitter = new LineSplitter(100);
        splitter.accept("whole\n12".getBytes(UTF_8), 0, 8, 0, lines::add);
        splitter.abort("lost", 0, lines::add);
        splitter.abort("lost again", 0, lines::add);
        assertThat(lines).extracting(LineSplitterTest::shown).containsExactly("1@6:whole", "2@8:12 refused");
        assertThat(lines.get(1).problem()).isEqualTo("lost");
    }

    @Test
    void endsAFeedWithoutAnUnfinishedLineQuietly() {
        assertThat(split("a\n".getBytes(UTF_8), 10)).containsExactly("1@2:a");
        assertThat(split(new byte[0], 10)).isEmpty();
    }
}
