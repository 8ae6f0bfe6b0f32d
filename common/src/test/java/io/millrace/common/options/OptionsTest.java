package io.millrace.common.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.options.JobOptions.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    @Test
    void wrapsTheOptionThatFlinkWouldHave() {
        assertThat(JobOptions.SIZE.configOption())
                .isEqualTo(ConfigOptions.key("window.size").durationType().defaultValue(Duration.ofSeconds(10)));
        assertThat(JobOptions.TOPICS.configOption())
                .isEqualTo(ConfigOptions.key("source.kafka.topics")
                        .stringType()
                        .asList()
                        .noDefaultValue());
        assertThat(JobOptions.HOST.configOption().hasDefaultValue()).isFalse();
        assertThat(JobOptions.FROM.configOption().key()).isEqualTo("source.from");
        ConfigOption<Long> limit = JobOptions.LIMIT.configOption();
        assertThat(Configuration.fromMap(Map.of("window.limit", "7")).get(limit))
                .isEqualTo(7L);
    }

    @Test
    void keepsTheDefaultOfAnInstantToItself() {
        Option<Instant> from = Options.instant("from").defaultsTo(Instant.EPOCH, "F.");
        assertThat(from.configOption().hasDefaultValue()).isFalse();
        Settings settings = Settings.of(OptionSet.builder().group("G", from).build(), Map.of());
        assertThat(settings.get(from)).isEqualTo(Instant.EPOCH);
        assertThat(settings.effective()).containsEntry("from", "1970-01-01T00:00:00Z");
    }

    @Test
    void saysWhatItTakes() {
        assertThat(JobOptions.SIZE.typeName()).isEqualTo("duration");
        assertThat(JobOptions.SIZE.allowed()).isEqualTo("at least 1 s, at most 1 h");
        assertThat(JobOptions.PORT.allowed()).isEqualTo("at least 1, at most 65535");
        assertThat(JobOptions.SHARE.allowed()).isEqualTo("above 0.0, at most 1.0");
        assertThat(JobOptions.CACHE.allowed()).isEqualTo("at least 1 mb");
        assertThat(JobOptions.DELIVERY.typeName()).isEqualTo("one of none, at-least-once, exactly-once");
        assertThat(JobOptions.STRICT.allowed()).isEmpty();
        assertThat(Options.decimal("x").optional("X.").allowed()).isEmpty();
        assertThat(JobOptions.TOPICS.typeName()).isEqualTo("list of text");
        assertThat(JobOptions.PROPERTIES.typeName()).isEqualTo("map");
        assertThat(JobOptions.PROPERTIES.defaultValue()).contains(Map.of());
        assertThat(JobOptions.HOST.isRequired()).isTrue();
        assertThat(JobOptions.PASSWORD.isSecret()).isTrue();
        assertThat(JobOptions.PASSWORD.isRequired()).isFalse();
        assertThat(JobOptions.HOST.description()).isEqualTo("Where the feed is.");
    }

    @Test
    void refusesDefinitionsThatCannotBeMeant() {
        assertRefused(() -> Options.integer("port").atLeast(1).defaultsTo(0, "P."), "port: default '0'", "at least 1");
        assertRefused(() -> Options.decimal("x").defaultsTo(Double.NaN, "X."), "x: default 'NaN'");
        assertRefused(() -> Options.decimal("x").above(Double.NaN), "x", "NaN");
        assertRefused(() -> Options.text("x").secret().defaultsTo("y", "X."), "x: a secret cannot have a default");
        assertRefused(() -> Options.text("x").optional(" "), "x: description must not be blank");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "camelCase", "a_b", "-a", "a-", "a b", "a=b"})
    void refusesKeysThatAreNotDottedLowerCase(String key) {
        assertRefused(() -> Options.text(key).optional("X."), "dotted parts", "'" + key + "'");
    }

    @Test
    void keepsADefaultListAsItWas() {
        List<String> names = new ArrayList<>(List.of("a", "b"));
        Option<List<String>> option = Options.textList("names").defaultsTo(names, "Names.");
        names.add("c");
        assertThat(option.defaultValue()).contains(List.of("a", "b"));
    }

    @ParameterizedTest
    @CsvSource({
        "source.port,0",
        "source.port,65536",
        "source.port,1.0",
        "source.port,0x10",
        "source.port,99999999999",
        "window.size,999 ms",
        "window.size,61 min",
        "window.size,-1 s",
        "window.size,ten",
        "window.limit,0",
        "window.limit,9223372036854775808",
        "bad.share,0",
        "bad.share,1.01",
        "bad.share,NaN",
        "bad.share,Infinity",
        "bad.share,1e999",
        "bad.share,0.5d",
        "bad.share,0x1p-1",
        "bad.strict,yes",
        "bad.strict,1",
        "cache.size,1 kb",
        "cache.size,lots",
        "sink.delivery,twice",
        "sink.delivery,''",
        "source.from,yesterday",
        "source.from,2026-01-01",
        "source.host,' '",
        "'source.kafka.topics','a,,b'"
    })
    void refusesWhatIsOutsideTypeOrRange(String key, String value) {
        String allowed = JobOptions.ALL.find(key).orElseThrow().typeAndRange();
        assertThatThrownBy(() -> Settings.parse(JobOptions.ALL, "--source.host", "h", "--" + key + "=" + value))
                .isInstanceOf(OptionException.class)
                .hasMessage(key + ": '" + value + "' is not allowed; allowed: " + allowed + " (command line)");
    }

    @Test
    void readsEveryType() {
        Settings settings = Settings.of(
                JobOptions.ALL,
                Map.ofEntries(
                        Map.entry("source.host", " h "),
                        Map.entry("source.port", " 65535 "),
                        Map.entry("source.kafka.topics", "a, b,c"),
                        Map.entry("source.kafka.properties.security.protocol", "SSL"),
                        Map.entry("source.from", "2026-01-31T13:00:00+01:00"),
                        Map.entry("window.size", "1 min"),
                        Map.entry("window.limit", "9223372036854775807"),
                        Map.entry("bad.share", "1e-3"),
                        Map.entry("bad.strict", "TRUE"),
                        Map.entry("cache.size", "2 gb"),
                        Map.entry("sink.delivery", "Exactly-Once")));
        assertThat(settings.get(JobOptions.HOST)).isEqualTo(" h ");
        assertThat(settings.get(JobOptions.PORT)).isEqualTo(65535);
        assertThat(settings.get(JobOptions.TOPICS)).containsExactly("a", "b", "c");
        assertThat(settings.get(JobOptions.PROPERTIES)).containsExactly(Map.entry("security.protocol", "SSL"));
        assertThat(settings.get(JobOptions.FROM)).isEqualTo(Instant.ofEpochSecond(1_769_860_800L));
        assertThat(settings.get(JobOptions.SIZE)).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.get(JobOptions.LIMIT)).isEqualTo(Long.MAX_VALUE);
        assertThat(settings.get(JobOptions.SHARE)).isEqualTo(0.001);
        assertThat(settings.get(JobOptions.STRICT)).isTrue();
        assertThat(settings.get(JobOptions.CACHE)).isEqualTo(new MemorySize(2L << 30));
        assertThat(settings.get(JobOptions.DELIVERY)).isEqualTo(Delivery.EXACTLY_ONCE);
    }

    @Test
    void takesItsBoundsThemselves() {
        Option<Double> open = Options.decimal("open").above(0).below(1).optional("O.");
        OptionSet set = OptionSet.builder().group("G", open).build();
        assertThat(Settings.of(set, Map.of("open", ".5")).get(open)).isEqualTo(0.5);
        assertThatThrownBy(() -> Settings.of(set, Map.of("open", "1"))).isInstanceOf(OptionException.class);
        assertThatThrownBy(() -> Settings.of(set, Map.of("open", "0"))).isInstanceOf(OptionException.class);
        for (String edge : List.of("1 s", "1 h")) {
            Settings settings = Settings.of(JobOptions.ALL, Map.of("source.host", "h", "window.size", edge));
            assertThat(Durations.format(settings.get(JobOptions.SIZE))).isEqualTo(edge);
        }
    }

    @Test
    void matchesTextAsAWhole() {
        Option<String> name =
                Options.text("name").matching("[a-z]+", "lower-case letters").optional("N.");
        OptionSet set = OptionSet.builder().group("G", name).build();
        assertThat(Settings.of(set, Map.of("name", "abc")).find(name)).contains("abc");
        assertThatThrownBy(() -> Settings.of(set, Map.of("name", "abc1")))
                .hasMessage("name: 'abc1' is not allowed; allowed: text, lower-case letters");
    }

    private static void assertRefused(Runnable definition, String... parts) {
        assertThatThrownBy(definition::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(parts);
    }
}
