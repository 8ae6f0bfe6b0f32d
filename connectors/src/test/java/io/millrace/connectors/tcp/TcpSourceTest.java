package io.millrace.connectors.tcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.common.codec.CodecSettings;
import io.millrace.common.codec.WireFormat;
import io.millrace.common.connect.SourceConnector;
import io.millrace.common.edge.DeadLetter;
import io.millrace.common.edge.Decoded;
import io.millrace.common.edge.RecordEdge;
import io.millrace.common.options.OptionSet;
import io.millrace.common.options.Settings;
import io.millrace.common.record.RecordFormat;
import io.millrace.connectors.support.JobRun;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Against a real peer on loopback. */
class TcpSourceTest {
    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setConfiguration(loopback())
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(4)
            .build());

    private static final SourceConnector TCP = new TcpSourceConnector();
    private static final RecordEdge<Value> VALUES = edge(Value.FORMAT, WireFormat.TEXT);
    private static final RecordEdge<Timed> TIMED = edge(Timed.FORMAT, WireFormat.JSON);

    private static Configuration loopback() {
        Configuration configuration = new Configuration();
        configuration.set(JobManagerOptions.BIND_HOST, "localhost");
        configuration.set(TaskManagerOptions.BIND_HOST, "localhost");
        configuration.set(TaskManagerOptions.HOST, "localhost");
        configuration.set(RestOptions.BIND_ADDRESS, "localhost");
        configuration.set(RestOptions.ADDRESS, "localhost");
        return configuration;
    }

    /** A bare integer. */
    public record Value(long value) {
        public static final RecordFormat<Value> FORMAT =
                RecordFormat.builder(Value.class).integer("value", Value::value).build(v -> new Value(v.longValue(0)));
    }

    /** A record with a time, and when it arrived. */
    public record Timed(long time, long arrival) {
        public static final RecordFormat<Timed> FORMAT = RecordFormat.builder(Timed.class)
                .eventTime("time", Timed::time)
                .arrival("arrival", Timed::arrival)
                .build(v -> new Timed(v.longValue(0), v.longValue(1)));
    }

    private static <T> RecordEdge<T> edge(RecordFormat<T> format, WireFormat wire) {
        return new RecordEdge<>(format, wire.decoder(format, CodecSettings.DEFAULT), Duration.ofDays(1));
    }

    @SuppressWarnings("unchecked")
    private static <T> Source<Decoded<T>, ?, ?> source(RecordEdge<T> edge, String... options) {
        Map<String, String> values = new HashMap<>(
                Map.of("source.tcp.reconnect.initial-delay", "10 ms", "source.tcp.reconnect.max-delay", "50 ms"));
        for (int i = 0; i < options.length; i += 2) {
            values.put("source.tcp." + options[i], options[i + 1]);
        }
        Settings settings = Settings.of(
                OptionSet.builder().group("TCP", TCP.options("source")).build(), values);
        TCP.validate(settings, "source");
        return TCP.create(settings, "source", edge);
    }

    private static List<Object> values(long... values) {
        return java.util.Arrays.stream(values)
                .mapToObj(v -> (Object) new Value(v))
                .toList();
    }

    @Test
    void readsBareIntegersUntilThePeerIsDone() throws Exception {
        try (FeedServer peer = new FeedServer();
                JobRun run = JobRun.start(
                        source(VALUES, "host", "127.0.0.1", "port", "" + peer.port(), "end-of-feed", "finish"),
                        VALUES,
                        2)) {
            peer.accept().send("17\r\n-4\n\n").send("9").send("9\n5").hangUp();
            run.awaitEnd();
            assertThat(run.records()).isEqualTo(values(17, -4, 99, 5));
        }
    }

    @Test
    void connectsAgainWhenThePeerComesBackOnItsPort() throws Exception {
        FeedServer peer = new FeedServer();
        int port = peer.port();
        try (JobRun run = JobRun.start(source(VALUES, "addresses", peer.address()), VALUES, 1)) {
            peer.accept().send("1\n").hangUp();
            run.awaitCount(1);
            peer.accept().send("2\n");
            run.awaitCount(2);
            peer.close(); // nobody listens any more
            try (FeedServer again = new FeedServer(port)) {
                again.accept().send("3\n");
                run.awaitCount(3);
            }
            assertThat(run.records()).isEqualTo(values(1, 2, 3));
        } finally {
            peer.close();
        }
    }

    @Test
    void failsWithAddressTimeAndReasonWhenItGivesUp() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (JobRun run = JobRun.start(
                source(VALUES, "addresses", "127.0.0.1:" + port, "reconnect.give-up-after", "300 ms"), VALUES, 1)) {
            Throwable failure = run.awaitFailure();
            FeedLostException lost = ExceptionUtils.findThrowable(
                            failure, t -> t.getClass().getName().equals(FeedLostException.class.getName()))
                    .map(FeedLostException.class::cast)
                    .orElseThrow(() -> new AssertionError("another failure", failure));
            assertThat(lost)
                    .hasMessageMatching("TCP source: gave up on 127\\.0\\.0\\.1:" + port
                            + " after [0-9]+ ms and [0-9]+ attempts to connect"
                            + " \\(reconnect\\.give-up-after is 300 ms\\); last reason: Connection refused");
        }
    }

    /** A peer that accepts and closes at once, without a byte, is as good as down. */
    @Test
    void givesUpOnAPeerThatOnlyHangsUp() throws Exception {
        try (FeedServer peer = new FeedServer();
                JobRun run = JobRun.start(
                        source(
                                VALUES,
                                "addresses",
                                peer.address(),
                                "reconnect.give-up-after",
                                "300 ms",
                                "reconnect.max-delay",
                                "10 s"),
                        VALUES,
                        1)) {
            Thread hangingUp = new Thread(() -> {
                try {
                    while (true) {
                        peer.accept().hangUp();
                    }
                } catch (java.io.IOException e) {
                    // The server was closed.
                }
            });
            hangingUp.start();
            assertThat(ExceptionUtils.stringifyException(run.awaitFailure()))
                    .contains("last reason: closed by the peer");
            peer.close();
            hangingUp.join();
        }
    }

    @Test
    void refusesLongAndDamagedLinesAndReadsOn() throws Exception {
        ByteArrayOutputStream feed = new ByteArrayOutputStream();
        feed.write("{\"time\":1}\n".getBytes(UTF_8));
        feed.write(("{\"time\":2,\"note\":\"" + "x".repeat(3000) + "\"}\n").getBytes(UTF_8));
        feed.write(new byte[] {'{', '"', 't', 'i', 'm', 'e', '"', ':', '3', '}', ' ', (byte) 0xFF, '\n'});
        feed.write("{\"time\":\"soon\"}\n\n{\"time\":4}\n".getBytes(UTF_8));
        long before = System.currentTimeMillis();
        try (FeedServer peer = new FeedServer();
                JobRun run = JobRun.start(
                        source(TIMED, "addresses", peer.address(), "max-line-length", "2 kb", "end-of-feed", "finish"),
                        TIMED,
                        1)) {
            peer.accept().send(feed.toByteArray()).hangUp();
            run.awaitEnd();
            assertThat(run.records()).extracting(r -> ((Timed) r).time()).containsExactly(1L, 4L);
            assertThat(run.records())
                    .allSatisfy(r -> assertThat(((Timed) r).arrival()).isBetween(before, System.currentTimeMillis()));
            assertThat(run.reasons())
                    .containsExactly(
                            "line is longer than 2 kb; its first bytes are kept",
                            "not valid UTF-8",
                            "field 'time': expected an ISO 8601 time or a number, found \"soon\"");
            DeadLetter longLine = run.seen().get(1).decoded().deadLetterOrNull();
            assertThat(longLine.raw()).hasSize(1024).startsWith("{\"time\":2,".getBytes(UTF_8));
            assertThat(longLine.source()).isEqualTo(peer.address());
            assertThat(longLine.offset()).isEqualTo(2);
            assertThat(longLine.partition()).isEqualTo(-1);
            assertThat(run.seen().get(3).decoded().deadLetterOrNull().offset()).isEqualTo(4);
        }
    }

    @Test
    void refusesALineThatABrokenConnectionCut() throws Exception {
        try (FeedServer peer = new FeedServer();
                JobRun run = JobRun.start(source(VALUES, "addresses", peer.address()), VALUES, 1)) {
            peer.accept().send("1\n12");
            run.awaitCount(1);
            peer.reset().accept().send("3\n");
            // A reset may throw away what the reader had not fetched yet, the beginning of the line included.
            JobRun.await(() -> run.records().contains(new Value(3)), "the record after the break");
            assertThat(run.records()).isEqualTo(values(1, 3));
            assertThat(run.reasons())
                    .allMatch(reason -> reason.startsWith("connection lost in the middle of the line"));
        }
    }

    @Test
    void takesSilenceForABrokenConnectionWhereThatIsWanted() throws Exception {
        try (FeedServer peer = new FeedServer();
                JobRun run = JobRun.start(
                        source(VALUES, "addresses", peer.address(), "read-timeout", "100 ms"), VALUES, 1)) {
            peer.accept().send("1\n");
            peer.accept().send("2\n");
            run.awaitCount(2);
            assertThat(run.records()).isEqualTo(values(1, 2));
        }
    }

    /** Three subtasks have no feed, and no split ever becomes idle by itself: time goes on all the same. */
    @Test
    void subtasksWithoutAFeedHoldNobodyBack() throws Exception {
        try (FeedServer peer = new FeedServer();
                JobRun run = JobRun.start(source(TIMED, "addresses", peer.address()), TIMED, 4)) {
            peer.accept();
            long[] time = {1_000};
            JobRun.await(
                    () -> {
                        try {
                            peer.send("{\"time\":" + (time[0] += 1000) + "}\n");
                        } catch (java.io.IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                        return run.seen().stream().anyMatch(seen -> seen.watermark() >= 2_000);
                    },
                    "a watermark behind the first records");
            assertThat(run.client().getJobStatus().get()).isEqualTo(JobStatus.RUNNING);
        }
    }

    @Test
    void readsSeveralFeedsInOneSubtask() throws Exception {
        try (FeedServer one = new FeedServer();
                FeedServer two = new FeedServer();
                FeedServer three = new FeedServer();
                JobRun run = JobRun.start(
                        source(
                                VALUES,
                                "addresses",
                                one.address() + "," + two.address() + "," + three.address(),
                                "end-of-feed",
                                "finish"),
                        VALUES,
                        2)) {
            one.accept().send("1\n");
            two.accept().send("2\n").hangUp();
            three.accept().send("3\n").hangUp();
            run.awaitCount(3);
            one.send("4\n").hangUp();
            run.awaitEnd();
            assertThat(run.records()).containsExactlyInAnyOrderElementsOf(values(1, 2, 3, 4));
        }
    }

    /** With the pipeline stalled the peer can write no more than buffers hold; once it goes on, nothing is missing. */
    @Test
    void holdsThePeerBackWhenThePipelineStalls() throws Exception {
        int most = 64 << 20;
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
            try (JobRun run = JobRun.startGated(
                            source(
                                    VALUES,
                                    "addresses",
                                    "127.0.0.1:" + port,
                                    "buffer-size",
                                    "64 kb",
                                    "end-of-feed",
                                    "finish"),
                            VALUES);
                    SocketChannel peer = server.accept()) {
                peer.configureBlocking(false);
                ByteBuffer chunk = ByteBuffer.wrap("1234567\n".repeat(1024).getBytes(UTF_8));
                long written = 0;
                long stuckSince = System.nanoTime();
                while (written < most && System.nanoTime() - stuckSince < 500_000_000L) {
                    int now = peer.write(chunk);
                    written += now;
                    if (now > 0) {
                        stuckSince = System.nanoTime();
                    } else {
                        LockSupport.parkNanos(1_000_000);
                    }
                    if (!chunk.hasRemaining()) {
                        chunk.rewind();
                    }
                }
                assertThat(written).isLessThan(most / 2);
                assertThat(run.count()).isZero();
                run.open();
                peer.configureBlocking(true);
                while (chunk.hasRemaining()) {
                    written += peer.write(chunk);
                }
                peer.close();
                run.awaitEnd();
                assertThat(run.count()).isEqualTo(written / 8);
            }
        }
    }
}
