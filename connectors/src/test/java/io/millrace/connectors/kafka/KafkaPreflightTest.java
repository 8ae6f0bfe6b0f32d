package io.millrace.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.connect.Outlet;
import io.millrace.common.options.OptionException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

final class KafkaPreflightTest {
    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    private static final List<Outlet> OUTLETS = List.of(Outlet.RESULTS, new Outlet("late", true));

    private static void source(Map<String, String> values) {
        Map<String, String> all = new HashMap<>(values);
        all.putIfAbsent("bootstrap-servers", BROKER.address());
        TestSettings.SOURCE.preflight(TestSettings.source(all), "source");
    }

    private static void sink(Map<String, String> values) {
        Map<String, String> all = new HashMap<>(values);
        all.putIfAbsent("bootstrap-servers", BROKER.address());
        TestSettings.SINK.preflight(TestSettings.sink(all), "sink", OUTLETS);
    }

    private static void refuses(ThrowingCallable preflight, String... messages) {
        assertThatThrownBy(preflight).isInstanceOfSatisfying(OptionException.class, e -> assertThat(e.problems())
                .containsExactly(messages));
        assertThat(preflightThreads()).as("the admin client is closed").isEmpty();
    }

    private static Set<String> preflightThreads() {
        TestBroker.await(() -> preflightThreadNames().isEmpty());
        return preflightThreadNames();
    }

