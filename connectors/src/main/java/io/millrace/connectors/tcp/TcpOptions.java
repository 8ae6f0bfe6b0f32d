package io.millrace.connectors.tcp;

import io.millrace.common.options.Option;
import io.millrace.common.options.Options;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.MemorySize;

/** The options of source {@code tcp}. */
final class TcpOptions {
    final Option<List<String>> addresses;
    final Option<String> host;
    final Option<Integer> port;
    final Option<Duration> connectTimeout;
    final Option<Duration> readTimeout;
    final Option<EndOfFeed> endOfFeed;
    final Option<MemorySize> maxLineLength;
    final Option<MemorySize> bufferSize;
    final Option<Duration> initialDelay;
    final Option<Duration> maxDelay;
    final Option<Duration> giveUpAfter;

    TcpOptions(String prefix) {
        String own = prefix + ".tcp.";
        addresses = Options.textList(own + "addresses")
                .optional("Where feeds are served, each as host:port; each is read by one subtask.");
        host = Options.text(own + "host").notBlank().optional("Where the feed is served, if it is only one.");
        port = Options.integer(own + "port").atLeast(1).atMost(65535).optional("Port of the feed, with host.");
        connectTimeout = Options.duration(own + "connect-timeout")
                .atLeast(Duration.ofMillis(1))
                .atMost(Duration.ofHours(1))
                .defaultsTo(Duration.ofSeconds(10), "How long one attempt to connect may take.");
        readTimeout = Options.duration(own + "read-timeout")
                .atLeast(Duration.ofMillis(1))
                .optional("After how long without a byte a connection counts as broken and is made again. Never by"
                        + " default.");
        endOfFeed = Options.choice(own + "end-of-feed", EndOfFeed.class)
                .defaultsTo(
                        EndOfFeed.RECONNECT,
                        "What it means that the peer closes the connection: an interruption, or the end of the feed"
                                + " and, after the last feed, of the job.");
        maxLineLength = Options.memory(own + "max-line-length")
                .atLeast(new MemorySize(1))
                .atMost(MemorySize.ofMebiBytes(256))
                .defaultsTo(
                        MemorySize.parse("64 kb"),
                        "Longest line. A longer one is a dead letter with its first bytes, and reading goes on after it.");
        bufferSize = Options.memory(own + "buffer-size")
                .atLeast(MemorySize.parse("4 kb"))
                .atMost(MemorySize.ofMebiBytes(1024))
                .defaultsTo(
                        MemorySize.ofMebiBytes(1),
                        "About how much of the feeds waits in a subtask, decoded lines aside. When it is full, the peers"
                                + " are held back.");
        initialDelay = Options.duration(own + "reconnect.initial-delay")
                .atLeast(Duration.ofMillis(1))
                .defaultsTo(
                        Duration.ofMillis(200), "Delay before the first attempt to connect again; doubles each time.");
        maxDelay = Options.duration(own + "reconnect.max-delay")
                .atLeast(Duration.ofMillis(1))
                .atMost(Duration.ofDays(1))
                .defaultsTo(Duration.ofSeconds(30), "Longest delay between two attempts to connect.");
        giveUpAfter = Options.duration(own + "reconnect.give-up-after")
                .atLeast(Duration.ofMillis(1))
                .atMost(Duration.ofDays(365))
                .defaultsTo(
                        Duration.ofMinutes(5),
                        "How long to try to connect before the job fails. Its restart strategy applies then.");
    }

    List<Option<?>> all() {
        return List.of(
                addresses,
                host,
                port,
                connectTimeout,
                readTimeout,
                endOfFeed,
                maxLineLength,
                bufferSize,
                initialDelay,
                maxDelay,
                giveUpAfter);
    }
}
