package io.millrace.connectors.kafka;

import io.millrace.common.edge.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * Writes dead letters as what they were, byte for byte, so that a mended job can read them again; where they stood and
 * why they were refused stands in headers, as text: {@code millrace-reason}, {@code -source}, {@code -partition},
 * {@code -offset} and {@code -time} (ISO 8601).
 */
final class DeadLetterSerializer implements KafkaRecordSerializationSchema<DeadLetter> {
    private static final long serialVersionUID = 1L;

    static final String HEADER_PREFIX = "millrace-";

    private final String topic;
    private final StaticHeaders headers;

    DeadLetterSerializer(String topic, StaticHeaders headers) {
        this.topic = topic;
        this.headers = headers;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(DeadLetter letter, KafkaSinkContext context, Long timestamp) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, null, letter.timeMillis(), null, letter.raw());
        headers.addTo(record.headers());
        add(record.headers(), "reason", letter.reason());
        add(record.headers(), "source", letter.source());
        add(record.headers(), "partition", String.valueOf(letter.partition()));
        add(record.headers(), "offset", String.valueOf(letter.offset()));
        add(record.headers(), "time", Instant.ofEpochMilli(letter.timeMillis()).toString());
        return record;
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(HEADER_PREFIX + name, value.getBytes(StandardCharsets.UTF_8));
    }
}
