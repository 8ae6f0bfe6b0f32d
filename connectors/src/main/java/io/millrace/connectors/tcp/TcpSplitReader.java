package io.millrace.connectors.tcp;

import io.millrace.connectors.support.Line;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.base.source.reader.RecordsBySplits;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;
import org.apache.flink.metrics.MetricGroup;

/**
 * Reads all feeds of a subtask in one thread. What it fetches goes to a bounded queue; when that is full nothing is read,
 * and TCP holds the peers back.
 */
final class TcpSplitReader implements SplitReader<Line, TcpSplit> {
    /** Batches between the sockets and the pipeline: being read, two in the queue, being emitted. */
    private static final int BATCHES = 4;

    private final TcpSettings settings;
    private final MetricGroup metricGroup;
    private final Selector selector;
    private final ByteBuffer buffer;
    private final Map<String, Feed> feeds = new LinkedHashMap<>();
    private volatile boolean wokenUp;

    TcpSplitReader(TcpSettings settings, MetricGroup metricGroup) {
        this.settings = settings;
        this.metricGroup = metricGroup;
        this.buffer = ByteBuffer.allocate(Math.max(1, settings.bufferBytes() / BATCHES));
        try {
            this.selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Feed(TcpConnection connection, TcpMetrics metrics, List<Line> lines) {}

    @Override
    public RecordsWithSplitIds<Line> fetch() throws IOException {
        RecordsBySplits.Builder<Line> batch = new RecordsBySplits.Builder<>();
        boolean any = false;
        while (!any && !wokenUp) {
            step();
            any = collect(batch);
        }
        wokenUp = false;
        return batch.build();
    }

    private void step() throws IOException {
        long now = System.nanoTime();
        long due = Long.MAX_VALUE;
        for (Feed feed : feeds.values()) {
            feed.connection().onTime(now, feed.lines()::add);
            due = Math.min(due, feed.connection().nanosUntilDue(now));
        }
        if (due == Long.MAX_VALUE) {
            selector.select();
        } else {
            // Rounded up, so that a deadline below a millisecond away is slept until and not spun on.
            selector.select(due / 1_000_000 + 1);
        }
        for (SelectionKey key : selector.selectedKeys()) {
            TcpConnection ready = (TcpConnection) key.attachment();
            if (key.isValid()) {
                ready.onReady(buffer, linesOf(ready)::add);
            }
        }
        selector.selectedKeys().clear();
    }

    private List<Line> linesOf(TcpConnection connection) {
        for (Feed feed : feeds.values()) {
            if (feed.connection() == connection) {
                return feed.lines();
            }
        }
        throw new IllegalStateException("a connection without a feed");
    }

    private boolean collect(RecordsBySplits.Builder<Line> batch) {
        boolean any = false;
        for (Map.Entry<String, Feed> entry : new ArrayList<>(feeds.entrySet())) {
            Feed feed = entry.getValue();
            if (!feed.lines().isEmpty()) {
                feed.metrics().lines(feed.lines().size());
                batch.addAll(entry.getKey(), new ArrayList<>(feed.lines()));
                feed.lines().clear();
                any = true;
            }
            if (feed.connection().isFinished()) {
                batch.addFinishedSplit(entry.getKey());
                feeds.remove(entry.getKey());
                any = true;
            }
        }
        return any;
    }

    @Override
    public void handleSplitsChanges(SplitsChange<TcpSplit> change) {
        long now = System.nanoTime();
        for (TcpSplit split : change.splits()) {
            TcpMetrics metrics = new TcpMetrics(metricGroup, split.address());
            TcpConnection connection = new TcpConnection(split.address(), settings, selector, metrics, now);
            feeds.put(split.splitId(), new Feed(connection, metrics, new ArrayList<>()));
        }
    }

    @Override
    public void pauseOrResumeSplits(Collection<TcpSplit> pause, Collection<TcpSplit> resume) {
        pause.forEach(split -> pause(split, true));
        resume.forEach(split -> pause(split, false));
    }

    private void pause(TcpSplit split, boolean paused) {
        Feed feed = feeds.get(split.splitId());
        if (feed != null) {
            feed.connection().pause(paused);
        }
    }

    @Override
    public void wakeUp() {
        wokenUp = true;
        selector.wakeup();
    }

    @Override
    public void close() throws IOException {
        feeds.values().forEach(feed -> feed.connection().close());
        selector.close();
    }
}
