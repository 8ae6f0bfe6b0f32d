package io.millrace.connectors.console;

import io.millrace.common.codec.Encoder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.Counter;

/** Prints lines, each whole: tasks that share a JVM share its standard output. */
final class ConsoleSink<T> implements Sink<T> {
    private static final long serialVersionUID = 1L;

    private final Encoder<T> encoder;
    private final byte[] label;

    ConsoleSink(Encoder<T> encoder, String label) {
        this.encoder = encoder;
        this.label = label.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
        return new Writer(context.metricGroup().getNumRecordsSendCounter());
    }

    private final class Writer implements SinkWriter<T> {
        private final Counter sent;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        Writer(Counter sent) {
            this.sent = sent;
        }

        @Override
        public void write(T record, Context context) {
            line.reset();
            line.writeBytes(label);
            line.writeBytes(encoder.encode(record));
            line.write('\n');
            // Looked up each time: whoever redirects standard output wants these lines too.
            PrintStream out = System.out;
            out.write(line.toByteArray(), 0, line.size());
            sent.inc();
        }

        @Override
        public void flush(boolean endOfInput) {
            System.out.flush();
        }

        @Override
        public void close() {
            System.out.flush();
        }
    }
}
