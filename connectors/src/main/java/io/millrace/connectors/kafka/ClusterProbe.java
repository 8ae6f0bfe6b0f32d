package io.millrace.connectors.kafka;

import io.millrace.common.options.Durations;
import io.millrace.common.options.NearestKey;
import io.millrace.common.options.Option;
import io.millrace.common.options.OptionException;
import io.millrace.common.options.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a Kafka cluster before a job starts. Whatever would keep the job from running is an {@link OptionException} of
 * one line that names the option at fault, and holds no property's value.
 */
final class ClusterProbe implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterProbe.class);
    private static final String MAX_TRANSACTION_TIMEOUT = "transaction.max.timeout.ms";

    private final Admin admin;
    private final ClientOptions client;
    private final Settings settings;
    private final Duration timeout;
    private final Node broker;

    private ClusterProbe(Admin admin, ClientOptions client, Settings settings) {
        this.admin = admin;
        this.client = client;
        this.settings = settings;
        this.timeout = settings.get(client.preflightTimeout);
        Collection<Node> nodes = answer(admin.describeCluster().nodes());
        this.broker = nodes.iterator().next();
    }

    /**
     * Connects.
     *
     * @throws OptionException when no client can be made of the properties, or no broker answers in time
     */
    static ClusterProbe open(ClientOptions client, Settings settings) {
        Admin admin = admin(client, settings);
        boolean opened = false;
        try {
            ClusterProbe probe = new ClusterProbe(admin, client, settings);
            opened = true;
            return probe;
        } finally {
            if (!opened) {
                admin.close(Duration.ZERO);
            }
        }
    }

    private static Admin admin(ClientOptions client, Settings settings) {
        try {
            return Admin.create(client.adminProperties(settings));
        } catch (KafkaException e) {
            Throwable root = root(e);
            String message = String.valueOf(root.getMessage());
            if (root instanceof ConfigException && message.contains("bootstrap.servers")) {
                throw OptionException.notAllowed(
                        client.bootstrapServers,
                        client.bootstrap(settings),
                        "brokers whose names can be resolved, with ports up to 65535");
            }
            // Kafka may quote a value, or the part of it where reading went wrong.
            String shown = client.maySetSecrets(settings)
                    ? "; the reason is not shown, since it may hold a part of a secret among "
                            + settings.get(client.properties).keySet()
                    : ": " + message;
            throw OptionException.conflict(client.properties.key() + ": Kafka can't make a client of these properties ("
                    + root.getClass().getSimpleName() + ")" + shown);
        }
    }

    /** @throws OptionException naming those that do not exist, each with the one most like it */
    void requireTopics(String key, Collection<String> topics) {
        List<String> missing = missing(key, topics);
        if (!missing.isEmpty()) {
            Set<String> existing = answer(admin.listTopics().names());
            throw OptionException.all(missing.stream()
                    .map(topic -> OptionException.conflict(key + ": topic '" + topic + "' does not exist"
                            + NearestKey.among(topic, existing)
                                    .map(nearest -> "; the nearest that does is '" + nearest + "'")
                                    .orElse("; the broker has no topics")))
                    .toList());
        }
    }

    private List<String> missing(String key, Collection<String> topics) {
        List<String> missing = new ArrayList<>();
        Map<String, ? extends KafkaFuture<?>> described =
                admin.describeTopics(topics).topicNameValues();
        for (String topic : topics) {
            KafkaFuture<?> description = described.get(topic);
            try {
                if (description != null) {
                    await(description);
                }
            } catch (UnknownTopicOrPartitionException e) {
                missing.add(topic);
            } catch (AuthorizationException e) {
                throw OptionException.conflict(
                        key + ": the broker does not allow this user to describe topic '" + topic + "'");
            } catch (KafkaException e) {
                throw refused(e);
            }
        }
        return missing;
    }

    /** @throws OptionException when no topic matches, unless one that comes later would be found */
    void requireMatch(Option<String> option, Pattern pattern, boolean mayComeLater) {
        Set<String> existing = answer(admin.listTopics().names());
        if (existing.stream().anyMatch(topic -> pattern.matcher(topic).matches())) {
            return;
        }
        if (!mayComeLater) {
            throw OptionException.notAllowed(
                    option, pattern.pattern(), "a pattern of which the whole name of an existing topic is a match");
        }
        LOG.warn("No topic matches {} '{}' yet; new ones are looked for", option.key(), pattern.pattern());
    }

    /**
     * Creates the topics that do not exist.
     *
     * @param compacted those of them that are to keep the last record of each key alone
     * @throws OptionException naming the one that can't be created, and why
     */
    void createMissing(String key, Collection<String> topics, Optional<Integer> partitions, Set<String> compacted) {
        for (String topic : missing(key, topics)) {
            NewTopic wanted = new NewTopic(topic, partitions, Optional.empty());
            if (compacted.contains(topic)) {
                wanted.configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
            }
            try {
                await(admin.createTopics(List.of(wanted)).all());
                LOG.info("Created topic {}, which was missing", topic);
            } catch (TopicExistsException e) {
                LOG.debug("Topic {} was created meanwhile", topic);
            } catch (KafkaException e) {
                throw OptionException.conflict(
                        key + ": topic '" + topic + "' does not exist and can't be created: " + reason(e));
            }
        }
    }

    /** A topic that is not compacted works, and grows for ever or forgets what is still wanted. */
    void warnUnlessCompacted(Collection<String> topics) {
        for (String topic : topics) {
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
            try {
                Config config =
                        await(admin.describeConfigs(List.of(resource)).all()).get(resource);
                ConfigEntry policy = config == null ? null : config.get(TopicConfig.CLEANUP_POLICY_CONFIG);
                if (policy != null && !policy.value().contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
                    LOG.warn(
                            "Topic {} has {} {}: only the last record of each key matters, and compact keeps it",
                            topic,
                            TopicConfig.CLEANUP_POLICY_CONFIG,
                            policy.value());
                }
            } catch (KafkaException e) {
                LOG.debug("The broker does not tell whether topic {} is compacted", topic, e);
            }
        }
    }

    /** @throws OptionException when brokers allow only shorter transactions */
    void requireTransactions(Option<Duration> option, Duration wanted) {
        String limit = maxTransactionTimeoutMillis();
        if (limit == null) {
            LOG.warn(
                    "The broker does not tell its {}: {} {} may be too long for it",
                    MAX_TRANSACTION_TIMEOUT,
                    option.key(),
                    Durations.format(wanted));
            return;
        }
        Duration allowed = Duration.ofMillis(Long.parseLong(limit));
        if (wanted.compareTo(allowed) > 0) {
            throw OptionException.notAllowed(
                    option,
                    Durations.format(wanted),
                    "at most " + Durations.format(allowed) + ", the broker's " + MAX_TRANSACTION_TIMEOUT);
        }
    }

    private @Nullable String maxTransactionTimeoutMillis() {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.BROKER, broker.idString());
        try {
            Config config =
                    await(admin.describeConfigs(List.of(resource)).all()).get(resource);
            ConfigEntry entry = config == null ? null : config.get(MAX_TRANSACTION_TIMEOUT);
            return entry == null ? null : entry.value();
        } catch (AuthorizationException e) {
            return null;
        } catch (KafkaException e) {
            throw refused(e);
        }
    }

    private <T> T answer(KafkaFuture<T> future) {
        try {
            return await(future);
        } catch (KafkaException e) {
            throw refused(e);
        }
    }

    /** @throws KafkaException what the broker answered, or that it did not */
    private <T> T await(KafkaFuture<T> future) {
        try {
            // The client itself gives up in time; this is for a client that does not.
            return future.get(timeout.toMillis() + 2_000, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException failure ? failure : new KafkaException(e);
        } catch (java.util.concurrent.TimeoutException e) {
            throw unreachable();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw OptionException.conflict(client.bootstrapServers.key() + ": interrupted while the broker was asked");
        }
    }

    private OptionException refused(KafkaException cause) {
        return cause instanceof TimeoutException
                ? unreachable()
                : OptionException.conflict(client.bootstrapServers.key() + ": the broker at "
                        + client.bootstrap(settings) + " refused: " + reason(cause));
    }

    private OptionException unreachable() {
        return OptionException.conflict(client.bootstrapServers.key() + ": no Kafka broker answered at "
                + client.bootstrap(settings) + " within " + Durations.format(timeout)
                + "; is it running, and does it speak the configured security.protocol?");
    }

    private static String reason(Throwable cause) {
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }

    @Override
    public void close() {
        admin.close(timeout);
    }
}
