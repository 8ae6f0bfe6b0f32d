package io.millrace.benchmarks;

import io.millrace.common.codec.Encoder;
import io.millrace.common.codec.WireFormat;
import io.millrace.common.connect.Outlet;
import io.millrace.common.connect.SinkConnector;
import io.millrace.common.connect.SinkRequest;
import io.millrace.common.options.Option;
import io.millrace.common.options.Settings;
import java.util.List;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Encodes to JSON and drops the bytes. Public with a public constructor for the service loader. */
public final class Blackhole implements SinkConnector {
    @Override
    public String type() {
        return "blackhole";
    }

    @Override
    public List<Option<?>> options(String prefix) {
        return List.of();
    }

    @Override
    public void validate(Settings settings, String prefix) {}

    @Override
    public void preflight(Settings settings, String prefix, List<Outlet> outlets) {}

    @Override
    public <T> Sink<T> create(SinkRequest<T> request) {
        return new JsonSink<>(WireFormat.JSON.encoder(request.format()));
    }

    /** Drops bytes. */
    static final class Drop<T> implements SinkWriter<T> {
        private final Encoder<T> encoder;
        private long dropped;

        Drop(Encoder<T> encoder) {
            this.encoder = encoder;
        }

        @Override
        public void write(T record, Context context) {
            dropped += encoder.encode(record).length;
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {
            if (dropped < 0) {
                throw new IllegalStateException("more bytes than a long counts");
            }
        }
    }

    /** A sink that encodes and drops. */
    record JsonSink<T>(Encoder<T> encoder) implements Sink<T> {
        @Override
        public SinkWriter<T> createWriter(WriterInitContext context) {
            return new Drop<>(encoder);
        }
    }
}
