package io.millrace.connectors.console;

import io.millrace.common.connect.Outlet;
import io.millrace.common.connect.SinkConnector;
import io.millrace.common.connect.SinkRequest;
import io.millrace.common.options.Option;
import io.millrace.common.options.Settings;
import java.util.List;
import org.apache.flink.api.connector.sink2.Sink;

/** Counts records (metric {@code numRecordsSend}) and drops them: for outputs that nobody wants, and for benchmarks. */
public final class NoneSinkConnector implements SinkConnector {
    @Override
    public String type() {
        return "none";
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
        return new CountingSink<>();
    }
}
