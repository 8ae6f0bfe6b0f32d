package io.millrace.connectors.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.common.codec.CodecSettings;
import io.millrace.common.codec.WireFormat;
import io.millrace.common.edge.DeadLetter;
import io.millrace.common.edge.Decoded;
import io.millrace.common.edge.RecordEdge;
import io.millrace.common.record.RecordFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

final class SerializationTest {
    private static final long NOON = 1_767_268_800_000L; // 2026-01-01T12:00:00Z

    /** Takes its arrival from the source. */
    public record Arrival(String device, long arrivedAt) {
        public static final RecordFormat<Arrival> FORMAT = RecordFormat.builder(Arrival.class)
                .text("device", Arrival::device)
                .arrival("arrived_at", Arrival::arrivedAt)
                .build(v -> new Arrival(v.text(0), v.longValue(1)));
    }

    private static ProducerRecord<byte[], byte[]> serialize(Reading reading, KeyEncoder<Reading> key) {
        return new RecordSerializationSchema<>(
                        "out",
                        Reading.FORMAT,
                        WireFormat.JSON.encoder(Reading.FORMAT),
                        key,
                        new StaticHeaders(Map.of("site", "Köln")))
                .serialize(reading, null, null);
    }

    private static KeyEncoder<Reading> keyOf(String field) {
        return KeyEncoder.of(Reading.FORMAT, Reading.FORMAT.fields().get(Reading.FORMAT.indexOf(field)));
    }

    @Test
    void recordIsWrittenWithKeyTimestampAndHeaders() {
        ProducerRecord<byte[], byte[]> record = serialize(new Reading("d\t1", 7, 1.5, NOON), keyOf("device"));

        assertThat(record.topic()).isEqualTo("out");
        assertThat(record.partition()).isNull();
        assertThat(record.timestamp()).isEqualTo(NOON);
        assertThat(record.key()).asString(UTF_8).isEqualTo("d\t1");
        assertThat(record.value())
                .asString(UTF_8)
                .isEqualTo("{\"device\":\"d\\t1\",\"id\":7,\"value\":1.5,\"sent_at\":\"2026-01-01T12:00:00Z\"}");
        assertThat(texts(record.headers())).containsExactly(Map.entry("site", "Köln"));
    }

    @Test
    void keyIsTheFieldAsText() {
        Reading reading = new Reading("d1", 7, 1.5, NOON);

        assertThat(keyOf("id").encode(reading)).asString(UTF_8).isEqualTo("7");
        assertThat(keyOf("value").encode(reading)).asString(UTF_8).isEqualTo("1.5");
        assertThat(keyOf("value").encode(new Reading("d1", 7, Double.NaN, NOON)))
                .as("missing")
                .isNull();
        assertThat(KeyEncoder.<Reading>none().encode(reading)).isNull();
    }

    @Test
    void timestampThatBrokersWouldRefuseIsLeftToTheProducer() {
        long now = System.currentTimeMillis();

        assertThat(serialize(new Reading("d1", 7, 1, -1), keyOf("id")).timestamp())
                .isNull();
        assertThat(serialize(new Reading("d1", 7, 1, Long.MIN_VALUE), keyOf("id"))
                        .timestamp())
                .as("missing")
                .isNull();
        assertThat(serialize(new Reading("d1", 7, 1, now + 7_200_000), keyOf("id"))
                        .timestamp())
                .as("two hours ahead")
                .isNull();
        assertThat(serialize(new Reading("d1", 7, 1, now + 60_000), keyOf("id")).timestamp())
                .as("a clock that is a minute fast")
                .isEqualTo(now + 60_000);
    }

    @Test
    void deadLetterIsWrittenAsItWas() {
        byte[] raw = {0, (byte) 0xff, '{'};
        DeadLetter letter = new DeadLetter(raw, "flows", 3, 1234, "not JSON: \"ü\"", NOON);

        ProducerRecord<byte[], byte[]> record =
                new DeadLetterSerializer("dead", new StaticHeaders(Map.of("site", "A"))).serialize(letter, null, null);

        assertThat(record.topic()).isEqualTo("dead");
        assertThat(record.key()).isNull();
        assertThat(record.value()).isEqualTo(raw);
        assertThat(record.timestamp()).isEqualTo(NOON);
        assertThat(texts(record.headers()))
                .containsExactly(
                        Map.entry("site", "A"),
                        Map.entry("millrace-reason", "not JSON: \"ü\""),
                        Map.entry("millrace-source", "flows"),
                        Map.entry("millrace-partition", "3"),
                        Map.entry("millrace-offset", "1234"),
                        Map.entry("millrace-time", "2026-01-01T12:00:00Z"));
    }

    @Test
    void arrivalIsTheKafkaTimestampElseTheClock() {
        assertThat(decode("{\"device\":\"d1\"}", NOON)).isEqualTo(new Arrival("d1", NOON));
        long before = System.currentTimeMillis();
        assertThat(decode("{\"device\":\"d1\"}", ConsumerRecord.NO_TIMESTAMP).arrivedAt())
                .isBetween(before, System.currentTimeMillis());
    }

    private static Arrival decode(String value, long timestamp) {
        return deserialize(value.getBytes(UTF_8), timestamp).recordOrNull();
    }

    @Test
    void tombstoneIsADeadLetter() {
        DeadLetter letter = deserialize(null, NOON).deadLetterOrNull();

        assertThat(letter.raw()).isEmpty();
        assertThat(letter.reason()).isEqualTo("empty value (tombstone)");
        assertThat(letter.source()).isEqualTo("in");
        assertThat(letter.partition()).isEqualTo(2);
        assertThat(letter.offset()).isEqualTo(99);
    }

    private static Decoded<Arrival> deserialize(byte[] value, long timestamp) {
        RecordEdge<Arrival> edge = new RecordEdge<>(
                Arrival.FORMAT, WireFormat.JSON.decoder(Arrival.FORMAT, CodecSettings.DEFAULT), Duration.ofDays(1));
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                "in",
                2,
                99,
                timestamp,
                TimestampType.CREATE_TIME,
                0,
                0,
                null,
                value,
                new RecordHeaders(),
                Optional.empty());
        List<Decoded<Arrival>> out = new ArrayList<>();
        new EdgeDeserializer<>(edge).deserialize(record, new ListCollector<>(out));
        return out.get(0);
    }

    @Test
    void schemasSurviveTheWayToTheCluster() throws Exception {
        RecordSerializationSchema<Reading> schema = InstantiationUtil.clone(new RecordSerializationSchema<>(
                "out",
                Reading.FORMAT,
                WireFormat.CSV.encoder(Reading.FORMAT),
                keyOf("id"),
                new StaticHeaders(Map.of())));

        ProducerRecord<byte[], byte[]> record = schema.serialize(new Reading("d1", 7, 2, NOON), null, null);

        assertThat(record.key()).asString(UTF_8).isEqualTo("7");
        assertThat(record.value()).asString(UTF_8).isEqualTo("d1,7,2,2026-01-01T12:00:00Z");
    }

    static Map<String, String> texts(Headers headers) {
        Map<String, String> texts = new LinkedHashMap<>();
        headers.forEach(header -> texts.put(header.key(), new String(header.value(), UTF_8)));
        return texts;
    }
}
