package io.millrace.connectors.kafka;

import io.millrace.common.codec.WireFormat;
import io.millrace.common.connect.Outlet;
import io.millrace.common.job.JobOptions;
import io.millrace.common.options.Durations;
import io.millrace.common.options.Option;
import io.millrace.common.options.OptionException;
import io.millrace.common.options.Options;
import io.millrace.common.options.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The options of a Kafka sink. */
final class SinkOptions {
    /** In {@link #key}: records have no key. */
    static final String NO_KEY = "none";

    final ClientOptions client;
    final Option<String> topic;
    final Option<DeliveryGuarantee> delivery;
    final Option<WireFormat> format;
    final Option<String> key;
    final Option<Map<String, String>> headers;
    final Option<Duration> transactionTimeout;
    final Option<String> transactionalIdPrefix;
    final Option<Boolean> createTopics;
    final Option<Integer> partitions;

    SinkOptions(String prefix) {
        String base = prefix + ".kafka";
        client = new ClientOptions(base, "producer");
        topic = Options.text(base + ".topic")
                .matching("(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}", ClientOptions.topicNameInWords())
                .optional("Topic to write. Side outputs without options of their own go to topics named TOPIC.OUTPUT,"
                        + " such as traffic.late. Required where type is kafka.");
        delivery = Options.choice(base + ".delivery", DeliveryGuarantee.class)
                .defaultsTo(
                        DeliveryGuarantee.AT_LEAST_ONCE,
                        "What holds after a failure. With exactly-once, records become visible to read_committed"
                                + " consumers with every checkpoint.");
        format = Options.choice(base + ".format", WireFormat.class)
                .defaultsTo(WireFormat.JSON, "How records are encoded. Dead letters are always their raw bytes.");
        key = Options.text(base + ".key")
                .notBlank()
                .optional("Field whose value is the Kafka key, or none. The record's own key field by default; dead"
                        + " letters have no key.");
        headers =
                Options.map(base + ".headers", "Headers that every record gets, such as " + base + ".headers.site: A.");
        transactionTimeout = Options.duration(base + ".transaction-timeout")
                .atLeast(Duration.ofSeconds(1))
                .atMost(Duration.ofMillis(Integer.MAX_VALUE))
                .defaultsTo(
                        Duration.ofMinutes(10),
                        "For exactly-once: how long a transaction lives without a checkpoint. After a longer outage its"
                                + " records are lost. At most the broker's transaction.max.timeout.ms.");
        transactionalIdPrefix = Options.text(base + ".transactional-id-prefix")
                .notBlank()
                .optional("For exactly-once: transactional ids begin with this and the output's name. No two jobs on a"
                        + " broker may share it. The job's name by default.");
        createTopics = Options.bool(base + ".create-topics")
                .defaultsTo(true, "Whether topics that are missing are created when the job starts.");
        partitions = Options.integer(base + ".partitions")
                .atLeast(1)
                .optional("Partitions of topics that are created; the broker's num.partitions by default.");
    }

    List<Option<?>> all() {
        List<Option<?>> all = new ArrayList<>(List.of(
                topic,
                delivery,
                format,
                key,
                headers,
                transactionTimeout,
                transactionalIdPrefix,
                createTopics,
                partitions));
        all.addAll(client.all());
        return all;
    }

    void validate(Settings settings) {
        client.validate(settings, ownProperties());
        settings.get(topic);
        if (settings.get(delivery) != DeliveryGuarantee.NONE) {
            checkAcknowledged(settings);
        }
        if (settings.get(delivery) == DeliveryGuarantee.EXACTLY_ONCE) {
            checkCheckpointInterval(settings);
        }
        for (String name : settings.get(headers).keySet()) {
            if (name.startsWith(DeadLetterSerializer.HEADER_PREFIX)) {
                throw OptionException.conflict(headers.key() + "." + name + ": headers that begin with "
                        + DeadLetterSerializer.HEADER_PREFIX + " are those of dead letters");
            }
        }
    }

    private Map<String, String> ownProperties() {
        return Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "use " + client.bootstrapServers.key(),
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, "use " + key.key(),
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, "use " + format.key(),
                ProducerConfig.TRANSACTIONAL_ID_CONFIG, "use " + transactionalIdPrefix.key(),
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, "use " + transactionTimeout.key());
    }

    private void checkAcknowledged(Settings settings) {
        Map<String, String> set = settings.get(client.properties);
        String acks = set.getOrDefault(ProducerConfig.ACKS_CONFIG, "all");
        if (!acks.equals("all") && !acks.equals("-1")) {
            throw contradictsDelivery(settings, ProducerConfig.ACKS_CONFIG, "all");
        }
        String idempotence = set.getOrDefault(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        if (settings.get(delivery) == DeliveryGuarantee.EXACTLY_ONCE && !idempotence.equalsIgnoreCase("true")) {
            throw contradictsDelivery(settings, ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        }
    }

    private OptionException contradictsDelivery(Settings settings, String property, String needed) {
        return OptionException.conflict(client.properties.key() + "." + property + " contradicts " + delivery.key()
                + " " + settings.get(delivery) + ", which needs it to be " + needed);
    }

    private void checkCheckpointInterval(Settings settings) {
        Duration timeout = settings.get(transactionTimeout);
        String intervalKey = CheckpointingOptions.CHECKPOINTING_INTERVAL.key();
        Configuration flink = Configuration.fromMap(settings.get(JobOptions.FLINK));
        flink.getOptional(CheckpointingOptions.CHECKPOINTING_INTERVAL)
                .filter(interval -> interval.compareTo(timeout) >= 0)
                .ifPresent(interval -> {
                    throw OptionException.conflict(transactionTimeout.key() + " must be longer than "
                            + JobOptions.FLINK.key() + "." + intervalKey + ": " + Durations.format(timeout)
                            + " is not longer than " + Durations.format(interval));
                });
    }

    /** What transactional ids of one output begin with: outputs that share options must not share ids. */
    String transactionalIdPrefix(Settings settings, String jobName, Outlet outlet) {
        return settings.find(transactionalIdPrefix).orElse(jobName) + "-" + outlet.name();
    }
}
