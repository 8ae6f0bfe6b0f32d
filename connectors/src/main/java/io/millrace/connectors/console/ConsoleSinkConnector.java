package io.millrace.connectors.console;

import io.millrace.common.codec.Encoder;
import io.millrace.common.codec.WireFormat;
import io.millrace.common.connect.Outlet;
import io.millrace.common.connect.SinkConnector;
import io.millrace.common.connect.SinkRequest;
import io.millrace.common.options.Option;
import io.millrace.common.options.Options;
import io.millrace.common.options.Settings;
import java.util.List;
import org.apache.flink.api.connector.sink2.Sink;

/**
 * Writes one line a record to the standard output of the task that has it: in a cluster, the TaskManager's. Lines of side
 * outputs begin with the output's name, as in {@code late> {"device":"a"}}. At least once.
 */
public final class ConsoleSinkConnector implements SinkConnector {
    /** What lines look like. */
    enum Format {
        JSON(WireFormat.JSON),
        CSV(WireFormat.CSV);

        private final WireFormat wire;

        Format(WireFormat wire) {
            this.wire = wire;
        }
    }

    @Override
    public String type() {
        return "console";
    }

    private static Option<Format> format(String prefix) {
        return Options.choice(prefix + ".console.format", Format.class)
                .defaultsTo(Format.JSON, "How records are printed, one a line; CSV without a header.");
    }

    @Override
    public List<Option<?>> options(String prefix) {
        return List.of(format(prefix));
    }

    @Override
    public void validate(Settings settings, String prefix) {}

    @Override
    public void preflight(Settings settings, String prefix, List<Outlet> outlets) {}

    @Override
    public <T> Sink<T> create(SinkRequest<T> request) {
        Encoder<T> encoder =
                request.settings().get(format(request.prefix())).wire.encoder(request.format());
        String name = request.outlet().name();
        return new ConsoleSink<>(encoder, name.equals(Outlet.RESULTS.name()) ? "" : name + "> ");
    }
}
