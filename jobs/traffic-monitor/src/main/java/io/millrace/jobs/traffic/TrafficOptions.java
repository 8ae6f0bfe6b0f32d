package io.millrace.jobs.traffic;

import io.millrace.common.options.Option;
import io.millrace.common.options.OptionException;
import io.millrace.common.options.Options;
import io.millrace.common.options.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.configuration.MemorySize;

/** The monitor's options. */
final class TrafficOptions {
    /** Which time windows go by. */
    enum Time {
        EVENT,
        PROCESSING
    }

    static final Option<String> KEY = Options.text("fields.key")
            .notBlank()
            .optional("Field that results are grouped by, such as the device. All records together where not set.");
    static final Option<String> VALUE =
            Options.text("fields.value").notBlank().defaultsTo("value", "Field with the number to be measured.");
    static final Option<String> TIME = Options.text("fields.time")
            .notBlank()
            .optional("Field with the time of the event: ISO 8601, or a number as time.unit says.");
    static final Option<String> SEQUENCE = Options.text("fields.sequence")
            .notBlank()
            .optional("Field with the sender's running number, from which loss is counted.");
    static final Option<String> ARRIVAL = Options.text("fields.arrival")
            .notBlank()
            .optional("Field with the time of arrival. By default Kafka's timestamp of the record, or the clock.");

    static final Option<List<String>> WINDOWS = Options.textList("windows")
            .defaultsTo(
                    List.of("10 s"),
                    "Windows, one or several: 10 s (tumbling), 1 min / 5 s (sliding), session 30 s (ends after that gap), day"
                            + " Europe/Berlin (or week, month, year, in a time zone).");
    static final Option<Time> WINDOW_TIME = Options.choice("window-time", Time.class)
            .optional("Which time windows go by: event where fields.time is set, else processing.");
    static final Option<Duration> ALLOWED_LATENESS = Options.duration("allowed-lateness")
            .atLeast(Duration.ZERO)
            .defaultsTo(
                    Duration.ZERO,
                    "How long after a window's end late records still correct its result. Later ones go to the side"
                            + " output late.");
    static final Option<Duration> EARLY_RESULTS = Options.duration("early-results")
            .atLeast(Duration.ZERO)
            .defaultsTo(
                    Duration.ZERO,
                    "Gives results of windows that are not over, whenever event time passes a multiple of this. None where 0.");
    static final Option<Duration> SEQUENCE_MEMORY = Options.duration("sequence-memory")
            .atLeast(Duration.ofSeconds(1))
            .defaultsTo(
                    Duration.ofDays(1),
                    "How long a silent key's last sequence number is kept, so that loss before its next record is seen.");
    static final Option<MemorySize> CACHE = Options.memory("cache")
            .atLeast(MemorySize.ZERO)
            .defaultsTo(
                    MemorySize.ofMebiBytes(64),
                    "Memory for live windows in each subtask. What does not fit is kept in state, at the cost of time.");
    static final Option<List<String>> RESULTS = Options.textList("results")
            .optional("What to compute: " + names() + ". By default mean, sum and max for a feed of bare numbers, and"
                    + " all that the configured fields allow, but for quantiles, for others.");
    static final Option<Integer> TOP_TALKERS = Options.integer("top-talkers")
            .atLeast(0)
            .atMost(1_000)
            .defaultsTo(
                    0,
                    "How many keys with the greatest total to tell of each window, in the side output top. Not of sessions."
                            + " None where 0.");
    static final Option<Integer> TOP_TALKERS_MAP_SIZE = Options.integer("top-talkers-map-size")
            .atLeast(64)
            .atMost(1 << 20)
            .defaultsTo(
                    1_024,
                    "Room for top talkers, a power of 2. Exact up to three quarters as many keys; beyond, a total is too"
                            + " high by at most 3.5 / this of the total of all keys.");

    static final List<Option<?>> ALL = List.of(
            KEY,
            VALUE,
            TIME,
            SEQUENCE,
            ARRIVAL,
            WINDOWS,
            WINDOW_TIME,
            ALLOWED_LATENESS,
            EARLY_RESULTS,
            SEQUENCE_MEMORY,
            CACHE,
            RESULTS,
            TOP_TALKERS,
            TOP_TALKERS_MAP_SIZE);

    private TrafficOptions() {}

    private static String names() {
        return Arrays.stream(Statistic.values()).map(Statistic::option).collect(Collectors.joining(", "));
    }

    static void validate(Settings settings) {
        windows(settings);
        Set<Statistic> statistics = statistics(settings);
        if (statistics.contains(Statistic.LOSS) && !settings.isSet(SEQUENCE)) {
            throw OptionException.conflict("results: loss needs the sequence numbers of fields.sequence");
        }
        if (statistics.contains(Statistic.DELAY) && !settings.isSet(TIME)) {
            throw OptionException.conflict("results: delay needs the event times of fields.time");
        }
        if (settings.find(WINDOW_TIME).equals(Optional.of(Time.EVENT)) && !settings.isSet(TIME)) {
            throw OptionException.conflict("window-time: event needs the event times of fields.time");
        }
        validateTopTalkers(settings);
        Set<String> computed = new LinkedHashSet<>(resultFields(settings));
        if (withTopTalkers(settings)) {
            TopTalker.FORMAT.fields().forEach(field -> computed.add(field.name()));
        }
        settings.find(KEY)
                .filter(computed::contains)
                .filter(key -> !key.equals("key"))
                .ifPresent(key -> {
                    throw OptionException.notAllowed(KEY.key(), key, "none of the results' own fields " + computed);
                });
        fields(settings);
    }

