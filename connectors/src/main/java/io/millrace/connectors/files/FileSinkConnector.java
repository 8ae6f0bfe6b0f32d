package io.millrace.connectors.files;

import io.millrace.common.codec.WireFormat;
import io.millrace.common.connect.Outlet;
import io.millrace.common.connect.SinkConnector;
import io.millrace.common.connect.SinkRequest;
import io.millrace.common.options.Option;
import io.millrace.common.options.OptionException;
import io.millrace.common.options.Options;
import io.millrace.common.options.Settings;
import io.millrace.connectors.files.EventTimeBuckets.Granularity;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;

/**
 * Writes files on any Flink file system, each output in its own folder below {@code path}. Exactly once: a file appears
 * under its name when the checkpoint that ends it is complete, in batch execution when the job ends; until then its name
 * begins with a dot. Every checkpoint ends the files that are open, so none is open for longer than its interval.
 */
public final class FileSinkConnector implements SinkConnector {
    private static final MemorySize SMALLEST_ROLL = MemorySize.parse("1 kb");

    /** What files hold. */
    enum FileFormat {
        JSON,
        CSV,
        TEXT,
        PARQUET
    }

    /** How it is compressed. */
    enum Compression {
        NONE,
        GZIP,
        SNAPPY,
        ZSTD
    }

    @Override
    public String type() {
        return "files";
    }

    private static Option<String> path(String prefix) {
        return Options.text(prefix + ".files.path")
                .notBlank()
                .optional("Folder on any Flink file system, in which each output has a folder of its own.");
    }

    private static Option<FileFormat> format(String prefix) {
        return Options.choice(prefix + ".files.format", FileFormat.class)
                .defaultsTo(FileFormat.JSON, "JSON lines, CSV with a header, tab-separated text, or Parquet.");
    }

    private static Option<Compression> compression(String prefix) {
        return Options.choice(prefix + ".files.compression", Compression.class)
                .optional("none (the default) or gzip for json, csv and text; none, snappy (the default) or zstd for"
                        + " parquet.");
    }

    private static Option<MemorySize> rollSize(String prefix) {
        return Options.memory(prefix + ".files.roll-size")
                .atLeast(SMALLEST_ROLL)
                .defaultsTo(
                        MemorySize.ofMebiBytes(128),
                        "Size at which a file ends and another begins, give or take what is buffered.");
    }

    private static Option<Duration> rollInterval(String prefix) {
        return Options.duration(prefix + ".files.roll-interval")
                .atLeast(Duration.ofMillis(100))
                .defaultsTo(Duration.ofMinutes(10), "Age at which a file ends, should no checkpoint end it before.");
    }

    private static Option<Duration> inactivity(String prefix) {
        return Options.duration(prefix + ".files.inactivity")
                .atLeast(Duration.ofMillis(100))
                .defaultsTo(Duration.ofMinutes(1), "A file to which nothing was written for so long ends.");
    }

    private static Option<Granularity> buckets(String prefix) {
        return Options.choice(prefix + ".files.buckets", Granularity.class)
                .defaultsTo(
                        Granularity.NONE,
                        "Folders by day (date=2026-11-20) or hour (hour=07 below that) of the event time in UTC.");
    }

    private static Option<String> filePrefix(String prefix) {
        return Options.text(prefix + ".files.prefix")
                .matching(
                        "[A-Za-z0-9-][A-Za-z0-9._-]*",
                        "letters, digits, dots, dashes, underscores; a letter or digit" + " first")
                .defaultsTo("part", "What a file's name begins with.");
    }

    @Override
    public List<Option<?>> options(String prefix) {
        return List.of(
                path(prefix),
                format(prefix),
                compression(prefix),
                rollSize(prefix),
                rollInterval(prefix),
                inactivity(prefix),
                buckets(prefix),
                filePrefix(prefix));
    }

