package io.millrace.connectors.files;

import io.millrace.common.connect.RecordReader;
import io.millrace.common.connect.SourceConnector;
import io.millrace.common.edge.Decoded;
import io.millrace.common.edge.RecordEdge;
import io.millrace.common.options.Option;
import io.millrace.common.options.OptionException;
import io.millrace.common.options.Options;
import io.millrace.common.options.Settings;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.core.fs.Path;

/**
 * Reads files of lines, plain or gzip (by the ending {@code .gz}), on any Flink file system. Every line is read exactly
 * once, failures included. Lines end with LF or CRLF; blank ones are passed over. A dead letter names the file and the
 * number of the line:
 *
 * <ul>
 *   <li>for each line that can't be decoded;
 *   <li>for one longer than {@code max-line-length}, with its first 1024 bytes;
 *   <li>for each line of a CSV file whose header lacks a required column, the header included;
 *   <li>once, with what remains of the line, where a gzip file is cut off or damaged; what came before is read.
 * </ul>
 *
 * <p>Files are read in the order of their paths, each by one subtask. A watched folder is looked through again and again;
 * a file is read once, by its path, and must be complete by then: moved in whole, or not changed for
 * {@code settle-time}.
 */
public final class FileSourceConnector implements SourceConnector {
    private static final MemorySize LONGEST_LINE = MemorySize.ofMebiBytes(256);

    @Override
    public String type() {
        return "files";
    }

    @Override
    public boolean readsFiles() {
        return true;
    }

    private static Option<List<String>> paths(String prefix) {
        return Options.textList(prefix + ".files.paths")
                .optional(
                        "Files, folders with all below them, or globs (* ? [] {} within a name, ** over folders), on any"
                                + " Flink file system. Names that begin with a dot or an underscore are passed over.");
    }

    private static Option<String> include(String prefix) {
        return Options.text(prefix + ".files.include")
                .notBlank()
                .defaultsTo("*", "Glob that a file's name must match, such as *.csv.gz.");
    }

    private static Option<Boolean> watch(String prefix) {
        return Options.bool(prefix + ".files.watch")
                .defaultsTo(
                        false, "Whether to go on looking for new files; else the job ends with those that are there.");
    }

    private static Option<Duration> watchInterval(String prefix) {
        return Options.duration(prefix + ".files.watch-interval")
                .atLeast(Duration.ofMillis(10))
                .defaultsTo(Duration.ofSeconds(1), "How often to look for new files.");
    }

    private static Option<Duration> settleTime(String prefix) {
        return Options.duration(prefix + ".files.settle-time")
                .atLeast(Duration.ZERO)
                .defaultsTo(
                        Duration.ofSeconds(1),
                        "How long a file must be unchanged before it is read, when watching. Zero where files are moved in"
                                + " whole.");
    }

    private static Option<MemorySize> maxLineLength(String prefix) {
        return Options.memory(prefix + ".files.max-line-length")
                .atLeast(new MemorySize(1))
                .atMost(LONGEST_LINE)
                .defaultsTo(MemorySize.ofMebiBytes(1), "How long a line may be; a longer one is a dead letter.");
    }

    @Override
    public List<Option<?>> options(String prefix) {
        return List.of(
                paths(prefix),
                include(prefix),
                watch(prefix),
                watchInterval(prefix),
                settleTime(prefix),
                maxLineLength(prefix));
    }

    @Override
    public void validate(Settings settings, String prefix) {
        patterns(settings, prefix);
        try {
            FilePattern.nameMatcher(settings.get(include(prefix)));
        } catch (PatternSyntaxException e) {
            throw OptionException.notAllowed(
                    include(prefix), settings.get(include(prefix)), "a glob: " + e.getDescription());
        }
        if (!settings.get(watch(prefix))) {
            for (Option<?> option : List.of(watchInterval(prefix), settleTime(prefix))) {
                if (settings.isSet(option)) {
                    throw OptionException.conflict(option.key() + " has no meaning without "
                            + watch(prefix).key() + ": true");
                }
            }
        }
    }

    private static ArrayList<FilePattern> patterns(Settings settings, String prefix) {
        List<String> texts = settings.get(paths(prefix));
        if (texts.isEmpty()) {
            throw OptionException.missing(paths(prefix).key(), paths(prefix).description());
        }
        ArrayList<FilePattern> patterns = new ArrayList<>();
        for (String text : texts) {
            try {
                patterns.add(FilePattern.of(text));
            } catch (PatternSyntaxException e) {
                throw OptionException.notAllowed(paths(prefix), text, "a path or a glob: " + e.getDescription());
            } catch (IllegalArgumentException e) {
                throw OptionException.notAllowed(paths(prefix), text, "a path or a glob: " + e.getMessage());
            }
        }
        return patterns;
    }

    @Override
    public void preflight(Settings settings, String prefix) {
        for (FilePattern pattern : patterns(settings, prefix)) {
            try {
                if (pattern.files().isEmpty() && !settings.get(watch(prefix))) {
                    throw OptionException.notAllowed(
                            paths(prefix), pattern.toString(), "a path with files, unless watched");
                }
            } catch (FileNotFoundException e) {
                throw OptionException.notAllowed(
                        paths(prefix), pattern.toString(), "a path that is there; " + pattern.base() + " is not");
            } catch (IOException e) {
                throw OptionException.notAllowed(
                        paths(prefix), pattern.toString(), "a path that can be read: " + e.getMessage());
            }
        }
    }

    @Override
    public boolean readsAll() {
        return true;
    }

    @Override
    public void validateReader(Settings settings, String prefix) {
        validate(settings, prefix);
        if (settings.get(watch(prefix))) {
            throw OptionException.conflict(
                    watch(prefix).key() + " has no meaning here: all that is there when the job begins is read");
        }
    }

    @Override
    public <T> RecordReader<T> reader(Settings settings, String prefix, RecordEdge<T> edge) {
        int longestLine = (int) settings.get(maxLineLength(prefix)).getBytes();
        PatternEnumerator.Selection selection = new PatternEnumerator.Selection(
                patterns(settings, prefix), settings.get(include(prefix)), Duration.ZERO);
        return records -> {
            PathOrderAssigner files = new PathOrderAssigner(selection.create().enumerateSplits(new Path[0], 1));
            for (FileSourceSplit file = files.getNext(null).orElse(null);
                    file != null;
                    file = files.getNext(null).orElse(null)) {
                try (LineReader<T> lines = LineReader.open(file, edge, longestLine)) {
                    lines.readAll(records);
                }
            }
        };
    }

    @Override
    public <T> Source<Decoded<T>, ?, ?> create(Settings settings, String prefix, RecordEdge<T> edge) {
        ArrayList<FilePattern> patterns = patterns(settings, prefix);
        boolean watched = settings.get(watch(prefix));
        int longestLine = (int) settings.get(maxLineLength(prefix)).getBytes();
        Duration settle = watched ? settings.get(settleTime(prefix)) : Duration.ZERO;
        Path[] bases = patterns.stream().map(FilePattern::base).toArray(Path[]::new);
        FileSource.FileSourceBuilder<Decoded<T>> source = FileSource.forBulkFileFormat(
                        new LineFormat<>(edge, longestLine), bases)
                .setFileEnumerator(new PatternEnumerator.Selection(patterns, settings.get(include(prefix)), settle))
                .setSplitAssigner(PathOrderAssigner::new);
        return watched
                ? source.monitorContinuously(settings.get(watchInterval(prefix)))
                        .build()
                : source.build();
    }
}
