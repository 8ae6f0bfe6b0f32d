package io.millrace.connectors.kafka;

import io.millrace.common.edge.Decoded;
import io.millrace.common.edge.RecordEdge;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Hands each Kafka record's value to the edge. A record arrived at its Kafka timestamp. */
final class EdgeDeserializer<T> implements KafkaRecordDeserializationSchema<Decoded<T>> {
    private static final long serialVersionUID = 1L;
    private static final byte[] NOTHING = {};

    private final RecordEdge<T> edge;

    EdgeDeserializer(RecordEdge<T> edge) {
        this.edge = edge;
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Decoded<T>> out) {
        byte[] value = record.value();
        if (value == null) {
            String reason = "empty value (tombstone)";
            out.collect(edge.reject(NOTHING, 0, 0, reason, record.topic(), record.partition(), record.offset()));
            return;
        }
        long arrivalMillis = record.timestamp() > 0 ? record.timestamp() : System.currentTimeMillis();
        out.collect(edge.decode(
                value, 0, value.length, arrivalMillis, record.topic(), record.partition(), record.offset()));
    }

    @Override
    public TypeInformation<Decoded<T>> getProducedType() {
        return edge.producedType();
    }
}
