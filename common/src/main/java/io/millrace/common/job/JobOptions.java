package io.millrace.common.job;

import io.millrace.common.codec.CodecSettings;
import io.millrace.common.codec.CodecSettings.TimeUnitOnWire;
import io.millrace.common.codec.WireFormat;
import io.millrace.common.connect.Connectors;
import io.millrace.common.connect.SourceConnector;
import io.millrace.common.edge.BadRecordLimit;
import io.millrace.common.options.Option;
import io.millrace.common.options.OptionException;
import io.millrace.common.options.OptionSet;
import io.millrace.common.options.Options;
import io.millrace.common.options.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.RuntimeExecutionMode;

/** The options that every job has. */
public final class JobOptions {
    /** Where the main input's options stand. */
    public static final String SOURCE = "source";
    /** Where the main output's options stand. */
    public static final String SINK = "sink";
    /** The side output of records that can't be decoded. */
    public static final String DEAD_LETTERS = "dead-letters";

    public static final Option<String> NAME = Options.text("job.name")
            .matching("[A-Za-z0-9._-]+", "letters, digits, dots, dashes and underscores")
            .optional("Name of the job, unique among those that share a Kafka broker: consumer groups and transactional"
                    + " ids begin with it. The job's own name by default.");
    public static final Option<Integer> PARALLELISM = Options.integer("job.parallelism")
            .atLeast(1)
            .optional("Parallelism of the job; the cluster's default where not set.");
    public static final Option<Integer> MAX_PARALLELISM = Options.integer("job.max-parallelism")
            .atLeast(1)
            .atMost(32768)
            .defaultsTo(128, "Highest parallelism the job can ever be rescaled to. Fixed with the first savepoint.");
    public static final Option<RuntimeExecutionMode> MODE = Options.choice("job.mode", RuntimeExecutionMode.class)
            .defaultsTo(
                    RuntimeExecutionMode.STREAMING,
                    "Execution mode: batch for bounded input only, automatic lets Flink decide by the input.");
    public static final Option<Map<String, String>> FLINK = Options.map(
            "flink", "Any Flink setting for this job, such as flink.execution.checkpointing.interval: 10 s.");

    public static final Option<Duration> OUT_OF_ORDERNESS = Options.duration("time.out-of-orderness")
            .atLeast(Duration.ZERO)
            .defaultsTo(Duration.ofSeconds(2), "How far records of one partition may be out of order in event time.");
    public static final Option<Duration> IDLENESS = Options.duration("time.idleness")
            .atLeast(Duration.ofMillis(1))
            .defaultsTo(
                    Duration.ofSeconds(10),
                    "After how long without records a partition no longer holds back event time.");
    public static final Option<Duration> MAX_AHEAD = Options.duration("time.max-ahead")
            .atLeast(Duration.ZERO)
            .defaultsTo(
                    Duration.ofDays(1),
                    "How far a record's event time may lie ahead of its arrival. One further ahead is a dead letter:"
                            + " it would make all others late.");
    public static final Option<TimeUnitOnWire> TIME_UNIT = Options.choice("time.unit", TimeUnitOnWire.class)
            .defaultsTo(TimeUnitOnWire.MILLIS, "What a number in a time field counts, since 1970-01-01T00:00:00Z.");

    public static final Option<Double> MAX_BAD_SHARE = Options.decimal("dead-letters.max-share")
            .atLeast(0)
            .atMost(1)
            .defaultsTo(
                    0.5,
                    "Share of records that can't be decoded, above which the job stops on purpose; 1 never stops it.");
    public static final Option<Duration> BAD_WINDOW = Options.duration("dead-letters.window")
            .atLeast(Duration.ofMillis(1))
            .defaultsTo(Duration.ofMinutes(1), "How long records are counted together for dead-letters.max-share.");
    public static final Option<Integer> BAD_MIN_RECORDS = Options.integer("dead-letters.min-records")
            .atLeast(1)
            .defaultsTo(1000, "How many records a subtask must have seen in that time before the share is judged.");

    private JobOptions() {}

    /** Which connector the main input uses. */
    public static Option<String> sourceType(String prefix) {
        return Options.text(prefix + ".type")
                .matching(String.join("|", sourceTypes()), "one of " + String.join(", ", sourceTypes()))
                .required("Where records come from: " + String.join(", ", sourceTypes()) + ".");
    }

    /** Which connector an input besides the main one uses. */
    public static Option<String> inputType(String prefix) {
        return Options.text(prefix + ".type")
                .matching(String.join("|", sourceTypes()), "one of " + String.join(", ", sourceTypes()))
                .optional("Where this input comes from, if it is read: " + String.join(", ", sourceTypes()) + ".");
    }

    /** How an input's records are encoded, where it is said. */
    public static Option<WireFormat> sourceFormat(String prefix) {
        return Options.choice(prefix + ".format", WireFormat.class)
                .optional(
                        "How records are encoded; text is one bare value a record. By default json, and text for tcp.");
    }

    /** How an input's records are encoded: as the settings say, else as is usual for its connector. */
    public static WireFormat wireFormat(Settings settings, String prefix) {
        return settings.find(sourceFormat(prefix))
                .orElseGet(() -> sourceConnector(settings, prefix).defaultFormat());
    }

