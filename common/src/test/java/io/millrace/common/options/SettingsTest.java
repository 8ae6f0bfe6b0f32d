package io.millrace.common.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @TempDir
    Path folder;

    @Test
    void fallsBackToDefaults() {
        Settings settings = Settings.parse(JobOptions.ALL, "--source.host", "h");
        assertThat(settings.get(JobOptions.SIZE)).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.get(JobOptions.PROPERTIES)).isEmpty();
        assertThat(settings.find(JobOptions.TOPICS)).isEmpty();
        assertThat(settings.isSet(JobOptions.SIZE)).isFalse();
        assertThat(settings.isSet(JobOptions.HOST)).isTrue();
        assertThatThrownBy(() -> settings.get(JobOptions.TOPICS))
                .isInstanceOf(OptionException.class)
                .hasMessage("source.kafka.topics is required and not set: Topics to read.");
    }

    @Test
    void commandLineCountsOverFilesAndLaterFilesOverEarlier() throws IOException {
        String first = file("first.yaml", "source: {host: one, port: 1}\nwindow: {size: 2 s}\nbad.strict: true\n");
        String second = file("second.yaml", "source.host: two\nwindow:\n  size: 3 s\nbad.strict:\n");
        Settings settings = Settings.parse(
                JobOptions.ALL, "--window.size=4 s", "--config", first, "--config=" + second, "--window.size", "5 s");
        assertThat(settings.get(JobOptions.HOST)).isEqualTo("two");
        assertThat(settings.get(JobOptions.PORT)).isEqualTo(1);
        assertThat(settings.get(JobOptions.SIZE)).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.get(JobOptions.STRICT)).isTrue();
    }

    @Test
    void mapEntriesMergeByName() throws IOException {
        String file =
                file("a.yaml", "source: {host: h, kafka: {properties: {acks: 1, linger.ms: 5, ssl: {key: {x: y}}}}}");
        Settings settings = Settings.parse(JobOptions.ALL, "--config", file, "--source.kafka.properties.acks", "all");
        assertThat(settings.get(JobOptions.PROPERTIES))
                .isEqualTo(Map.of("acks", "all", "linger.ms", "5", "ssl.key.x", "y"));
        assertThat(settings.isSet(JobOptions.PROPERTIES)).isTrue();
    }

    @Test
    void valuesMayHoldEqualsSignsAndDashes() {
        Settings settings =
                Settings.parse(JobOptions.ALL, "--source.host=--a=b--", "--source.kafka.properties.x", "-1=2");
        assertThat(settings.get(JobOptions.HOST)).isEqualTo("--a=b--");
        assertThat(settings.get(JobOptions.PROPERTIES)).containsEntry("x", "-1=2");
    }

    @Test
    void tellsAllProblemsAtOnceOnePerLine() throws IOException {
        String file = file("a.yaml", "window:\n  size: 0 s\nsorce:\n  port: 5\n");
        OptionException e = refused("--config", file, "--bad.share", "2");
        assertThat(e.problems())
                .containsExactly(
                        "window.size: '0 s' is not allowed; allowed: duration, at least 1 s, at most 1 h (" + file
                                + ":2)",
                        "unknown key 'sorce.port'; the nearest known key is 'source.port' (" + file + ":4)",
                        "bad.share: '2' is not allowed; allowed: decimal, above 0.0, at most 1.0 (command line)",
                        "source.host is required and not set: Where the feed is.");
        assertThat(e).hasMessage(String.join("\n", e.problems()));
    }

    @Test
    void refusesArgumentsThatAreNotOptions() {
        assertThat(refused("--source.host").problems())
                .containsExactly(
                        "--source.host needs a value: --key value, or --key=value for one that begins with --");
        assertThat(refused("--source.host", "--source.port", "5").problems()).hasSize(1);
        assertThat(refused("word").problems())
                .containsExactly("argument 1: 'word' is not an option; options are --key value");
        assertThat(refused("--source.host", "h", "-p", "5").problems())
                .containsExactly(
                        "argument 3: a stray word behind --source.host; quote a value that holds blanks; options are --key value",
                        "argument 4: a stray word behind --source.host; quote a value that holds blanks; options are --key value");
        assertThat(refused("--", "x").problems())
                .containsExactly("argument 1 has an empty key; options are --key value");
        assertThat(refused("--=x").problems()).hasSize(1);
        assertThat(refused("--config").getMessage()).startsWith("--config needs a value");
        assertThat(refused("--config=").getMessage()).isEqualTo("--config needs the name of a YAML file");
    }

    @Test
    void refusesSectionsAsValuesAndOptionsAsSections() {
        assertThat(refused("--source.host=h", "--window=5").problems())
                .containsExactly(
                        "window is a section and has no value of its own; in it: window.size, window.limit (command line)");
        assertThat(refused("--source.host=h", "--window.size.max", "5").problems())
                .containsExactly(
                        "'window.size.max' cannot be: window.size is an option and not a section; allowed: duration,"
                                + " at least 1 s, at most 1 h (command line)");
        assertThat(refused("--source.host=h", "--source.kafka.properties", "5").problems())
                .containsExactly("source.kafka.properties is a map and has no value of its own; its entries are"
                        + " source.kafka.properties.NAME (command line)");
        assertThat(refused("--source.host=h", "--source.kafka.properties.", "5").problems())
                .containsExactly("source.kafka.properties has an entry without a name (command line)");
    }

    @Test
    void showsEffectiveValuesInTheOptionsOrder() {
        Settings settings = Settings.parse(
                JobOptions.ALL,
                "--source.kafka.topics=a,b",
                "--source.host=h",
                "--sink.delivery=EXACTLY_ONCE",
                "--source.kafka.properties.acks=1");
        assertThat(settings.effective())
                .containsExactly(
                        Map.entry("source.host", "h"),
                        Map.entry("source.port", "9000"),
                        Map.entry("source.kafka.topics", "a, b"),
                        Map.entry("source.kafka.properties.acks", "1"),
                        Map.entry("window.size", "10 s"),
                        Map.entry("window.limit", "5000000000"),
                        Map.entry("bad.share", "0.05"),
                        Map.entry("bad.strict", "false"),
                        Map.entry("cache.size", "64 mb"),
                        Map.entry("sink.delivery", "exactly-once"));
    }

    @Test
    void problemsStayOnOneLineWhateverTheValue() {
        OptionException e = refused("--source.host=h", "--window.size", "a\r\nb\u2028c\u0007" + "x".repeat(500));
        assertThat(e.problems()).hasSize(1);
        assertThat(e.getMessage())
                .doesNotContain("\n", "\r", "\u2028", "\u0007")
                .contains("'a\\r\\nb\\u2028c\\u0007xxx");
        assertThat(e.getMessage().length()).isLessThan(300);
    }

    private OptionException refused(String... args) {
        return catchThrowableOfType(OptionException.class, () -> Settings.parse(JobOptions.ALL, args));
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }
}
