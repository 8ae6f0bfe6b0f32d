package io.millrace.connectors.generator;

import io.millrace.common.codec.DecodeException;
import io.millrace.common.codec.Decoder;
import io.millrace.common.record.FieldValues;
import io.millrace.connectors.generator.ReplayLine.Header;
import io.millrace.connectors.generator.ReplayPlan.Moment;
import io.millrace.connectors.support.Line;
import io.millrace.connectors.support.LineSplitter;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.GZIPInputStream;
import org.apache.flink.connector.base.source.reader.RecordsBySplits;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/** Reads the file in a thread of its own and hands each line on when it is due. */
final class ReplaySplitReader implements SplitReader<ReplayLine, ReplaySplit> {
    private static final int CHUNK = 64 * 1024;
    private static final int MOST_LINES_AT_ONCE = 1000;

    private final ReplayPlan plan;
    private final boolean expectsHeader;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition awakened = lock.newCondition();
    private final Deque<Line> read = new ArrayDeque<>();
    private final byte[] chunk = new byte[CHUNK];
    private boolean wokenUp;
    private @Nullable ReplaySplit split;
    private @Nullable InputStream in;
    private @Nullable LineSplitter splitter;
    private @Nullable Decoder<Moment> times;
    private @Nullable Header header;
    private boolean ended;
    private long shiftMillis = FieldValues.MISSING;
    private long firstMillis = FieldValues.MISSING;
    private long firstNanos;
    private long dueNanos;
    private boolean dueKnown;

    ReplaySplitReader(ReplayPlan plan, boolean expectsHeader) {
        this.plan = plan;
        this.expectsHeader = expectsHeader;
        this.times = plan.times();
    }

    @Override
    public RecordsWithSplitIds<ReplayLine> fetch() throws IOException {
        RecordsBySplits.Builder<ReplayLine> batch = new RecordsBySplits.Builder<>();
        ReplaySplit reading = split;
        if (reading == null) {
            return batch.build();
        }
        int lines = 0;
        while (lines < MOST_LINES_AT_ONCE) {
            Line line = next(reading);
            if (line == null) {
                batch.addFinishedSplit(reading.splitId());
                split = null;
                break;
            }
            if (!isDue(line, lines > 0)) {
                break;
            }
            read.removeFirst();
            dueKnown = false;
            batch.add(reading, new ReplayLine(line, header, shiftMillis));
            lines++;
        }
        return batch.build();
    }

    private @Nullable Line next(ReplaySplit reading) throws IOException {
        while (read.isEmpty() && !ended) {
            InputStream from = in;
            LineSplitter into = splitter;
            if (from == null || into == null) {
                open(reading);
                continue;
            }
            int length = from.read(chunk);
            if (length < 0) {
                into.finish(System.currentTimeMillis(), read::add);
                ended = true;
            } else {
                into.accept(chunk, 0, length, System.currentTimeMillis(), read::add);
            }
        }
        return read.peekFirst();
    }

    private void open(ReplaySplit reading) throws IOException {
        Path path = new Path(reading.path());
        InputStream raw = path.getFileSystem().open(path);
        InputStream plain = reading.path().endsWith(".gz") ? new GZIPInputStream(raw, CHUNK) : raw;
        InputStream buffered = new BufferedInputStream(plain, CHUNK);
        in = buffered;
        long bytes = 0;
        long lines = 0;
        if (expectsHeader) {
            ByteArrayOutputStream first = new ByteArrayOutputStream();
            for (int b = buffered.read(); b >= 0 && b != '\n'; b = buffered.read()) {
                first.write(b);
            }
            header = new Header(first.toByteArray());
            bytes = first.size() + 1L;
            lines = 1;
            useHeader(header, reading);
        }
        if (reading.bytes() > bytes) {
            buffered.skipNBytes(reading.bytes() - bytes);
            bytes = reading.bytes();
            lines = reading.lines();
        }
        splitter = new LineSplitter(plan.maxLineBytes(), lines, bytes);
    }

    private void useHeader(Header names, ReplaySplit reading) throws IOException {
        Decoder<Moment> decoder = times;
        if (decoder != null) {
            try {
                times = decoder.withHeader(names.bytes, 0, names.bytes.length);
            } catch (DecodeException e) {
                throw new IOException(reading.path() + ": " + e.getMessage(), e);
            }
        }
    }

    /** Whether to hand the line on now; waits for it, unless others should be handed on meanwhile. */
    private boolean isDue(Line line, boolean othersWait) throws IOException {
        if (!dueKnown) {
            dueNanos = due(line);
            dueKnown = true;
        }
        long wait = dueNanos - System.nanoTime();
        if (wait <= 0) {
            return true;
        }
        return !othersWait && waited(wait);
    }

    /** When, by {@link System#nanoTime()}; a line without a time of its own goes with the one before. */
    private long due(Line line) {
        Decoder<Moment> decoder = times;
        if (decoder == null || line.problem() != null) {
            return dueNanos == 0 ? System.nanoTime() : dueNanos;
        }
        long millis;
        try {
            millis = decoder.decode(line.bytes(), 0, line.bytes().length, line.arrivalMillis())
                    .millis();
        } catch (DecodeException e) {
            return dueNanos == 0 ? System.nanoTime() : dueNanos;
        }
        if (firstMillis == FieldValues.MISSING) {
            firstMillis = millis;
            firstNanos = System.nanoTime();
            if (plan.shift() && shiftMillis == FieldValues.MISSING) {
                shiftMillis = System.currentTimeMillis() - millis;
            }
        }
        return plan.speed() == 0 ? firstNanos : firstNanos + (long) ((millis - firstMillis) * 1e6 / plan.speed());
    }

    private boolean waited(long nanos) throws IOException {
        lock.lock();
        try {
            long left = nanos;
            while (left > 0 && !wokenUp) {
                left = awakened.awaitNanos(left);
            }
            wokenUp = false;
            return left <= 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for a line to be due", e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void handleSplitsChanges(SplitsChange<ReplaySplit> change) {
        for (ReplaySplit added : change.splits()) {
            split = added;
            shiftMillis = added.shiftMillis();
        }
    }

    @Override
    public void wakeUp() {
        lock.lock();
        try {
            wokenUp = true;
            awakened.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        InputStream open = in;
        if (open != null) {
            open.close();
        }
    }
}