    @Override
    public void validate(Settings settings, String prefix) {
        try {
            folder(settings, prefix);
        } catch (IllegalArgumentException e) {
            if (e instanceof OptionException) {
                throw e;
            }
            throw OptionException.notAllowed(path(prefix), settings.get(path(prefix)), "a path: " + e.getMessage());
        }
        FileFormat format = settings.get(format(prefix));
        Compression chosen = compression(settings, prefix);
        List<Compression> allowed = format == FileFormat.PARQUET
                ? List.of(Compression.NONE, Compression.SNAPPY, Compression.ZSTD)
                : List.of(Compression.NONE, Compression.GZIP);
        if (!allowed.contains(chosen)) {
            throw OptionException.notAllowed(
                    compression(prefix), name(chosen), "with format " + name(format) + ": " + names(allowed));
        }
    }

    private static String names(List<Compression> all) {
        return String.join(", ", all.stream().map(FileSinkConnector::name).toList());
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static Compression compression(Settings settings, String prefix) {
        return settings.find(compression(prefix))
                .orElse(settings.get(format(prefix)) == FileFormat.PARQUET ? Compression.SNAPPY : Compression.NONE);
    }

    private static String folder(Settings settings, String prefix) {
        String folder = FilePattern.absolute(settings.get(path(prefix)));
        return new Path(folder).toString();
    }

    @Override
    public void preflight(Settings settings, String prefix, List<Outlet> outlets) {
        for (Outlet outlet : outlets) {
            Path folder = new Path(outlet.folder(folder(settings, prefix)));
            Path probe = new Path(folder, ".millrace-can-write-" + UUID.randomUUID());
            try {
                FileSystem system = folder.getFileSystem();
                system.mkdirs(folder);
                try (FSDataOutputStream out = system.create(probe, FileSystem.WriteMode.NO_OVERWRITE)) {
                    out.write(0);
                }
                system.delete(probe, false);
            } catch (IOException e) {
                throw OptionException.notAllowed(
                        path(prefix),
                        settings.get(path(prefix)),
                        "a folder in which " + folder + " can be written: " + e.getMessage());
            }
        }
    }

    @Override
    public <T> Sink<T> create(SinkRequest<T> request) {
        Settings settings = request.settings();
        String prefix = request.prefix();
        Path folder = new Path(request.outlet().folder(folder(settings, prefix)));
        return FileSink.forBulkFormat(folder, writer(request))
                .withBucketAssigner(new EventTimeBuckets<>(request.format(), settings.get(buckets(prefix))))
                .withRollingPolicy(new RollOften<>(
                        settings.get(rollSize(prefix)),
                        settings.get(rollInterval(prefix)),
                        settings.get(inactivity(prefix))))
                .withBucketCheckInterval(checkInterval(settings, prefix))
                .withOutputFileConfig(OutputFileConfig.builder()
                        .withPartPrefix(settings.get(filePrefix(prefix)))
                        .withPartSuffix(suffix(settings, prefix))
                        .build())
                .build();
    }

    private static long checkInterval(Settings settings, String prefix) {
        long shorter = Math.min(
                settings.get(rollInterval(prefix)).toMillis(),
                settings.get(inactivity(prefix)).toMillis());
        return Math.max(50, Math.min(shorter / 2, 10_000));
    }

    private static <T> BulkWriter.Factory<T> writer(SinkRequest<T> request) {
        Settings settings = request.settings();
        Compression compression = compression(settings, request.prefix());
        boolean gzip = compression == Compression.GZIP;
        return switch (settings.get(format(request.prefix()))) {
            case JSON -> new LineBulkWriter.Factory<>(WireFormat.JSON.encoder(request.format()), gzip);
            case CSV -> new LineBulkWriter.Factory<>(WireFormat.CSV.encoder(request.format()), gzip);
            case TEXT -> new LineBulkWriter.Factory<>(WireFormat.TEXT.encoder(request.format()), gzip);
            case PARQUET -> new ParquetBulkWriter.Factory<>(request.format(), compression);
        };
    }

    private static String suffix(Settings settings, String prefix) {
        String suffix =
                switch (settings.get(format(prefix))) {
                    case JSON -> ".jsonl";
                    case CSV -> ".csv";
                    case TEXT -> ".txt";
                    case PARQUET -> ".parquet";
                };
        return compression(settings, prefix) == Compression.GZIP ? suffix + ".gz" : suffix;
    }
}
