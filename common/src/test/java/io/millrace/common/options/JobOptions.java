package io.millrace.common.options;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.MemorySize;

/** A small job's options, one of each kind. */
final class JobOptions {
    enum Delivery {
        NONE,
        AT_LEAST_ONCE,
        EXACTLY_ONCE
    }

    static final Option<String> HOST = Options.text("source.host").notBlank().required("Where the feed is.");
    static final Option<Integer> PORT =
            Options.integer("source.port").atLeast(1).atMost(65535).defaultsTo(9000, "The feed's port.");
    static final Option<List<String>> TOPICS =
            Options.textList("source.kafka.topics").optional("Topics to read.");
    static final Option<Map<String, String>> PROPERTIES =
            Options.map("source.kafka.properties", "Passed to the Kafka client as they are.");
    static final Option<String> PASSWORD =
            Options.text("source.password").secret().optional("The feed's password.");
    static final Option<Instant> FROM = Options.instant("source.from").optional("Where in time to begin.");
    static final Option<Duration> SIZE = Options.duration("window.size")
            .atLeast(Duration.ofSeconds(1))
            .atMost(Duration.ofHours(1))
            .defaultsTo(Duration.ofSeconds(10), "Length of a window.");
    static final Option<Long> LIMIT =
            Options.longInteger("window.limit").atLeast(1).defaultsTo(5_000_000_000L, "Most records of a window.");
    static final Option<Double> SHARE = Options.decimal("bad.share")
            .above(0)
            .atMost(1)
            .defaultsTo(0.05, "Share of bad records over which the job fails.");
    static final Option<Boolean> STRICT = Options.bool("bad.strict").defaultsTo(false, "Fail on the first bad record.");
    static final Option<MemorySize> CACHE = Options.memory("cache.size")
            .atLeast(MemorySize.parse("1 mb"))
            .defaultsTo(MemorySize.parse("64 mb"), "Cache of one subtask.");
    static final Option<Delivery> DELIVERY = Options.choice("sink.delivery", Delivery.class)
            .defaultsTo(Delivery.AT_LEAST_ONCE, "What a failure may do to results.");

    static final OptionSet ALL = OptionSet.builder()
            .group("Source", HOST, PORT, TOPICS, PROPERTIES, PASSWORD, FROM)
            .group("Windows", SIZE, LIMIT)
            .group("Rest", List.of(SHARE, STRICT, CACHE, DELIVERY))
            .build();

    private JobOptions() {}
}
