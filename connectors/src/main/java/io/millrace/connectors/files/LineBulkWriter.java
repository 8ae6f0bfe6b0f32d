package io.millrace.connectors.files;

import io.millrace.common.codec.Encoder;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.core.fs.FSDataOutputStream;

/** Writes a file of lines, each ended by LF, the encoder's header first, compressed or not. */
final class LineBulkWriter<T> implements BulkWriter<T> {
    private static final int BUFFER = 1 << 16;

    private final Encoder<T> encoder;
    private final OutputStream out;

    private LineBulkWriter(Encoder<T> encoder, OutputStream out) {
        this.encoder = encoder;
        this.out = out;
    }

    /** Makes such writers. */
    record Factory<T>(Encoder<T> encoder, boolean gzip) implements BulkWriter.Factory<T> {
        @Override
        public BulkWriter<T> create(FSDataOutputStream file) throws IOException {
            OutputStream out = gzip ? new GZIPOutputStream(file, BUFFER) : file;
            LineBulkWriter<T> writer = new LineBulkWriter<>(encoder, out);
            byte[] header = encoder.header();
            if (header.length > 0) {
                writer.line(header);
            }
            return writer;
        }
    }

    @Override
    public void addElement(T record) throws IOException {
        line(encoder.encode(record));
    }

    private void line(byte[] bytes) throws IOException {
        out.write(bytes);
        out.write('\n');
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    /** Ends the content, but leaves the file open: it is the caller's. */
    @Override
    public void finish() throws IOException {
        if (out instanceof GZIPOutputStream gzip) {
            gzip.finish();
        }
        out.flush();
    }
}
