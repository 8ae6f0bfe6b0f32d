package io.millrace.common.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlFileTest {
    @TempDir
    Path folder;

    @Test
    void flattensNestedAndDottedKeysAndKeepsTexts() {
        assertThat(YamlFile.parse("f", "a:\n  b: 1.50\n  c.d: {e: yes}\n5: 0x1F\nf: \"x: #y\"\ng: |\n  two\n  lines\n"))
                .isEqualTo(Map.of(
                        "a.b", RawValue.one("1.50", "f:2"),
                        "a.c.d.e", RawValue.one("yes", "f:3"),
                        "5", RawValue.one("0x1F", "f:4"),
                        "f", RawValue.one("x: #y", "f:5"),
                        "g", RawValue.one("two\nlines\n", "f:6")));
    }

    @Test
    void keepsListElementsWithTheirCommas() {
        assertThat(YamlFile.parse("f", "a: [10 s, '1,5', 3]\nb:\n- x\nc: []"))
                .isEqualTo(Map.of(
                        "a", RawValue.list(List.of("10 s", "1,5", "3"), "f:1"),
                        "b", RawValue.list(List.of("x"), "f:2"),
                        "c", RawValue.list(List.of(), "f:4")));
        Settings settings = settings("source: {host: h, kafka: {topics: ['a,b', c]}}");
        assertThat(settings.get(JobOptions.TOPICS)).containsExactly("a,b", "c");
        assertThat(settings("source: {host: h, kafka: {topics: []}}").find(JobOptions.TOPICS))
                .contains(List.of());
    }

    @Test
    void takesANullForNotSet() {
        Settings settings = settings("source: {host: h, port: , kafka: {properties: {a: ~}}}\nwindow: null\nbad: {}");
        assertThat(settings.isSet(JobOptions.PORT)).isFalse();
        assertThat(settings.isSet(JobOptions.PROPERTIES)).isFalse();
        assertThat(settings("source: {host: 'null'}").get(JobOptions.HOST)).isEqualTo("null");
        assertThatThrownBy(() -> settings("source: {host: ~}")).hasMessageStartingWith("source.host is required");
        assertThatThrownBy(() -> settings("source: {host: h, prot: ~}"))
                .hasMessageStartingWith("unknown key 'source.prot'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                     | source.host is required
            # nothing              | source.host is required
            just text              | flows.yaml:1:1: a map of options belongs here
            [a, b]                 | flows.yaml:1:1: a map of options belongs here
            a: [b                  | flows.yaml:1:6: not valid YAML
            a: b: c                | flows.yaml:1:5: not valid YAML: mapping values are not allowed here
            {a: 1, a: 2}           | flows.yaml:1:8: 'a' is there twice, first at flows.yaml:1
            {a.b: 1, a: {b: 2}}    | flows.yaml:1:14: 'a.b' is there twice
            {'': 1}                | flows.yaml:1:2: an empty key
            {a: {~: 1, ' ': 2}}    | flows.yaml:1:12: an empty key beneath a
            {[a]: 1}               | flows.yaml:1:2: a key must be text
            {a: [{b: c}]}          | flows.yaml:1:6: 'a' is a list with an element that is not text
            {a: [b, ~]}            | flows.yaml:1:9: 'a' is a list with an element that is not text
            {a: !vault b}          | flows.yaml:1:5: 'a' has a tag (!) that is not known
            {a: !x!b c}            | not valid YAML: a tag (!) that is not known
            {a: *b}                | flows.yaml:1:5: not valid YAML: an alias (*) without its anchor (&)
            {window.size: [1 s]}   | window.size: '1 s' is not allowed; allowed: duration, at least 1 s, at most 1 h (flows.yaml:1)
            """)
    void saysWhereAFileIsWrong(String yaml, String problem) {
        OptionException e = catchThrowableOfType(
                OptionException.class, () -> new SettingsReader(JobOptions.ALL, new References(name -> null))
                        .check(YamlFile.parse("flows.yaml", yaml)));
        assertThat(e.problems())
                .anySatisfy(line -> assertThat(line).contains(problem).doesNotContain("\n"));
    }

    @Test
    void refusesAListAsMapEntry() {
        assertThatThrownBy(() -> settings("source: {host: h, kafka: {properties: {a: [b]}}}"))
                .hasMessageContaining("source.kafka.properties.a takes one text and not a list");
    }

    @Test
    void refusesSeveralDocuments() {
        assertThatThrownBy(() -> settings("a: 1\n---\na: 2\n"))
                .hasMessageEndingWith("flows.yaml:2:1: not valid YAML: a second document (---) where one belongs");
    }

    @Test
    void sharesAMapByItsAlias() {
        assertThat(YamlFile.parse("f", "a: &x {b: 1}\nc: *x"))
                .isEqualTo(Map.of("a.b", RawValue.one("1", "f:1"), "c.b", RawValue.one("1", "f:1")));
    }

    @Test
    void survivesBombs() {
        StringBuilder laughs = new StringBuilder("l0: &l0 {a: 1, b: 2, c: 3}\n");
        for (int i = 1; i <= 6; i++) {
            laughs.append("l%1$d: &l%1$d {a: *l%2$d, b: *l%2$d, c: *l%2$d}%n".formatted(i, i - 1));
        }
        assertThat(YamlFile.parse("f", laughs.toString())).hasSize(3 + 9 + 27 + 81 + 243 + 729 + 2187);
        laughs.append("l7: &l7 {a: *l6, b: *l6, c: *l6}\n");
        assertRefused(laughs.toString(), "aliases");
        assertRefused("a: &x {b: *x, c: *x}", "f: nested deeper than 32 levels");
        assertRefused("a: &x [*x]", "not text");
        assertRefused("[".repeat(200_000), "nested deeper than 32 levels");
        assertRefused("{a: ".repeat(33) + "b" + "}".repeat(33), "nested deeper than 32 levels");
        assertRefused("- ".repeat(100_000), "nested deeper than 32 levels");
        StringBuilder keys = new StringBuilder();
        for (int i = 0; i <= 10_000; i++) {
            keys.append("k").append(i).append(": 1\n");
        }
        assertRefused(keys.toString(), "f: more than 10000 keys");
    }

    @Test
    void saysWhyAFileCannotBeRead() throws IOException {
        assertUnreadable(folder.resolve("none.yaml").toString(), "no such file");
        assertUnreadable(folder.toString(), "it is a directory");
        assertUnreadable("a\0b", "not a file name");
        assertUnreadable(
                Files.write(folder.resolve("latin"), new byte[] {'a', ':', (byte) 0xE9})
                        .toString(),
                "not UTF-8");
        assertUnreadable(
                Files.write(folder.resolve("big"), new byte[(1 << 20) + 1]).toString(), "larger than 1 MiB");
    }

    @Test
    void readsAFileThatBeginsWithAByteOrderMark() throws IOException {
        Path file = Files.writeString(folder.resolve("bom.yaml"), "\uFEFFsource.host: h\n");
        assertThat(Settings.parse(JobOptions.ALL, "--config", file.toString()).get(JobOptions.HOST))
                .isEqualTo("h");
    }

    private static void assertUnreadable(String file, String reason) {
        OptionException e =
                catchThrowableOfType(OptionException.class, () -> Settings.parse(JobOptions.ALL, "--config", file));
        assertThat(e.problems())
                .singleElement()
                .asString()
                .startsWith("--config ")
                .contains(reason);
    }

    private static void assertRefused(String yaml, String problem) {
        assertThatThrownBy(() -> YamlFile.parse("f", yaml))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining(problem);
    }

    private Settings settings(String yaml) {
        try {
            Path file = Files.writeString(folder.resolve("flows.yaml"), yaml);
            return Settings.parse(JobOptions.ALL, "--config", file.toString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
