package io.millrace.connectors.kafka;

import io.millrace.common.options.Option;
import io.millrace.common.options.OptionException;
import io.millrace.common.options.Options;
import io.millrace.common.options.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;

/** The options that Kafka sources and sinks share: where the brokers are, and properties for the client. */
final class ClientOptions {
    private static final Pattern HOST_AND_PORT =
            Pattern.compile("([A-Z0-9_]+://)?([^\\s,:/\\[\\]]+|\\[[0-9a-fA-F:.%]+])?:[0-9]{1,5}");
    private static final Pattern TOPIC = Pattern.compile("(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}");
    private static final List<ConfigDef> KNOWN =
            List.of(ConsumerConfig.configDef(), ProducerConfig.configDef(), AdminClientConfig.configDef());

    final Option<List<String>> bootstrapServers;
    final Option<Map<String, String>> properties;
    final Option<Duration> preflightTimeout;

    /**
     * @param base the prefix and {@code .kafka}
     * @param client what the properties are for: {@code consumer} or {@code producer}
     */
    ClientOptions(String base, String client) {
        bootstrapServers = Options.textList(base + ".bootstrap-servers")
                .optional("Brokers to begin with, each host:port. Required where type is kafka.");
        properties = Options.map(
                base + ".properties",
                "Any property of Kafka's " + client + ", such as " + base + ".properties.security.protocol: SASL_SSL.");
        preflightTimeout = Options.duration(base + ".preflight-timeout")
                .atLeast(Duration.ofSeconds(1))
                .atMost(Duration.ofMinutes(10))
                .defaultsTo(Duration.ofSeconds(15), "How long brokers have to answer before the job starts.");
    }

    List<Option<?>> all() {
        return List.of(bootstrapServers, properties, preflightTimeout);
    }

    /**
     * Checks brokers and properties.
     *
     * @param ownProperties properties that Millrace sets, and what to use in their place
     */
    void validate(Settings settings, Map<String, String> ownProperties) {
        checkEach(settings, bootstrapServers, HOST_AND_PORT.asMatchPredicate(), "host:port of one broker or several");
        for (String name : settings.get(properties).keySet()) {
            String instead = ownProperties.get(name);
            if (instead != null) {
                throw OptionException.conflict(
                        properties.key() + "." + name + " cannot be set, Millrace sets it itself; " + instead);
            }
        }
    }

    /** Checks that a list is there, has elements, and that each is allowed. */
    static void checkEach(Settings settings, Option<List<String>> list, Predicate<String> check, String allowed) {
        List<String> elements = settings.get(list);
        if (elements.isEmpty()) {
            throw OptionException.missing(list.key(), list.description());
        }
        for (String element : elements) {
            if (!check.test(element)) {
                throw OptionException.notAllowed(list, element, allowed);
            }
        }
    }

    static boolean isTopicName(String name) {
        return TOPIC.matcher(name).matches();
    }

    static String topicNameInWords() {
        return "1 to 249 letters, digits, dots, dashes and underscores";
    }

    String bootstrap(Settings settings) {
        return String.join(",", settings.get(bootstrapServers));
    }

    /** The user's properties and the brokers, on top of these. */
    Properties clientProperties(Settings settings, Map<String, String> defaults) {
        Properties all = new Properties();
        all.putAll(defaults);
        all.putAll(settings.get(properties));
        all.setProperty(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap(settings));
        return all;
    }

    /**
     * The same for an admin client, without what only consumers and producers know: Kafka warns of each. What no client
     * of Kafka's knows stays, since log-in modules and the like read it.
     */
    Properties adminProperties(Settings settings) {
        Properties admin = clientProperties(settings, Map.of());
        Set<String> known = AdminClientConfig.configNames();
        admin.stringPropertyNames().stream()
                .filter(name -> !known.contains(name) && KNOWN.stream().anyMatch(def -> names(def, name)))
                .forEach(admin::remove);
        String timeoutMillis = String.valueOf(settings.get(preflightTimeout).toMillis());
        admin.setProperty(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMillis);
        admin.setProperty(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMillis);
        admin.setProperty(AdminClientConfig.CLIENT_ID_CONFIG, "millrace-preflight");
        return admin;
    }

    /** Whether a property is set that may hold a secret: a password by Kafka's own word, or one that Kafka does not know. */
    boolean maySetSecrets(Settings settings) {
        return settings.get(properties).keySet().stream()
                .anyMatch(name -> KNOWN.stream().noneMatch(def -> names(def, name))
                        || KNOWN.stream().anyMatch(def -> isPassword(def, name)));
    }

    private static boolean names(ConfigDef definition, String name) {
        return definition.configKeys().containsKey(name);
    }

    private static boolean isPassword(ConfigDef definition, String name) {
        ConfigDef.ConfigKey key = definition.configKeys().get(name);
        return key != null && key.type == ConfigDef.Type.PASSWORD;
    }
}
