package io.millrace.connectors.files;

import io.millrace.common.codec.DecodeException;
import io.millrace.common.edge.Decoded;
import io.millrace.common.edge.RecordEdge;
import java.io.EOFException;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.zip.ZipException;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.connector.file.src.util.RecordAndPosition;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads one file from its start, or from a checkpointed position: the offset of the next line in (decompressed) bytes, and
 * how many lines lie before it.
 */
final class LineReader<T> implements BulkFormat.Reader<Decoded<T>> {
    /** The position behind the dead letter of a damaged file, which must not be emitted again. */
    static final long END = Long.MAX_VALUE;

    private static final int BATCH_RECORDS = 512;
    private static final int BATCH_BYTES = 1 << 18;

    private final String name;
    private final LineFile file;
    private final LineScanner lines;
    private final int longestLine;
    private final boolean gzip;
    private RecordEdge<T> edge;
    private boolean headerPending;
    private @Nullable String headerProblem;
    private boolean ended;

    private LineReader(Path path, LineFile file, RecordEdge<T> edge, int longestLine) {
        this.name = path.toString();
        this.file = file;
        this.lines = file.lines();
        this.edge = edge;
        this.longestLine = longestLine;
        this.gzip = LineFile.isGzip(path);
        this.headerPending = edge.expectsHeader();
    }

    static <T> LineReader<T> open(FileSourceSplit split, RecordEdge<T> edge, int longestLine) throws IOException {
        LineFile file = LineFile.open(split.path(), longestLine);
        LineReader<T> reader = new LineReader<>(split.path(), file, edge, longestLine);
        try {
            CheckpointedPosition position = split.getReaderPosition().orElse(null);
            if (position != null) {
                reader.resumeAt(position.getOffset(), position.getRecordsAfterOffset());
            }
            return reader;
        } catch (IOException e) {
            try (file) {
                throw new IOException(
                        "cannot go on reading " + split.path() + " where a checkpoint left it: " + e.getMessage()
                                + "; was the file changed?",
                        e);
            }
        }
    }

    private void resumeAt(long offset, long linesBefore) throws IOException {
        if (offset == END) {
            ended = true;
            return;
        }
        while (headerPending && lines.next()) {
            if (!isBlank()) {
                readHeader();
            }
        }
        file.resumeAt(offset, linesBefore);
    }

    @Override
    public @Nullable LineBatch<T> readBatch() throws IOException {
        LineBatch<T> batch = new LineBatch<>(BATCH_RECORDS);
        long stop = lines.offset() + BATCH_BYTES;
        while (!ended && !batch.isFull() && (batch.isEmpty() || lines.offset() < stop)) {
            try {
                ended = !lines.next();
                if (!ended) {
                    addLine(batch);
                }
            } catch (EOFException | ZipException e) {
                if (!gzip) {
                    throw e;
                }
                // Reading again would not help, unlike with other failures. Nothing after this can be read.
                ended = true;
                String reason = "the file is cut off or damaged after line " + lines.lines()
                        + ", and the rest is lost: " + e.getMessage();
                byte[] cutOff = lines.cutOff();
                batch.add(reject(cutOff, 0, cutOff.length, reason, lines.lines() + 1), END, lines.lines() + 1);
            }
        }
        return batch.isEmpty() ? null : batch;
    }

    /** Hands out all records that are left. */
    void readAll(Consumer<Decoded<T>> records) throws IOException {
        for (LineBatch<T> batch = readBatch(); batch != null; batch = readBatch()) {
            for (RecordAndPosition<Decoded<T>> next = batch.next(); next != null; next = batch.next()) {
                records.accept(next.getRecord());
            }
        }
    }

    private void addLine(LineBatch<T> batch) {
        boolean header = headerPending && !isBlank();
        if (header) {
            readHeader();
        }
        if (isBlank() || (header && headerProblem == null)) {
            return;
        }
        batch.add(decode(header), lines.offset(), lines.lines());
    }

    private Decoded<T> decode(boolean header) {
        byte[] bytes = lines.buffer();
        if (headerProblem != null) {
            String reason = header ? headerProblem : "below a header that can't be used: " + headerProblem;
            return reject(bytes, lines.from(), lines.length(), reason, lines.lines());
        }
        if (lines.tooLong()) {
            return reject(bytes, lines.from(), lines.length(), tooLong(), lines.lines());
        }
        int mark = lines.lines() == 1 && startsWithByteOrderMark() ? 3 : 0;
        return edge.decode(
                bytes, lines.from() + mark, lines.length() - mark, System.currentTimeMillis(), name, -1, lines.lines());
    }

    private void readHeader() {
        headerPending = false;
        if (lines.tooLong()) {
            headerProblem = tooLong();
            return;
        }
        try {
            edge = edge.withHeader(lines.buffer(), lines.from(), lines.length());
        } catch (DecodeException e) {
            headerProblem = String.valueOf(e.getMessage());
        }
    }

    private boolean isBlank() {
        return !lines.tooLong() && lines.isBlank();
    }

    private String tooLong() {
        return "the line is longer than " + longestLine + " bytes; these are its first";
    }

    private Decoded<T> reject(byte[] bytes, int offset, int length, String reason, long line) {
        return edge.reject(bytes, offset, length, reason, name, -1, line);
    }

    private boolean startsWithByteOrderMark() {
        byte[] bytes = lines.buffer();
        int at = lines.from();
        return lines.length() >= 3
                && bytes[at] == (byte) 0xEF
                && bytes[at + 1] == (byte) 0xBB
                && bytes[at + 2] == (byte) 0xBF;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
