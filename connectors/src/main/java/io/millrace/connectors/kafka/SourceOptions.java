package io.millrace.connectors.kafka;

import io.millrace.common.job.JobOptions;
import io.millrace.common.options.Option;
import io.millrace.common.options.OptionException;
import io.millrace.common.options.Options;
import io.millrace.common.options.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** The options of a Kafka source. */
final class SourceOptions {
    /** Where reading begins when the job has no state to go on from. */
    enum Start {
        EARLIEST,
        LATEST,
        COMMITTED,
        TIMESTAMP
    }

    final ClientOptions client;
    final Option<List<String>> topics;
    final Option<String> topicPattern;
    final Option<String> group;
    final Option<Start> start;
    final Option<Instant> startTimestamp;
    final Option<Boolean> bounded;
    final Option<Duration> discoveryInterval;

    SourceOptions(String prefix) {
        String base = prefix + ".kafka";
        client = new ClientOptions(base, "consumer");
        topics = Options.textList(base + ".topics")
                .optional("Topics to read. Either this or " + base + ".topic-pattern.");
        topicPattern = Options.text(base + ".topic-pattern")
                .notBlank()
                .optional("Regular expression: every topic whose whole name matches is read, later ones included.");
        group = Options.text(base + ".group")
                .notBlank()
                .optional("Consumer group that offsets are committed for with every checkpoint; job.name by default."
                        + " Without either none are committed. Partitions are assigned by Flink, not by the group.");
        start = Options.choice(base + ".start", Start.class)
                .defaultsTo(
                        Start.EARLIEST,
                        "Where reading begins unless the job is restored: committed is the group's offsets, and the"
                                + " earliest where there are none.");
        startTimestamp = Options.instant(base + ".start-timestamp")
                .optional("For start timestamp: reads from the first record of this time or later, by Kafka's clock.");
        bounded = Options.bool(base + ".bounded")
                .defaultsTo(false, "Whether the job ends at what are the latest offsets when it starts.");
        discoveryInterval = Options.duration(base + ".discovery-interval")
                .defaultsTo(Duration.ofMinutes(1), "How often new partitions and topics are looked for; 0 s is never.");
    }

    List<Option<?>> all() {
        List<Option<?>> all = new ArrayList<>(
                List.of(topics, topicPattern, group, start, startTimestamp, bounded, discoveryInterval));
        all.addAll(client.all());
        return all;
    }

    void validate(Settings settings) {
        client.validate(settings, ownProperties());
        checkTopics(settings);
        checkStart(settings);
        checkMode(settings);
        if (settings.get(bounded) && settings.isSet(discoveryInterval)) {
            throw OptionException.conflict(discoveryInterval.key() + " contradicts " + bounded.key()
                    + " true: a bounded source reads what is there when it starts");
        }
    }

    /** For reading all that is there: which records, and nothing about when reading begins and ends. */
    void validateReader(Settings settings) {
        client.validate(settings, ownProperties());
        checkTopics(settings);
        for (Option<?> option : List.of(group, start, startTimestamp, bounded, discoveryInterval)) {
            if (settings.isSet(option)) {
                throw OptionException.conflict(
                        option.key() + " has no meaning here: all that is there when the job begins is read");
            }
        }
    }

    private void checkMode(Settings settings) {
        if (settings.get(JobOptions.MODE) == RuntimeExecutionMode.BATCH && !settings.get(bounded)) {
            throw OptionException.conflict(
                    JobOptions.MODE.key() + " batch needs " + bounded.key() + " true: a job in batch mode has to end");
        }
    }

    private void checkTopics(Settings settings) {
        if (settings.isSet(topics) == settings.isSet(topicPattern)) {
            throw settings.isSet(topics)
                    ? OptionException.conflict(
                            topics.key() + " contradicts " + topicPattern.key() + ": set one of them")
                    : OptionException.missing(
                            topics.key(), "topics to read, or " + topicPattern.key() + " for a pattern");
        }
        if (settings.isSet(topics)) {
            ClientOptions.checkEach(
                    settings, topics, ClientOptions::isTopicName, ClientOptions.topicNameInWords() + " a topic");
        } else {
            pattern(settings);
        }
    }

    private void checkStart(Settings settings) {
        Start from = settings.get(start);
        if (from == Start.TIMESTAMP && !settings.isSet(startTimestamp)) {
            throw OptionException.missing(startTimestamp.key(), "where " + start.key() + " timestamp begins");
        }
        if (from != Start.TIMESTAMP && settings.isSet(startTimestamp)) {
            throw OptionException.conflict(startTimestamp.key() + " has no effect unless " + start.key()
                    + " is timestamp; it is " + from.name().toLowerCase(Locale.ROOT));
        }
        if (from == Start.COMMITTED && group(settings).isEmpty()) {
            throw OptionException.missing(
                    group.key(), start.key() + " committed needs the consumer group; job.name would do as well");
        }
        if (from == Start.LATEST && settings.get(bounded)) {
            throw OptionException.conflict(start.key() + " latest contradicts " + bounded.key()
                    + " true: there is nothing to read between the latest offsets and the latest offsets");
        }
    }

    private Map<String, String> ownProperties() {
        return Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                "use " + client.bootstrapServers.key(),
                ConsumerConfig.GROUP_ID_CONFIG,
                "use " + group.key(),
                ConsumerConfig.CLIENT_ID_CONFIG,
                "use client.id.prefix in its place",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "use " + start.key(),
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                "offsets are committed with checkpoints",
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                "keys are not read",
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                "the source's format says how values are read",
                KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.key(),
                "use " + discoveryInterval.key());
    }

    Optional<String> group(Settings settings) {
        return settings.find(group).or(() -> settings.find(JobOptions.NAME));
    }

    /** What the ids of this source's clients begin with. */
    String clientIdPrefix(Settings settings, String prefix) {
        return settings.find(JobOptions.NAME).or(() -> settings.find(group)).orElse("millrace") + "-" + prefix;
    }

    Pattern pattern(Settings settings) {
        String regex = settings.get(topicPattern);
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw OptionException.notAllowed(
                    topicPattern, regex, "a regular expression; " + e.getDescription() + " at " + e.getIndex());
        }
    }
}
