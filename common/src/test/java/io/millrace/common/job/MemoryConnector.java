package io.millrace.common.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.common.codec.Encoder;
import io.millrace.common.codec.WireFormat;
import io.millrace.common.connect.Outlet;
import io.millrace.common.connect.SinkConnector;
import io.millrace.common.connect.SinkRequest;
import io.millrace.common.options.Option;
import io.millrace.common.options.OptionException;
import io.millrace.common.options.Options;
import io.millrace.common.options.Settings;
import java.util.List;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Writes JSON to {@link Memory}. */
public class MemoryConnector implements SinkConnector {
    private final String type;

    public MemoryConnector() {
        this("memory");
    }

    MemoryConnector(String type) {
        this.type = type;
    }

    private Option<String> topic(String prefix) {
        return Options.text(prefix + "." + type + ".topic").optional("Which output of the test.");
    }

    @Override
    public String type() {
        return type;
    }

    @Override
    public List<Option<?>> options(String prefix) {
        return List.of(topic(prefix));
    }

    @Override
    public void validate(Settings settings, String prefix) {
        Memory.CALLS.add("validate " + prefix + "." + type);
        if (settings.find(topic(prefix)).isEmpty()) {
            throw OptionException.missing(prefix + "." + type + ".topic", "which output of the test");
        }
    }

    @Override
    public void preflight(Settings settings, String prefix, List<Outlet> outlets) {
        Memory.CALLS.add("preflight " + prefix + "." + type + " "
                + outlets.stream().map(Outlet::name).toList());
    }

    @Override
    public <T> Sink<T> create(SinkRequest<T> request) {
        String topic = request.outlet().topic(request.settings().get(topic(request.prefix())));
        Memory.CALLS.add("create " + type + " " + topic);
        return new MemorySink<>(topic, WireFormat.JSON.encoder(request.format()));
    }

    private record MemorySink<T>(String topic, Encoder<T> encoder) implements Sink<T> {
        @Override
        public SinkWriter<T> createWriter(WriterInitContext context) {
            return new MemoryWriter<>(this);
        }
    }

    private record MemoryWriter<T>(MemorySink<T> sink) implements SinkWriter<T> {
        @Override
        public void write(T record, Context context) {
            Memory.output(sink.topic()).add(new String(sink.encoder().encode(record), UTF_8));
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
    }
}
