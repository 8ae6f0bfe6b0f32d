package io.millrace.connectors.tcp;

import io.millrace.common.options.Durations;
import io.millrace.connectors.support.Line;
import io.millrace.connectors.support.LineSplitter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One feed: connects, reads, and connects again. All in the thread that reads; times are {@link System#nanoTime()}. */
final class TcpConnection {
    private static final Logger LOG = LoggerFactory.getLogger(TcpConnection.class);
    private static final long NEVER = Long.MAX_VALUE;

    private enum Phase {
        WAITING,
        CONNECTING,
        OPEN,
        FINISHED
    }

    private final TcpAddress address;
    private final TcpSettings settings;
    private final Selector selector;
    private final TcpMetrics metrics;
    private Phase phase = Phase.WAITING;
    private @Nullable SocketChannel channel;
    private @Nullable SelectionKey key;
    private LineSplitter splitter;
    private long attemptAt;
    private long phaseSince;
    private long lastByteAt;
    private long downSince;
    private boolean received;
    private boolean paused;
    private int failures;
    private int attempts;

    TcpConnection(TcpAddress address, TcpSettings settings, Selector selector, TcpMetrics metrics, long now) {
        this.address = address;
        this.settings = settings;
        this.selector = selector;
        this.metrics = metrics;
        this.splitter = new LineSplitter(settings.maxLineBytes());
        this.attemptAt = now;
        this.downSince = now;
    }

    boolean isFinished() {
        return phase == Phase.FINISHED;
    }

    /** Stops or goes on reading, so that TCP holds the peer back; the connection stays. */
    void pause(boolean pause) {
        paused = pause;
        lastByteAt = System.nanoTime();
        if (phase == Phase.OPEN && key != null) {
            key.interestOps(pause ? 0 : SelectionKey.OP_READ);
        }
    }

    /** How long until {@link #onTime} has something to do. */
    long nanosUntilDue(long now) {
        Duration readTimeout = settings.readTimeout();
        long due =
                switch (phase) {
                    case WAITING -> attemptAt - now;
                    case CONNECTING -> phaseSince + settings.connectTimeout().toNanos() - now;
                    case OPEN -> readTimeout == null || paused ? NEVER : lastByteAt + readTimeout.toNanos() - now;
                    case FINISHED -> NEVER;
                };
        return Math.max(0, due);
    }

    /** Does what is due by the clock. @throws FeedLostException when it has been tried for too long */
    void onTime(long now, Consumer<Line> lines) throws FeedLostException {
        if (nanosUntilDue(now) > 0) {
            return;
        }
        switch (phase) {
            case WAITING -> connect(now, lines);
            case CONNECTING ->
                broken(now, "no connection within " + Durations.format(settings.connectTimeout()), lines);
            case OPEN -> broken(now, "nothing received for " + silence(), lines);
            case FINISHED -> {}
        }
    }

    /** Goes on with a channel that is ready. @throws FeedLostException when it has been tried for too long */
    void onReady(ByteBuffer buffer, Consumer<Line> lines) throws FeedLostException {
        SocketChannel open = channel;
        SelectionKey registered = key;
        long now = System.nanoTime();
        if (open == null || registered == null) {
            return;
        }
        try {
            if (phase == Phase.CONNECTING) {
                if (open.finishConnect()) {
                    opened(registered, now);
                }
            } else if (phase == Phase.OPEN) {
                read(open, buffer, now, lines);
            }
        } catch (IOException e) {
            broken(now, String.valueOf(e.getMessage()), lines);
        }
    }

    void close() {
        SocketChannel open = channel;
        channel = null;
        key = null;
        metrics.connected(false);
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.debug("Closing the connection to {}", address, e);
            }
        }
    }

    private void connect(long now, Consumer<Line> lines) throws FeedLostException {
        attempts++;
        phase = Phase.CONNECTING;
        phaseSince = now;
        InetSocketAddress resolved = new InetSocketAddress(address.host(), address.port());
        if (resolved.isUnresolved()) {
            broken(now, "unknown host", lines);
            return;
        }
        try {
            SocketChannel made = SocketChannel.open();
            channel = made;
            made.configureBlocking(false);
            made.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            boolean connected = made.connect(resolved);
            SelectionKey registered = made.register(selector, SelectionKey.OP_CONNECT, this);
            key = registered;
            if (connected) {
                opened(registered, now);
            }
        } catch (IOException e) {
            broken(now, String.valueOf(e.getMessage()), lines);
        }
    }

    private void opened(SelectionKey registered, long now) {
        phase = Phase.OPEN;
        phaseSince = now;
        lastByteAt = now;
        received = false;
        splitter = new LineSplitter(settings.maxLineBytes());
        registered.interestOps(paused ? 0 : SelectionKey.OP_READ);
        metrics.connected(true);
        LOG.info("Connected to {}", address);
    }

    private void read(SocketChannel open, ByteBuffer buffer, long now, Consumer<Line> lines) throws IOException {
        buffer.clear();
        int read = open.read(buffer);
        long arrival = System.currentTimeMillis();
        if (read > 0) {
            received = true;
            lastByteAt = now;
            splitter.accept(buffer.array(), buffer.arrayOffset(), read, arrival, lines);
        } else if (read < 0) {
            splitter.finish(arrival, lines);
            if (settings.endOfFeed() == EndOfFeed.FINISH) {
                close();
                phase = Phase.FINISHED;
                LOG.info("{} closed the connection: end of its feed", address);
            } else {
                broken(now, "closed by the peer", lines);
            }
        }
    }

    private void broken(long now, String reason, Consumer<Line> lines) throws FeedLostException {
        splitter.abort("connection lost in the middle of the line: " + reason, System.currentTimeMillis(), lines);
        close();
        // A peer that accepts and closes at once is as good as down: only a connection that served counts as one.
        boolean served = phase == Phase.OPEN
                && (received
                        || now - phaseSince >= settings.reconnect().maxDelay().toNanos());
        if (served) {
            downSince = now;
            failures = 0;
            attempts = 0;
        }
        long downNanos = now - downSince;
        long leftNanos = leftNanos(downNanos, reason);
        long delay = settings.reconnect()
                .delayNanos(failures, ThreadLocalRandom.current().nextDouble());
        failures++;
        phase = Phase.WAITING;
        attemptAt = now + Math.min(delay, leftNanos);
        metrics.reconnecting();
        LOG.warn("{}: {}; next attempt in {} ms", address, reason, Math.min(delay, leftNanos) / 1_000_000);
    }

    private long leftNanos(long downNanos, String reason) throws FeedLostException {
        Duration giveUpAfter = settings.reconnect().giveUpAfter();
        if (downNanos >= giveUpAfter.toNanos()) {
            throw new FeedLostException("TCP source: gave up on " + address + " after "
                    + Durations.format(Duration.ofMillis(downNanos / 1_000_000)) + " and " + attempts
                    + " attempts to connect (reconnect.give-up-after is " + Durations.format(giveUpAfter)
                    + "); last reason: " + reason);
        }
        return giveUpAfter.toNanos() - downNanos;
    }

    private String silence() {
        Duration readTimeout = settings.readTimeout();
        return readTimeout == null ? "too long" : Durations.format(readTimeout);
    }
}
