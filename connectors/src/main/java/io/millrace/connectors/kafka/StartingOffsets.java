package io.millrace.connectors.kafka;

import java.util.Collection;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a source begins. Should the offset that a job goes on from be gone, because the broker has deleted the records,
 * reading goes on with the earliest that are left: Flink's own starts from the latest or a timestamp would skip to the
 * end and lose what is still there.
 */
@SuppressWarnings("deprecation") // OffsetResetStrategy is deprecated by Kafka, and still part of Flink's interface
final class StartingOffsets implements OffsetsInitializer {
    private static final long serialVersionUID = 1L;

    private final OffsetsInitializer start;

    private StartingOffsets(OffsetsInitializer start) {
        this.start = start;
    }

    static StartingOffsets earliest() {
        return new StartingOffsets(OffsetsInitializer.earliest());
    }

    static StartingOffsets latest() {
        return new StartingOffsets(OffsetsInitializer.latest());
    }

    static StartingOffsets committedOrEarliest() {
        return new StartingOffsets(OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST));
    }

    static StartingOffsets timestamp(long millis) {
        return new StartingOffsets(OffsetsInitializer.timestamp(millis));
    }

    @Override
    public Map<TopicPartition, Long> getPartitionOffsets(
            Collection<TopicPartition> partitions, PartitionOffsetsRetriever retriever) {
        return start.getPartitionOffsets(partitions, retriever);
    }

    @Override
    public OffsetResetStrategy getAutoOffsetResetStrategy() {
        return OffsetResetStrategy.EARLIEST;
    }
}
