package io.millrace.connectors.kafka;

import io.millrace.common.connect.RecordReader;
import io.millrace.common.connect.SourceConnector;
import io.millrace.common.edge.Decoded;
import io.millrace.common.edge.RecordEdge;
import io.millrace.common.options.Option;
import io.millrace.common.options.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * Reads Kafka topics. Offsets are kept in the job's state; they are committed with checkpoints where there is a group,
 * for others to see. Only committed transactions are read unless {@code properties.isolation.level} says otherwise.
 */
public final class KafkaSourceConnector implements SourceConnector {
    @Override
    public String type() {
        return "kafka";
    }

    @Override
    public List<Option<?>> options(String prefix) {
        return new SourceOptions(prefix).all();
    }

    @Override
    public void validate(Settings settings, String prefix) {
        new SourceOptions(prefix).validate(settings);
    }

    @Override
    public void preflight(Settings settings, String prefix) {
        SourceOptions options = new SourceOptions(prefix);
        try (ClusterProbe cluster = ClusterProbe.open(options.client, settings)) {
            if (settings.isSet(options.topics)) {
                cluster.requireTopics(options.topics.key(), settings.get(options.topics));
            } else {
                boolean mayComeLater = !settings.get(options.bounded)
                        && !settings.get(options.discoveryInterval).isZero();
                cluster.requireMatch(options.topicPattern, options.pattern(settings), mayComeLater);
            }
        }
    }

    @Override
    public boolean readsAll() {
        return true;
    }

    @Override
    public void validateReader(Settings settings, String prefix) {
        new SourceOptions(prefix).validateReader(settings);
    }

    @Override
    public <T> RecordReader<T> reader(Settings settings, String prefix, RecordEdge<T> edge) {
        SourceOptions options = new SourceOptions(prefix);
        Properties properties = options.client.clientProperties(
                settings, Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"));
        properties.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.setProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return settings.isSet(options.topics)
                ? TopicReader.ofTopics(properties, settings.get(options.topics), edge)
                : TopicReader.ofPattern(properties, options.pattern(settings), edge);
    }

    @Override
    public <T> Source<Decoded<T>, ?, ?> create(Settings settings, String prefix, RecordEdge<T> edge) {
        SourceOptions options = new SourceOptions(prefix);
        Map<String, String> defaults = new HashMap<>();
        defaults.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        defaults.put(KafkaSourceOptions.CLIENT_ID_PREFIX.key(), options.clientIdPrefix(settings, prefix));
        KafkaSourceBuilder<Decoded<T>> source = KafkaSource.<Decoded<T>>builder()
                .setProperties(options.client.clientProperties(settings, defaults))
                .setStartingOffsets(start(settings, options))
                .setDeserializer(new EdgeDeserializer<>(edge));
        options.group(settings).ifPresent(source::setGroupId);
        if (settings.isSet(options.topics)) {
            source.setTopics(settings.get(options.topics));
        } else {
            source.setTopicPattern(options.pattern(settings));
        }
        if (settings.get(options.bounded)) {
            source.setBounded(OffsetsInitializer.latest());
        } else {
            long millis = settings.get(options.discoveryInterval).toMillis();
            source.setProperty(
                    KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.key(),
                    String.valueOf(millis == 0 ? -1 : millis));
        }
        return source.build();
    }

    private static OffsetsInitializer start(Settings settings, SourceOptions options) {
        return switch (settings.get(options.start)) {
            case EARLIEST -> StartingOffsets.earliest();
            case LATEST -> StartingOffsets.latest();
            case COMMITTED -> StartingOffsets.committedOrEarliest();
            case TIMESTAMP ->
                StartingOffsets.timestamp(settings.get(options.startTimestamp).toEpochMilli());
        };
    }
}
