package io.millrace.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.common.connect.Outlet;
import io.millrace.common.connect.SinkRequest;
import io.millrace.common.edge.DeadLetter;
import io.millrace.common.options.OptionException;
import io.millrace.common.options.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KafkaSinkOptionsTest {
    private static final Outlet LATE = new Outlet("late", true);

    private static Settings least(String... more) {
        Map<String, String> all = new HashMap<>(Map.of("bootstrap-servers", "localhost:9092", "topic", "traffic"));
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return TestSettings.sink(all);
    }

    private static void validate(Settings settings) {
        TestSettings.SINK.validate(settings, "sink");
    }

    private static void refuses(Settings settings, String... parts) {
        assertThatThrownBy(() -> validate(settings))
                .isInstanceOf(OptionException.class)
                .hasMessageContainingAll(parts)
                .satisfies(e -> assertThat(((OptionException) e).problems()).hasSize(1));
    }

    @Test
    void brokersAndTopicAreEnoughAndRequired() {
        assertThatCode(() -> validate(least())).doesNotThrowAnyException();
        refuses(TestSettings.sink(Map.of("topic", "t")), "sink.kafka.bootstrap-servers is required");
        refuses(TestSettings.sink(Map.of("bootstrap-servers", "localhost:1")), "sink.kafka.topic is required");
    }

    @ParameterizedTest
    @CsvSource({
        "bootstrap.servers, use sink.kafka.bootstrap-servers",
        "key.serializer, use sink.kafka.key",
        "value.serializer, use sink.kafka.format",
        "transactional.id, use sink.kafka.transactional-id-prefix",
        "transaction.timeout.ms, use sink.kafka.transaction-timeout"
    })
    void propertiesThatMillraceSetsAreRefused(String property, String hint) {
        refuses(least("properties." + property, "1"), "sink.kafka.properties." + property + " cannot be set", hint);
    }

    @ParameterizedTest
    @CsvSource({
        "exactly-once, acks, 1",
        "exactly-once, acks, 0",
        "at-least-once, acks, 1",
        "exactly-once, enable.idempotence, false"
    })
    void deliveryNeedsItsProperties(String delivery, String property, String value) {
        refuses(
                least("delivery", delivery, "properties." + property, value),
                "sink.kafka.properties." + property + " contradicts sink.kafka.delivery " + delivery);
    }

    @ParameterizedTest
    @CsvSource({
        "none, acks, 0",
        "none, acks, 1",
        "at-least-once, acks, all",
        "exactly-once, acks, -1",
        "at-least-once, enable.idempotence, false",
        "exactly-once, enable.idempotence, true"
    })
    void propertiesThatGoWithTheDeliveryPassAndKafkaTakesThem(String delivery, String property, String value) {
        Settings settings = least("delivery", delivery, "properties." + property, value);

        validate(settings);

        Properties properties = KafkaSinkConnector.producerProperties(settings, new SinkOptions("sink"));
        assertThatCode(() -> new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())
                        .close(Duration.ZERO))
                .doesNotThrowAnyException();
    }

    @Test
    void transactionsMustOutlastCheckpoints() {
        Settings settings = least(
                "delivery", "exactly-once",
                "transaction-timeout", "30 s",
                "flink.execution.checkpointing.interval", "30 s");
        refuses(
                settings,
                "sink.kafka.transaction-timeout must be longer than flink.execution.checkpointing.interval",
                "30 s is not longer than 30 s");
        assertThatCode(() -> validate(least("flink.execution.checkpointing.interval", "1 h")))
                .doesNotThrowAnyException();
    }

    @Test
    void headersOfDeadLettersAreReserved() {
        refuses(least("headers.millrace-reason", "x"), "sink.kafka.headers.millrace-reason", "dead letters");
    }

    @Test
    void producerGetsDurableDefaultsAndTheUsersProperties() {
        Settings settings =
                least("delivery", "exactly-once", "transaction-timeout", "2 min", "properties.linger.ms", "20");

        assertThat(KafkaSinkConnector.producerProperties(settings, new SinkOptions("sink")))
                .containsEntry("bootstrap.servers", "localhost:9092")
                .containsEntry("acks", "all")
                .containsEntry("enable.idempotence", "true")
                .containsEntry("compression.type", "lz4")
                .containsEntry("transaction.timeout.ms", "120000")
                .containsEntry("linger.ms", "20");
    }

    @Test
    void outputsThatShareOptionsDoNotShareTransactionalIds() {
        SinkOptions options = new SinkOptions("sink");

        assertThat(options.transactionalIdPrefix(least(), "traffic", Outlet.RESULTS))
                .isEqualTo("traffic-results");
        assertThat(options.transactionalIdPrefix(least(), "traffic", LATE)).isEqualTo("traffic-late");
        Settings own = least("transactional-id-prefix", "mine");
        assertThat(options.transactionalIdPrefix(own, "traffic", Outlet.RESULTS))
                .isEqualTo("mine-results");
        assertThat(options.transactionalIdPrefix(own, "traffic", LATE)).isEqualTo("mine-late");
    }

    @Test
    void keyMustBeAFieldOfTheResults() {
        assertThatThrownBy(() -> TestSettings.SINK.create(request(least("key", "devise"), Outlet.RESULTS)))
                .isInstanceOf(OptionException.class)
                .hasMessageContainingAll("sink.kafka.key", "'devise'", "none", "device, id, value, sent_at");
        assertThatCode(() -> TestSettings.SINK.create(request(least("key", "devise"), LATE)))
                .as("the option is about the results")
                .doesNotThrowAnyException();
        assertThatCode(() -> TestSettings.SINK.create(new SinkRequest<>(
                        least("key", "devise"), "sink", "job", new Outlet("dead-letters", true), DeadLetter.FORMAT)))
                .doesNotThrowAnyException();
    }

    private static SinkRequest<Reading> request(Settings settings, Outlet outlet) {
        return new SinkRequest<>(settings, "sink", "traffic", outlet, Reading.FORMAT);
    }
}
