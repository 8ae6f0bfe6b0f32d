package io.millrace.connectors.files;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/** An open file of lines, decompressed where its name ends in {@code .gz}. */
final class LineFile implements AutoCloseable {
    private final Path path;
    private final FSDataInputStream raw;
    private final LineScanner scanner;

    private LineFile(Path path, FSDataInputStream raw, LineScanner scanner) {
        this.path = path;
        this.raw = raw;
        this.scanner = scanner;
    }

    static boolean isGzip(Path path) {
        return path.getName().toLowerCase(Locale.ROOT).endsWith(".gz");
    }

    /** Opens a file at its start. */
    static LineFile open(Path path, int longestLine) throws IOException {
        FSDataInputStream raw = path.getFileSystem().open(path);
        // The header of a gzip file is read with its first line, so that a damaged one is met there.
        InputStream content = isGzip(path) ? new LazyGzip(raw) : raw;
        return new LineFile(path, raw, new LineScanner(content, longestLine, 0, 0));
    }

    LineScanner lines() {
        return scanner;
    }

    /** Moves on to where reading stopped before; an offset in a gzip file counts decompressed bytes. */
    void resumeAt(long offset, long lines) throws IOException {
        if (offset <= scanner.offset()) {
            return;
        }
        if (isGzip(path)) {
            scanner.skipTo(offset, lines);
        } else {
            long size = path.getFileSystem().getFileStatus(path).getLen();
            if (size < offset) {
                throw new IOException("it has only " + size + " bytes, and was read up to byte " + offset);
            }
            raw.seek(offset);
            scanner.jumpedTo(offset, lines);
        }
    }

    @Override
    public void close() throws IOException {
        raw.close();
    }

    private static final class LazyGzip extends InputStream {
        private final InputStream compressed;
        private @Nullable InputStream content;

        LazyGzip(InputStream compressed) {
            this.compressed = compressed;
        }

        @Override
        public int read() throws IOException {
            return content().read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return content().read(bytes, offset, length);
        }

        private InputStream content() throws IOException {
            InputStream opened = content;
            if (opened == null) {
                content = opened = new StrictGzipInputStream(compressed);
            }
            return opened;
        }
    }
}
