package io.millrace.common.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.common.connect.RecordReader;
import io.millrace.common.connect.SourceConnector;
import io.millrace.common.edge.Decoded;
import io.millrace.common.edge.RecordEdge;
import io.millrace.common.options.Option;
import io.millrace.common.options.OptionException;
import io.millrace.common.options.Options;
import io.millrace.common.options.Settings;
import java.util.List;
import org.apache.flink.api.connector.source.Source;

/** Reads what {@link Memory} holds. */
public final class LinesConnector implements SourceConnector {
    private static Option<String> from(String prefix) {
        return Options.text(prefix + ".lines.from").optional("Which input of the test.");
    }

    @Override
    public String type() {
        return "lines";
    }

    @Override
    public List<Option<?>> options(String prefix) {
        return List.of(from(prefix));
    }

    @Override
    public void validate(Settings settings, String prefix) {
        Memory.CALLS.add("validate " + prefix);
        if (settings.find(from(prefix)).isEmpty()) {
            throw OptionException.missing(prefix + ".lines.from", "which input of the test");
        }
    }

    @Override
    public void preflight(Settings settings, String prefix) {
        Memory.CALLS.add("preflight " + prefix);
    }

    @Override
    public boolean readsAll() {
        return true;
    }

    @Override
    public void validateReader(Settings settings, String prefix) {
        validate(settings, prefix);
        Memory.CALLS.add("to be read whole: " + prefix);
    }

    @Override
    public <T> RecordReader<T> reader(Settings settings, String prefix, RecordEdge<T> edge) {
        String name = settings.get(from(prefix));
        return records -> {
            for (LinesSplit split : Memory.INPUTS.getOrDefault(name, List.of())) {
                LinesSplit lines = split.copy();
                while (lines.hasNext()) {
                    byte[] bytes = lines.next().getBytes(UTF_8);
                    records.accept(edge.decode(bytes, 0, bytes.length, 0, name, -1, 1));
                }
            }
        };
    }

    @Override
    public <T> Source<Decoded<T>, ?, ?> create(Settings settings, String prefix, RecordEdge<T> edge) {
        Memory.CALLS.add("create " + prefix);
        return new LinesSource<>(Memory.INPUTS.getOrDefault(settings.get(from(prefix)), List.of()), edge);
    }
}