    /** The connector that an input uses. @throws OptionException when there is none of that type */
    static SourceConnector sourceConnector(Settings settings, String prefix) {
        String type = settings.get(prefix.equals(SOURCE) ? sourceType(prefix) : inputType(prefix));
        return Connectors.sources().stream()
                .filter(c -> c.type().equals(type))
                .findFirst()
                .orElseThrow(() -> OptionException.notAllowed(
                        prefix + ".type", type, "one of " + String.join(", ", sourceTypes())));
    }

    /** Separates CSV fields. */
    public static Option<String> csvDelimiter(String prefix) {
        return Options.text(prefix + ".csv.delimiter")
                .matching("[\\x00-\\x7F&&[^\"\\r\\n]]|tab", "one ASCII character, or tab")
                .defaultsTo(",", "Separates CSV fields: one character, or tab.");
    }

    /** The CSV columns. */
    public static Option<List<String>> csvColumns(String prefix) {
        return Options.textList(prefix + ".csv.columns")
                .optional("CSV columns in order, where no header names them. The job's fields in order by default.");
    }

    /** Whether CSV files begin with a header. */
    public static Option<Boolean> csvHeader(String prefix) {
        return Options.bool(prefix + ".csv.header")
                .defaultsTo(true, "Whether CSV files begin with a header. Kafka records and TCP lines have none.");
    }

    /** Which connectors an output uses. */
    public static Option<List<String>> sinkTypes(String prefix) {
        String known = String.join(", ", sinkTypes());
        return prefix.equals(SINK)
                ? Options.textList(prefix + ".type")
                        .defaultsTo(List.of("console"), "Where results go, one or several of " + known + ".")
                : Options.textList(prefix + ".type")
                        .optional("Where this side output goes, one or several of " + known
                                + ". Beside the results by default: topic RESULTS." + prefix + ", folder " + prefix
                                + ".");
    }

    static List<String> sourceTypes() {
        return Connectors.sources().stream().map(c -> c.type()).toList();
    }

    static List<String> sinkTypes() {
        return Connectors.sinks().stream().map(c -> c.type()).toList();
    }

    /** All options of a job, in groups. */
    public static OptionSet of(Job job) {
        OptionSet.Builder all = OptionSet.builder();
        if (!job.options().isEmpty()) {
            all.group("Job " + job.name(), job.options());
        }
        all.group("Source", source(SOURCE));
        Connectors.sources().forEach(c -> all.group("Source " + c.type(), c.options(SOURCE)));
        for (String input : job.inputs()) {
            List<Option<?>> options = new ArrayList<>(source(input));
            Connectors.sources().stream()
                    .filter(c -> c.readsAll() || !job.readsAllAtOnce(input))
                    .forEach(c -> options.addAll(c.options(input)));
            all.groupLike("Input " + input, options, input, SOURCE);
        }
        all.group("Time", List.of(OUT_OF_ORDERNESS, IDLENESS, MAX_AHEAD, TIME_UNIT));
        all.group("Results", List.of(sinkTypes(SINK)));
        Connectors.sinks().forEach(c -> all.group("Results to " + c.type(), c.options(SINK)));
        all.group("Dead letters", List.of(MAX_BAD_SHARE, BAD_WINDOW, BAD_MIN_RECORDS));
        for (String side : sideOutputs(job)) {
            List<Option<?>> options = new ArrayList<>(List.of(sinkTypes(side)));
            Connectors.sinks().forEach(c -> options.addAll(c.options(side)));
            all.groupLike("Side output " + side, options, side, SINK);
        }
        all.group("Execution", List.of(NAME, PARALLELISM, MAX_PARALLELISM, MODE, FLINK));
        return all.build();
    }

    private static List<Option<?>> source(String prefix) {
        return List.of(
                prefix.equals(SOURCE) ? sourceType(prefix) : inputType(prefix),
                sourceFormat(prefix),
                csvDelimiter(prefix),
                csvColumns(prefix),
                csvHeader(prefix));
    }

    /** The inputs that the job reads, the main one first. */
    static List<String> inputs(Job job, Settings settings) {
        List<String> all = new ArrayList<>(List.of(SOURCE));
        job.inputs().stream().filter(input -> job.reads(input, settings)).forEach(all::add);
        return all;
    }

    static List<String> sideOutputs(Job job) {
        List<String> all = new ArrayList<>(job.sideOutputs());
        all.add(DEAD_LETTERS);
        return all;
    }

    static CodecSettings codec(Settings settings, String prefix) {
        String delimiter = settings.get(csvDelimiter(prefix));
        return new CodecSettings(
                settings.get(TIME_UNIT),
                delimiter.equals("tab") ? '\t' : delimiter.charAt(0),
                settings.find(csvColumns(prefix)).orElse(List.of()),
                settings.get(csvHeader(prefix))
                        && sourceConnector(settings, prefix).readsFiles());
    }

    static BadRecordLimit badRecordLimit(Settings settings) {
        return new BadRecordLimit(settings.get(MAX_BAD_SHARE), settings.get(BAD_WINDOW), settings.get(BAD_MIN_RECORDS));
    }

    /** The types an output uses. @throws OptionException for one that no connector has */
    static List<String> checkedSinkTypes(Settings settings, String prefix) {
        List<String> types = settings.find(sinkTypes(prefix)).orElse(List.of());
        if (prefix.equals(SINK) && types.isEmpty()) {
            throw OptionException.notAllowed(SINK + ".type", "", "one of " + String.join(", ", sinkTypes()));
        }
        for (String type : types) {
            if (!sinkTypes().contains(type)) {
                throw OptionException.notAllowed(prefix + ".type", type, "one of " + String.join(", ", sinkTypes()));
            }
        }
        return types;
    }
}
