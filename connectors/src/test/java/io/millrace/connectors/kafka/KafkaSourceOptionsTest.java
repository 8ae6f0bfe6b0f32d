package io.millrace.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.options.OptionException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KafkaSourceOptionsTest {
    private static final Map<String, String> LEAST = Map.of("bootstrap-servers", "localhost:9092", "topics", "flows");

    private static Map<String, String> least(String... more) {
        Map<String, String> all = new HashMap<>(LEAST);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }

    private static void validate(Map<String, String> values) {
        TestSettings.SOURCE.validate(TestSettings.source(values), "source");
    }

    private static void refuses(Map<String, String> values, String... parts) {
        assertThatThrownBy(() -> validate(values))
                .isInstanceOf(OptionException.class)
                .hasMessageContainingAll(parts)
                .satisfies(e -> assertThat(((OptionException) e).problems()).hasSize(1));
    }

    @Test
    void brokersAndTopicsAreEnough() {
        assertThatCode(() -> validate(LEAST)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:9092",
                "a.example:1,b.example:2",
                "[::1]:9092",
                "SASL_SSL://broker-1:9093",
                "10.0.0.1:9"
            })
    void brokersAreHostsAndPorts(String brokers) {
        assertThatCode(() -> validate(least("bootstrap-servers", brokers))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:", "localhost:kafka", "http://localhost:9092/", "a:1 b:2"})
    void brokersOfAnotherShapeAreRefused(String brokers) {
        refuses(least("bootstrap-servers", brokers), "source.kafka.bootstrap-servers", brokers, "host:port");
    }

    @Test
    void brokersAndTopicsAreRequired() {
        refuses(Map.of("topics", "flows"), "source.kafka.bootstrap-servers is required");
        refuses(
                Map.of("bootstrap-servers", "localhost:9092"),
                "source.kafka.topics is required",
                "source.kafka.topic-pattern");
        refuses(least("topics", ""), "source.kafka.topics is required");
    }

    @Test
    void topicsAndPatternContradict() {
        refuses(
                least("topic-pattern", "flows-.*"),
                "source.kafka.topics contradicts source.kafka.topic-pattern: set one of them");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", ".", "..", "flöße", "a/b"})
    void topicNamesAreKafkas(String topic) {
        refuses(least("topics", "fine," + topic), "source.kafka.topics", "'" + topic + "'");
    }

    @Test
    void patternMustBeARegularExpression() {
        refuses(
                Map.of("bootstrap-servers", "localhost:9092", "topic-pattern", "flows-("),
                "source.kafka.topic-pattern",
                "'flows-('",
                "Unclosed group");
    }

    @Test
    void timestampGoesWithItsStartOnly() {
        refuses(least("start", "timestamp"), "source.kafka.start-timestamp is required");
        refuses(
                least("start-timestamp", "2026-01-31T12:00:00Z"),
                "source.kafka.start-timestamp has no effect unless source.kafka.start is timestamp; it is earliest");
        assertThatCode(() -> validate(least("start", "timestamp", "start-timestamp", "2026-01-31T12:00:00Z")))
                .doesNotThrowAnyException();
    }

    @Test
    void committedNeedsAGroupOrAJobName() {
        refuses(least("start", "committed"), "source.kafka.group is required", "source.kafka.start committed");
        assertThatCode(() -> validate(least("start", "committed", "group", "g")))
                .doesNotThrowAnyException();
        assertThatCode(() -> validate(least("start", "committed", "job.name", "traffic")))
                .doesNotThrowAnyException();
    }

    @Test
    void boundedContradictsWhatWouldReadNothingOrGoOn() {
        refuses(
                least("bounded", "true", "start", "latest"),
                "source.kafka.start latest contradicts source.kafka.bounded");
        refuses(
                least("bounded", "true", "discovery-interval", "10 s"),
                "source.kafka.discovery-interval contradicts source.kafka.bounded true");
    }

    @Test
    void batchModeNeedsAnEnd() {
        refuses(least("job.mode", "batch"), "job.mode batch needs source.kafka.bounded true");
        assertThatCode(() -> validate(least("job.mode", "batch", "bounded", "true")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "bootstrap.servers, use source.kafka.bootstrap-servers",
        "group.id, use source.kafka.group",
        "client.id, client.id.prefix",
        "auto.offset.reset, use source.kafka.start",
        "enable.auto.commit, committed with checkpoints",
        "key.deserializer, keys are not read",
        "value.deserializer, the source's format",
        "partition.discovery.interval.ms, use source.kafka.discovery-interval"
    })
    void propertiesThatMillraceSetsAreRefused(String property, String hint) {
        refuses(
                least("properties." + property, "v1a2l3u4e5"),
                "source.kafka.properties." + property + " cannot be set",
                hint);
        assertThatThrownBy(() -> validate(least("properties." + property, "v1a2l3u4e5")))
                .message()
                .doesNotContain("v1a2l3u4e5");
    }

    @Test
    void adminClientGetsWhatItKnowsAndWhatOnlyPlugInsKnow() {
        SourceOptions options = new SourceOptions("source");
        Properties admin = options.client.adminProperties(TestSettings.source(least(
                "properties.fetch.min.bytes", "1000",
                "properties.security.protocol", "SSL",
                "properties.request.timeout.ms", "120000",
                "properties.my.login.module.region", "eu",
                "preflight-timeout", "3 s")));

        assertThat(admin)
                .containsEntry("bootstrap.servers", "localhost:9092")
                .containsEntry("security.protocol", "SSL")
                .containsEntry("my.login.module.region", "eu")
                .containsEntry("request.timeout.ms", "3000")
                .containsEntry("default.api.timeout.ms", "3000")
                .doesNotContainKey("fetch.min.bytes");
    }

    @Test
    void groupAndClientIdsComeFromTheJobsName() {
        SourceOptions options = new SourceOptions("source");

        assertThat(options.group(TestSettings.source(LEAST))).isEmpty();
        assertThat(options.group(TestSettings.source(least("job.name", "traffic"))))
                .hasValue("traffic");
        assertThat(options.group(TestSettings.source(least("job.name", "traffic", "group", "g"))))
                .hasValue("g");
        assertThat(options.clientIdPrefix(TestSettings.source(least("job.name", "traffic", "group", "g")), "source"))
                .isEqualTo("traffic-source");
        assertThat(options.clientIdPrefix(TestSettings.source(least("group", "g")), "source"))
                .isEqualTo("g-source");
        assertThat(options.clientIdPrefix(TestSettings.source(LEAST), "source")).isEqualTo("millrace-source");
    }
}