    private static Set<String> preflightThreadNames() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains("millrace-preflight"))
                .collect(Collectors.toSet());
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void brokerThatIsNotThereIsOneLine() throws IOException {
        String address = "localhost:" + closedPort();
        Map<String, String> values =
                Map.of("bootstrap-servers", address, "preflight-timeout", "1 s", "topics", "flows");
        refuses(
                () -> source(values),
                "source.kafka.bootstrap-servers: no Kafka broker answered at " + address + " within 1 s; is it running,"
                        + " and does it speak the configured security.protocol?");
    }

    @Test
    void hostThatCannotBeResolvedIsOneLine() {
        refuses(
                () -> source(Map.of("bootstrap-servers", "broker.invalid:9092", "topics", "flows")),
                "source.kafka.bootstrap-servers: 'broker.invalid:9092' is not allowed; allowed: brokers whose names can"
                        + " be resolved, with ports up to 65535");
    }

    @Test
    void topicsThatAreMissingAreNamedWithTheNearest() {
        BROKER.createTopic("preflight-flows", 1);

        assertThatCode(() -> source(Map.of("topics", "preflight-flows"))).doesNotThrowAnyException();
        refuses(
                () -> source(Map.of("topics", "preflight-flow,preflight-flows,preflight-floes")),
                "source.kafka.topics: topic 'preflight-flow' does not exist; the nearest that does is 'preflight-flows'",
                "source.kafka.topics: topic 'preflight-floes' does not exist; the nearest that does is"
                        + " 'preflight-flows'");
    }

    @Test
    void patternWithoutAMatchIsRefusedWhereNoneCanCome() {
        assertThatCode(() -> source(Map.of("topic-pattern", "nobody-.*"))).doesNotThrowAnyException();
        for (Map<String, String> never : List.of(Map.of("bounded", "true"), Map.of("discovery-interval", "0 s"))) {
            Map<String, String> values = new HashMap<>(never);
            values.put("topic-pattern", "nobody-.*");
            refuses(
                    () -> source(values),
                    "source.kafka.topic-pattern: 'nobody-.*' is not allowed; allowed: a pattern of which the whole name"
                            + " of an existing topic is a match");
        }
    }

    @Test
    void missingTopicsOfASinkAreCreated() {
        sink(Map.of("topic", "created"));
        sink(Map.of("topic", "created-wide", "partitions", "5"));
        sink(Map.of("topic", "created-wide", "partitions", "7"));

        // The broker's metadata lag behind what its controller has done.
        TestBroker.await(() -> BROKER.partitionsByTopic().containsKey("created-wide.late"));
        assertThat(BROKER.partitionsByTopic())
                .as("the broker's num.partitions")
                .containsEntry("created", 2)
                .containsEntry("created.late", 2)
                .as("as asked for, and left alone after")
                .containsEntry("created-wide", 5)
                .containsEntry("created-wide.late", 5);
    }

    @Test
    void missingTopicsOfASinkAreRefusedWhereNoneMayBeCreated() {
        BROKER.createTopic("kept", 1);

        refuses(
                () -> sink(Map.of("topic", "kept", "create-topics", "false")),
                "sink.kafka.topic: topic 'kept.late' does not exist; the nearest that does is 'kept'");
        assertThat(BROKER.partitionsByTopic()).doesNotContainKey("kept.late");
    }

    @Test
    void topicThatCannotBeCreatedIsNamed() {
        BROKER.createTopic("clash.a", 1);

        // Kafka holds dot and underscore for the same in names of metrics, and so refuses the second.
        assertThatThrownBy(() -> sink(Map.of("topic", "clash_a")))
                .isInstanceOf(OptionException.class)
                .hasMessageContainingAll(
                        "sink.kafka.topic: topic 'clash_a'", "can't be created", "InvalidTopicException");
    }

    @Test
    void transactionsMustNotBeLongerThanTheBrokerAllows() {
        refuses(
                () -> sink(Map.of("topic", "long", "delivery", "exactly-once", "transaction-timeout", "16 min")),
                "sink.kafka.transaction-timeout: '16 min' is not allowed; allowed: at most 15 min, the broker's"
                        + " transaction.max.timeout.ms");
        assertThat(BROKER.partitionsByTopic())
                .as("refused before anything is created")
                .doesNotContainKey("long");
        assertThatCode(() -> sink(Map.of("topic", "long", "delivery", "exactly-once", "transaction-timeout", "15 min")))
                .doesNotThrowAnyException();
        assertThatCode(() -> sink(Map.of("topic", "long", "transaction-timeout", "16 min")))
                .as("no transactions")
                .doesNotThrowAnyException();
    }

    @Test
    void secretsAreNeitherLoggedNorInMessages(@TempDir Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("password"), "Tr0ub4dor&3");
        String reference = "${file:" + secret + "}";
        Map<String, String> values = new HashMap<>(Map.of(
                "bootstrap-servers", "localhost:" + closedPort(),
                "topics", "flows",
                "preflight-timeout", "1 s",
                "properties.security.protocol", "SASL_PLAINTEXT",
                "properties.sasl.mechanism", "PLAIN"));
        values.put(
                "properties.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\" password=\""
                        + reference + "\";");
        try (CapturedLog log = CapturedLog.ofEverything()) {
            assertThatThrownBy(() -> source(values))
                    .isInstanceOf(OptionException.class)
                    .hasMessageContaining("no Kafka broker answered")
                    .message()
                    .doesNotContain("Tr0ub4dor");
            assertThat(log.text()).contains("sasl.jaas.config = [hidden]").doesNotContain("Tr0ub4dor");
        }
        // Kafka's parser would quote the word after the password that is not quoted.
        values.put(
                "properties.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required x " + reference + ";");
        try (CapturedLog log = CapturedLog.ofEverything()) {
            assertThatThrownBy(() -> source(values))
                    .isInstanceOf(OptionException.class)
                    .hasNoCause()
                    .hasMessageContainingAll("source.kafka.properties", "sasl.jaas.config", "not shown")
                    .message()
                    .doesNotContain("Tr0ub4dor");
            assertThat(log.text()).doesNotContain("Tr0ub4dor");
        }
    }

    @Test
    void propertyThatKafkaRefusesIsExplainedWhereNothingIsSecret() {
        assertThatThrownBy(() -> source(Map.of("topics", "flows", "properties.security.protocol", "PLAIN")))
                .isInstanceOf(OptionException.class)
                .hasMessageContainingAll("source.kafka.properties", "ConfigException", "security.protocol");
    }

    @Test
    void topicOfWhichOnlyTheLatestMattersIsCreatedCompacted() {
        Map<String, String> values = Map.of("bootstrap-servers", BROKER.address(), "topic", "learned");
        List<Outlet> outlets = List.of(Outlet.RESULTS, new Outlet("late", true), new Outlet("models", true, true));
        TestSettings.SINK.preflight(TestSettings.sink(values), "sink", outlets);

        assertThat(cleanupPolicy("learned.models")).isEqualTo("compact");
        assertThat(cleanupPolicy("learned")).isEqualTo("delete");
        assertThat(cleanupPolicy("learned.late")).isEqualTo("delete");
        // One that is there already is taken as it is.
        assertThatCode(() -> TestSettings.SINK.preflight(
                        TestSettings.sink(values), "sink", List.of(new Outlet("late", true, true))))
                .doesNotThrowAnyException();
        assertThat(cleanupPolicy("learned.late")).isEqualTo("delete");
    }

    private static String cleanupPolicy(String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return TestBroker.get(BROKER.admin().describeConfigs(List.of(resource)).all())
                .get(resource)
                .get(TopicConfig.CLEANUP_POLICY_CONFIG)
                .value();
    }
}
