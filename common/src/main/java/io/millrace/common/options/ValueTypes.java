package io.millrace.common.options;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ConfigOptions.TypedConfigOptionBuilder;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;

/** The kinds of value an option can have. Whatever Flink can read, Flink reads. */
final class ValueTypes {
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");

    private ValueTypes() {}

    static <T> T read(ConfigOption<T> option, String text) {
        return Configuration.fromMap(Map.of(option.key(), text)).get(option);
    }

    @SuppressWarnings("unchecked") // a list of the same elements, and T is List where it is one
    static <T> T unmodifiable(T value) {
        return value instanceof List<?> list ? (T) List.copyOf(list) : value;
    }

    static ValueType<String> text(String key) {
        TypedConfigOptionBuilder<String> flink = ConfigOptions.key(key).stringType();
        return new ValueType<>(
                "text",
                String.class,
                flink.noDefaultValue(),
                flink::defaultValue,
                raw -> only(raw),
                Function.identity());
    }

    static ValueType<Integer> integer(String key) {
        return byFlink("integer", Integer.class, ConfigOptions.key(key).intType(), String::valueOf);
    }

    static ValueType<Long> longInteger(String key) {
        return byFlink("integer", Long.class, ConfigOptions.key(key).longType(), String::valueOf);
    }

    static ValueType<Boolean> bool(String key) {
        return byFlink("true or false", Boolean.class, ConfigOptions.key(key).booleanType(), String::valueOf);
    }

    static ValueType<Duration> duration(String key) {
        return byFlink("duration", Duration.class, ConfigOptions.key(key).durationType(), Durations::format);
    }

    static ValueType<MemorySize> memory(String key) {
        return byFlink("memory size", MemorySize.class, ConfigOptions.key(key).memoryType(), MemorySize::toString);
    }

    static ValueType<Double> decimal(String key) {
        TypedConfigOptionBuilder<Double> flink = ConfigOptions.key(key).doubleType();
        ConfigOption<Double> bare = flink.noDefaultValue();
        return new ValueType<>(
                "decimal",
                Double.class,
                bare,
                flink::defaultValue,
                raw -> {
                    String text = only(raw).trim();
                    // Java's own syntax has a suffix, "1d" and "1f", that reads like a unit.
                    if (!DECIMAL.matcher(text).matches()) {
                        throw new IllegalArgumentException("not a decimal number");
                    }
                    return read(bare, text);
                },
                String::valueOf);
    }

    @SuppressWarnings("unchecked") // Flink has no such type; see Option.configOption
    static ValueType<Instant> instant(String key) {
        ConfigOption<Instant> bare = (ConfigOption<Instant>)
                (ConfigOption<?>) ConfigOptions.key(key).stringType().noDefaultValue();
        return new ValueType<>(
                "instant such as 2026-01-31T12:00:00Z",
                Instant.class,
                bare,
                value -> bare,
                raw -> {
                    try {
                        return Instant.parse(only(raw).trim());
                    } catch (DateTimeParseException e) {
                        throw new IllegalArgumentException("not an instant", e);
                    }
                },
                Instant::toString);
    }

    static <E extends Enum<E>> ValueType<E> choice(String key, Class<E> type) {
        TypedConfigOptionBuilder<E> flink = ConfigOptions.key(key).enumType(type);
        List<E> values = List.of(type.getEnumConstants());
        String names = values.stream().map(ValueTypes::dashed).collect(Collectors.joining(", "));
        return new ValueType<>(
                "one of " + names,
                type,
                flink.noDefaultValue(),
                flink::defaultValue,
                raw -> {
                    String wanted = only(raw).trim();
                    return values.stream()
                            .filter(value -> dashed(value).equalsIgnoreCase(wanted)
                                    || value.name().equalsIgnoreCase(wanted))
                            .findFirst()
                            .orElseThrow(() -> new IllegalArgumentException("none of " + names));
                },
                ValueTypes::dashed);
    }

    static ValueType<List<String>> textList(String key) {
        var flink = ConfigOptions.key(key).stringType().asList();
        return new ValueType<>(
                "list of text",
                List.class,
                flink.noDefaultValue(),
                values -> flink.defaultValues(values.toArray(String[]::new)),
                ValueTypes::elements,
                values -> String.join(", ", values));
    }

    static ValueType<Map<String, String>> map(String key) {
        TypedConfigOptionBuilder<Map<String, String>> flink =
                ConfigOptions.key(key).mapType();
        return new ValueType<>(
                "map",
                Map.class,
                flink.noDefaultValue(),
                flink::defaultValue,
                raw -> {
                    throw new IllegalArgumentException("a map has no value of its own");
                },
                values -> values.entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + entry.getValue())
                        .collect(Collectors.joining(", ")));
    }

    private static <T> ValueType<T> byFlink(
            String name, Class<T> valueClass, TypedConfigOptionBuilder<T> flink, Function<T, String> format) {
        ConfigOption<T> bare = flink.noDefaultValue();
        return new ValueType<>(
                name,
                valueClass,
                bare,
                flink::defaultValue,
                raw -> read(bare, only(raw).trim()),
                format);
    }

    private static String only(RawValue raw) {
        if (raw.form() != RawValue.Form.ONE) {
            throw new IllegalArgumentException("a list where one value belongs");
        }
        return raw.parts().get(0);
    }

    private static List<String> elements(RawValue raw) {
        if (raw.form() == RawValue.Form.LIST) {
            return raw.parts();
        }
        String text = only(raw);
        if (text.isBlank()) {
            return List.of();
        }
        List<String> elements =
                Arrays.stream(text.split(",", -1)).map(String::trim).toList();
        if (elements.contains("")) {
            throw new IllegalArgumentException("an empty element");
        }
        return elements;
    }

    private static String dashed(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
