package io.millrace.connectors.kafka;

import io.millrace.common.connect.RecordReader;
import io.millrace.common.edge.Decoded;
import io.millrace.common.edge.RecordEdge;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads topics from the earliest record to the last one committed when it was asked, without a group. Tombstones, which say that
 * a key has no record any more, are passed over.
 */
final class TopicReader<T> implements RecordReader<T> {
    private static final long serialVersionUID = 1L;
    private static final Duration POLL = Duration.ofMillis(500);
    /** Polls in a row that may bring nothing, should brokers be away, before reading is given up. */
    private static final int PATIENCE = 240;

    private final Properties properties;
    private final ArrayList<String> topics;
    private final @Nullable Pattern pattern;
    private final RecordEdge<T> edge;

    private TopicReader(Properties properties, List<String> topics, @Nullable Pattern pattern, RecordEdge<T> edge) {
        this.properties = properties;
        this.topics = new ArrayList<>(topics);
        this.pattern = pattern;
        this.edge = edge;
    }

    static <T> TopicReader<T> ofTopics(Properties properties, List<String> topics, RecordEdge<T> edge) {
        return new TopicReader<>(properties, topics, null, edge);
    }

    static <T> TopicReader<T> ofPattern(Properties properties, Pattern pattern, RecordEdge<T> edge) {
        return new TopicReader<>(properties, List.of(), pattern, edge);
    }

    @Override
    public void read(Consumer<Decoded<T>> records) throws IOException {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = partitions(consumer);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            read(consumer, consumer.endOffsets(partitions), records);
        } catch (KafkaException e) {
            throw new IOException("can't read " + this + ": " + e.getMessage(), e);
        }
    }

    private void read(
            KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends, Consumer<Decoded<T>> records)
            throws IOException {
        int inVain = 0;
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            long before = total(consumer, ends);
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                long end = ends.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L);
                if (record.value() != null && record.offset() < end) {
                    records.accept(decode(record));
                }
            }
            inVain = total(consumer, ends) == before ? inVain + 1 : 0;
            if (inVain == PATIENCE) {
                throw new IOException("can't read " + this + ": nothing came for "
                        + POLL.multipliedBy(PATIENCE).toSeconds() + " s");
            }
        }
    }

    /** Moves on over what is not handed out too: markers of transactions, and records of those that were aborted. */
    private static long total(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.keySet().stream().mapToLong(consumer::position).sum();
    }

    private Decoded<T> decode(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        return edge.decode(
                value, 0, value.length, record.timestamp(), record.topic(), record.partition(), record.offset());
    }

    private List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer) throws IOException {
        List<TopicPartition> found = new ArrayList<>();
        Pattern wanted = pattern;
        if (wanted == null) {
            for (String topic : topics) {
                List<PartitionInfo> partitions = consumer.partitionsFor(topic);
                if (partitions == null || partitions.isEmpty()) {
                    throw new IOException("topic '" + topic + "' does not exist");
                }
                partitions.forEach(p -> found.add(new TopicPartition(topic, p.partition())));
            }
        } else {
            consumer.listTopics().forEach((topic, partitions) -> {
                if (wanted.matcher(topic).matches()) {
                    partitions.forEach(p -> found.add(new TopicPartition(topic, p.partition())));
                }
            });
        }
        return found;
    }

    @Override
    public String toString() {
        return pattern == null ? "topics " + topics : "topics that match " + pattern;
    }
}
