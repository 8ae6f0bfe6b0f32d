package io.millrace.connectors.kafka;

import io.millrace.common.codec.Encoder;
import io.millrace.common.record.RecordFormat;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as Kafka records. A record's Kafka timestamp is its event time; records that have none, or one that
 * brokers would refuse, are stamped by the producer.
 */
final class RecordSerializationSchema<T> implements KafkaRecordSerializationSchema<T> {
    private static final long serialVersionUID = 1L;
    /** How far ahead of their clock brokers allow timestamps by default (message.timestamp.after.max.ms). */
    private static final long MAX_AHEAD_MILLIS = 3_600_000;

    private final String topic;
    private final RecordFormat<T> format;
    private final Encoder<T> encoder;
    private final KeyEncoder<T> key;
    private final StaticHeaders headers;

    RecordSerializationSchema(
            String topic, RecordFormat<T> format, Encoder<T> encoder, KeyEncoder<T> key, StaticHeaders headers) {
        this.topic = topic;
        this.format = format;
        this.encoder = encoder;
        this.key = key;
        this.headers = headers;
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(T element, KafkaSinkContext context, Long timestamp) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                topic, null, kafkaTimestamp(element), key.encode(element), encoder.encode(element));
        headers.addTo(record.headers());
        return record;
    }

    private @Nullable Long kafkaTimestamp(T element) {
        long millis = format.eventTime(element); // missing is negative
        return millis < 0 || millis - System.currentTimeMillis() > MAX_AHEAD_MILLIS ? null : (Long) millis;
    }
}