    private static void validateTopTalkers(Settings settings) {
        if (!withTopTalkers(settings)) {
            return;
        }
        int mapSize = settings.get(TOP_TALKERS_MAP_SIZE);
        if (Integer.bitCount(mapSize) != 1) {
            throw OptionException.notAllowed(TOP_TALKERS_MAP_SIZE.key(), String.valueOf(mapSize), "a power of 2");
        }
        if (settings.get(TOP_TALKERS) > mapSize / 4 * 3) {
            throw OptionException.conflict("top-talkers: " + settings.get(TOP_TALKERS)
                    + " is more than three quarters of top-talkers-map-size, " + mapSize);
        }
        if (!settings.isSet(KEY)) {
            throw OptionException.conflict("top-talkers: needs the keys of fields.key");
        }
        if (topWindows(settings).isEmpty()) {
            throw OptionException.conflict(
                    "top-talkers: sessions differ from key to key; windows needs another window");
        }
    }

    static boolean withTopTalkers(Settings settings) {
        return settings.get(TOP_TALKERS) > 0;
    }

    /** The windows that top talkers are told of. */
    static List<WindowSpec> topWindows(Settings settings) {
        return windows(settings).stream().filter(spec -> !spec.isSession()).toList();
    }

    /** Windows as part of an operator's id. */
    static String ids(List<WindowSpec> specs) {
        return specs.stream().map(WindowSpec::id).collect(Collectors.joining("-"));
    }

    static boolean byEventTime(Settings settings) {
        return settings.find(WINDOW_TIME).orElse(settings.isSet(TIME) ? Time.EVENT : Time.PROCESSING) == Time.EVENT;
    }

    static List<WindowSpec> windows(Settings settings) {
        Set<WindowSpec> specs = new LinkedHashSet<>();
        for (String text : settings.get(WINDOWS)) {
            if (!specs.add(WindowSpec.parse(WINDOWS.key(), text))) {
                throw OptionException.notAllowed(WINDOWS.key(), text, "each window once");
            }
        }
        if (specs.isEmpty()) {
            throw OptionException.notAllowed(WINDOWS.key(), "[]", "at least one window");
        }
        return List.copyOf(specs);
    }

    static Set<Statistic> statistics(Settings settings) {
        Optional<List<String>> chosen = settings.find(RESULTS);
        if (chosen.isPresent()) {
            return chosen(chosen.get());
        }
        boolean bare = !settings.isSet(KEY) && !settings.isSet(TIME) && !settings.isSet(SEQUENCE);
        if (bare) {
            return EnumSet.of(Statistic.MEAN, Statistic.SUM, Statistic.MAX);
        }
        Set<Statistic> all = EnumSet.complementOf(EnumSet.of(Statistic.QUANTILES));
        if (!settings.isSet(SEQUENCE)) {
            all.remove(Statistic.LOSS);
        }
        if (!settings.isSet(TIME)) {
            all.remove(Statistic.DELAY);
        }
        return all;
    }

    private static Set<Statistic> chosen(List<String> names) {
        Set<Statistic> chosen = EnumSet.noneOf(Statistic.class);
        for (String name : names) {
            chosen.add(Arrays.stream(Statistic.values())
                    .filter(s -> s.option().equals(name.strip()))
                    .findFirst()
                    .orElseThrow(() -> OptionException.notAllowed(RESULTS.key(), name, "one of " + names())));
        }
        if (chosen.isEmpty()) {
            throw OptionException.notAllowed(RESULTS.key(), "[]", "at least one of " + names());
        }
        return chosen;
    }

    /** The names of the configured fields on the wire, by their names in {@link Flow#FORMAT}. */
    static Map<String, String> fields(Settings settings) {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("value", settings.get(VALUE));
        settings.find(KEY).ifPresent(name -> names.put("key", name));
        settings.find(TIME).ifPresent(name -> names.put("time", name));
        settings.find(SEQUENCE).ifPresent(name -> names.put("sequence", name));
        settings.find(ARRIVAL).ifPresent(name -> names.put("arrival", name));
        Set<String> distinct = new LinkedHashSet<>(Set.of("window"));
        names.values().forEach(name -> {
            if (!distinct.add(name)) {
                throw OptionException.conflict("fields: '" + name
                        + "' is the name of another of them, or of the window that late records have");
            }
        });
        return names;
    }

    /** The fields of a result, in order. */
    static List<String> resultFields(Settings settings) {
        List<String> fields = new ArrayList<>();
        if (settings.isSet(KEY)) {
            fields.add("key");
        }
        fields.addAll(List.of("window", "window_start", "window_end"));
        if (!settings.get(ALLOWED_LATENESS).isZero()
                || !settings.get(EARLY_RESULTS).isZero()) {
            fields.addAll(List.of("update", "timing"));
        }
        statistics(settings).forEach(s -> fields.addAll(s.fields()));
        return fields;
    }
}
