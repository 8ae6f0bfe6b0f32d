package io.millrace.connectors.generator;

import io.millrace.common.codec.CodecSettings;
import io.millrace.common.codec.Decoder;
import io.millrace.common.codec.WireFormat;
import io.millrace.common.connect.SourceConnector;
import io.millrace.common.edge.Decoded;
import io.millrace.common.edge.RecordEdge;
import io.millrace.common.job.JobOptions;
import io.millrace.common.options.Option;
import io.millrace.common.options.OptionException;
import io.millrace.common.options.Options;
import io.millrace.common.options.Settings;
import io.millrace.common.record.Field;
import io.millrace.common.record.RecordFormat;
import io.millrace.connectors.generator.ReplayPlan.Moment;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/** Source {@code replay}: a recorded file of JSON or CSV lines, plain or gzip, sent again at its own pace or faster. */
public final class ReplaySourceConnector implements SourceConnector {
    private static Option<String> path(String prefix) {
        return Options.text(prefix + ".replay.path")
                .notBlank()
                .optional("The recorded file, on any Flink file system; gzip if its name ends with .gz.");
    }

    private static Option<String> timeField(String prefix) {
        return Options.text(prefix + ".replay.time-field")
                .notBlank()
                .optional("The field whose time sets the pace. The job's event time by default.");
    }

    private static Option<Double> speed(String prefix) {
        return Options.decimal(prefix + ".replay.speed")
                .atLeast(0)
                .defaultsTo(1, "How many times faster than it was recorded; 0 for as fast as possible.");
    }

    private static Option<Boolean> shift(String prefix) {
        return Options.bool(prefix + ".replay.shift")
                .defaultsTo(false, "Whether event times are moved, all by as much, so that the first is now.");
    }

    private static Option<MemorySize> maxLineLength(String prefix) {
        return Options.memory(prefix + ".replay.max-line-length")
                .atLeast(new MemorySize(1))
                .atMost(MemorySize.ofMebiBytes(256))
                .defaultsTo(MemorySize.ofMebiBytes(1), "Longest line; a longer one is a dead letter.");
    }

    @Override
    public String type() {
        return "replay";
    }

    @Override
    public boolean readsFiles() {
        return true;
    }

    @Override
    public List<Option<?>> options(String prefix) {
        return List.of(path(prefix), timeField(prefix), speed(prefix), shift(prefix), maxLineLength(prefix));
    }

    @Override
    public void validate(Settings settings, String prefix) {
        if (settings.find(path(prefix)).isEmpty()) {
            throw OptionException.missing(path(prefix).key(), path(prefix).description());
        }
        if (JobOptions.wireFormat(settings, prefix) == WireFormat.TEXT && needsTimes(settings, prefix)) {
            throw OptionException.conflict("records of format text carry no time: "
                    + speed(prefix).key() + " must be 0 and " + shift(prefix).key() + " false");
        }
    }

    @Override
    public void preflight(Settings settings, String prefix) {
        String file = settings.get(path(prefix));
        try {
            Path path = new Path(file);
            if (!path.getFileSystem().exists(path)) {
                throw OptionException.notAllowed(path(prefix), file, "a file that exists");
            }
        } catch (IOException e) {
            throw OptionException.notAllowed(path(prefix), file, "a file that can be read: " + e.getMessage());
        }
    }

    @Override
    public <T> Source<Decoded<T>, ?, ?> create(Settings settings, String prefix, RecordEdge<T> edge) {
        ReplayPlan plan = new ReplayPlan(
                settings.get(speed(prefix)),
                settings.get(shift(prefix)),
                needsTimes(settings, prefix) ? times(settings, prefix, edge) : null,
                (int) settings.get(maxLineLength(prefix)).getBytes());
        return new ReplaySource<>(settings.get(path(prefix)), plan, edge);
    }

    private static boolean needsTimes(Settings settings, String prefix) {
        return settings.get(speed(prefix)) > 0 || settings.get(shift(prefix));
    }

    /** Reads only the time, in the way in which the job's own decoder would. */
    private static Decoder<Moment> times(Settings settings, String prefix, RecordEdge<?> edge) {
        RecordFormat<?> format = edge.format();
        String name = settings.find(timeField(prefix)).orElse(eventTimeField(format));
        if (name == null || (settings.get(shift(prefix)) && !format.hasEventTime())) {
            throw OptionException.conflict("this job's records have no event time: "
                    + timeField(prefix).key()
                    + " must name a field, or " + speed(prefix).key() + " be 0, and "
                    + shift(prefix).key()
                    + " must be false");
        }
        String delimiter = settings.get(JobOptions.csvDelimiter(prefix));
        List<String> columns = settings.find(JobOptions.csvColumns(prefix)).orElse(List.of());
        CodecSettings codec = new CodecSettings(
                settings.get(JobOptions.TIME_UNIT),
                delimiter.equals("tab") ? '\t' : delimiter.charAt(0),
                columns.isEmpty() && !edge.expectsHeader() ? declared(format) : columns,
                edge.expectsHeader());
        try {
            return JobOptions.wireFormat(settings, prefix).decoder(Moment.FORMAT.renamed(Map.of("time", name)), codec);
        } catch (IllegalArgumentException e) {
            throw OptionException.conflict(timeField(prefix).key() + ": " + e.getMessage());
        }
    }

    private static @Nullable String eventTimeField(RecordFormat<?> format) {
        return format.fields().stream()
                .filter(field -> field.role() == Field.Role.EVENT_TIME)
                .map(Field::name)
                .findFirst()
                .orElse(null);
    }

    private static List<String> declared(RecordFormat<?> format) {
        return format.fields().stream()
                .filter(field -> field.read() && field.role() != Field.Role.ARRIVAL)
                .map(Field::name)
                .toList();
    }
}
