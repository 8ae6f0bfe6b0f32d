package io.millrace.connectors.console;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.Counter;

/** Counts records and drops them. */
final class CountingSink<T> implements Sink<T> {
    private static final long serialVersionUID = 1L;

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
        return new Writer<>(context.metricGroup().getNumRecordsSendCounter());
    }

    private record Writer<T>(Counter sent) implements SinkWriter<T> {
        @Override
        public void write(T record, Context context) {
            sent.inc();
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
    }
}
