package io.millrace.connectors.kafka;

import io.millrace.common.codec.Encoder;
import io.millrace.common.connect.Outlet;
import io.millrace.common.connect.SinkConnector;
import io.millrace.common.connect.SinkRequest;
import io.millrace.common.edge.DeadLetter;
import io.millrace.common.options.Option;
import io.millrace.common.options.OptionException;
import io.millrace.common.options.Settings;
import io.millrace.common.record.Field;
import io.millrace.common.record.RecordFormat;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Writes Kafka topics: records by their format, dead letters as what they were. */
public final class KafkaSinkConnector implements SinkConnector {
    @Override
    public String type() {
        return "kafka";
    }

    @Override
    public List<Option<?>> options(String prefix) {
        return new SinkOptions(prefix).all();
    }

    @Override
    public void validate(Settings settings, String prefix) {
        new SinkOptions(prefix).validate(settings);
    }

    @Override
    public void preflight(Settings settings, String prefix, List<Outlet> outlets) {
        SinkOptions options = new SinkOptions(prefix);
        String configured = settings.get(options.topic);
        List<String> topics = outlets.stream().map(o -> o.topic(configured)).toList();
        try (ClusterProbe cluster = ClusterProbe.open(options.client, settings)) {
            if (settings.get(options.delivery) == DeliveryGuarantee.EXACTLY_ONCE) {
                cluster.requireTransactions(options.transactionTimeout, settings.get(options.transactionTimeout));
            }
            List<String> latestOnly = outlets.stream()
                    .filter(Outlet::latestOnly)
                    .map(o -> o.topic(configured))
                    .toList();
            if (settings.get(options.createTopics)) {
                cluster.createMissing(
                        options.topic.key(), topics, settings.find(options.partitions), Set.copyOf(latestOnly));
            } else {
                cluster.requireTopics(options.topic.key(), topics);
            }
            cluster.warnUnlessCompacted(latestOnly);
        }
    }

    @Override
    public <T> Sink<T> create(SinkRequest<T> request) {
        Settings settings = request.settings();
        SinkOptions options = new SinkOptions(request.prefix());
        DeliveryGuarantee delivery = settings.get(options.delivery);
        KafkaSinkBuilder<T> sink = KafkaSink.<T>builder()
                .setKafkaProducerConfig(producerProperties(settings, options))
                .setDeliveryGuarantee(delivery)
                .setRecordSerializer(serializer(request, options));
        if (delivery == DeliveryGuarantee.EXACTLY_ONCE) {
            sink.setTransactionalIdPrefix(options.transactionalIdPrefix(settings, request.jobName(), request.outlet()));
        }
        return sink.build();
    }

    static Properties producerProperties(Settings settings, SinkOptions options) {
        Map<String, String> defaults = new HashMap<>();
        defaults.put(ProducerConfig.ACKS_CONFIG, "all");
        defaults.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        if (!settings.get(options.client.properties).containsKey(ProducerConfig.ACKS_CONFIG)) {
            // Kafka refuses idempotence that is asked for together with fewer acknowledgements.
            defaults.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        }
        Properties properties = options.client.clientProperties(settings, defaults);
        properties.setProperty(
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                String.valueOf(settings.get(options.transactionTimeout).toMillis()));
        return properties;
    }

    @SuppressWarnings("unchecked") // the format's class says what T is
    private static <T> KafkaRecordSerializationSchema<T> serializer(SinkRequest<T> request, SinkOptions options) {
        Settings settings = request.settings();
        String topic = request.outlet().topic(settings.get(options.topic));
        StaticHeaders headers = new StaticHeaders(settings.get(options.headers));
        RecordFormat<T> format = request.format();
        if (format.recordClass() == DeadLetter.class) {
            return (KafkaRecordSerializationSchema<T>) new DeadLetterSerializer(topic, headers);
        }
        Encoder<T> encoder = settings.get(options.format).encoder(format);
        return new RecordSerializationSchema<>(topic, format, encoder, key(request, options), headers);
    }

    private static <T> KeyEncoder<T> key(SinkRequest<T> request, SinkOptions options) {
        RecordFormat<T> format = request.format();
        Optional<String> configured = request.settings().find(options.key);
        if (configured.isEmpty()) {
            return byDefault(format);
        }
        String name = configured.get();
        if (name.equals(SinkOptions.NO_KEY)) {
            return KeyEncoder.none();
        }
        int index = format.indexOf(name);
        if (index >= 0) {
            return KeyEncoder.of(format, format.fields().get(index));
        }
        if (request.outlet().derived()) {
            // The option is about the results; a side output may well hold other fields.
            return byDefault(format);
        }
        List<String> names = format.fields().stream().map(Field::name).toList();
        throw OptionException.notAllowed(
                options.key,
                name,
                SinkOptions.NO_KEY + " or a field of " + request.outlet().name() + ": " + String.join(", ", names));
    }

    private static <T> KeyEncoder<T> byDefault(RecordFormat<T> format) {
        return format.keyField().map(field -> KeyEncoder.of(format, field)).orElseGet(KeyEncoder::none);
    }
}
