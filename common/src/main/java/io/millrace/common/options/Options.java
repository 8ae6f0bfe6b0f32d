package io.millrace.common.options;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.flink.configuration.MemorySize;

/**
 * Where options are made:
 *
 * <pre>{@code
 * static final Option<Duration> LATENESS = Options.duration("windows.lateness")
 *         .atMost(Duration.ofDays(1))
 *         .defaultsTo(Duration.ofSeconds(5), "How long a window takes late records.");
 * }</pre>
 *
 * A key is dotted, each part lower-case letters and digits with dashes; anything else is an
 * {@link IllegalArgumentException} here, as are a default outside its bounds and an empty description.
 */
public final class Options {
    private Options() {}

    /** Text, taken as it is, blanks included. */
    public static TextBuilder text(String key) {
        return new TextBuilder(key);
    }

    /** A whole number of 32 bits. */
    public static RangeBuilder<Integer> integer(String key) {
        return new RangeBuilder<>(key, ValueTypes.integer(key));
    }

    /** A whole number of 64 bits. */
    public static LongBuilder longInteger(String key) {
        return new LongBuilder(key);
    }

    /** A finite decimal number of double precision; NaN and infinities are refused. */
    public static DecimalBuilder decimal(String key) {
        return new DecimalBuilder(key);
    }

    /** True or false, in any case. */
    public static PlainBuilder<Boolean> bool(String key) {
        return new PlainBuilder<>(key, ValueTypes.bool(key));
    }

    /** A duration as {@link Durations#parse} reads it; never negative. */
    public static RangeBuilder<Duration> duration(String key) {
        return new RangeBuilder<>(key, ValueTypes.duration(key));
    }

    /** An amount of memory, such as {@code 64 mb}; a bare number is bytes. */
    public static RangeBuilder<MemorySize> memory(String key) {
        return new RangeBuilder<>(key, ValueTypes.memory(key));
    }

    /** A point in time in ISO-8601, in UTC or with an offset. */
    public static PlainBuilder<Instant> instant(String key) {
        return new PlainBuilder<>(key, ValueTypes.instant(key));
    }

    /** One of an enum's values, written in lower case with dashes ({@code at-least-once}) and read in any case. */
    public static <E extends Enum<E>> PlainBuilder<E> choice(String key, Class<E> type) {
        return new PlainBuilder<>(key, ValueTypes.choice(key, type));
    }

    /** A list: in YAML a list, whose elements are taken as they are, or anywhere a text with commas between elements. */
    public static PlainBuilder<List<String>> textList(String key) {
        return new PlainBuilder<>(key, ValueTypes.textList(key));
    }

    /**
     * Every key beneath {@code key.} with its value, by the rest of its name; empty unless the user sets any. An entry
     * whose name looks like a secret's (password, token, private key and so on) is treated as one.
     */
    public static Option<Map<String, String>> map(String key, String description) {
        return new PlainBuilder<>(key, ValueTypes.map(key)).defaultsTo(Map.of(), description);
    }

    /** A text option in the making. */
    public static final class TextBuilder extends OptionBuilder<String, TextBuilder> {
        private TextBuilder(String key) {
            super(key, ValueTypes.text(key));
        }

        /** The whole text must match; {@code what} says in words what that is. */
        public TextBuilder matching(String regex, String what) {
            Pattern pattern = Pattern.compile(regex);
            return bound(what, text -> pattern.matcher(text).matches());
        }

        /** At least one character that is not white space. */
        public TextBuilder notBlank() {
            return bound("not blank", text -> !text.isBlank());
        }
    }

    /** An option with an order and so, maybe, a range in the making. */
    public static final class RangeBuilder<T extends Comparable<? super T>> extends OptionBuilder<T, RangeBuilder<T>> {
        private RangeBuilder(String key, ValueType<T> type) {
            super(key, type);
        }

        /** The smallest value, itself allowed. */
        public RangeBuilder<T> atLeast(T least) {
            return bound("at least " + type.format().apply(least), value -> value.compareTo(least) >= 0);
        }

        /** The largest value, itself allowed. */
        public RangeBuilder<T> atMost(T most) {
            return bound("at most " + type.format().apply(most), value -> value.compareTo(most) <= 0);
        }
    }

    /** A 64-bit option in the making. */
    public static final class LongBuilder extends OptionBuilder<Long, LongBuilder> {
        private LongBuilder(String key) {
            super(key, ValueTypes.longInteger(key));
        }

        /** The smallest value, itself allowed. */
        public LongBuilder atLeast(long least) {
            return bound("at least " + least, value -> value >= least);
        }

        /** The largest value, itself allowed. */
        public LongBuilder atMost(long most) {
            return bound("at most " + most, value -> value <= most);
        }

        /** As {@link #defaultsTo(Object, String)}, for any integer literal. */
        public Option<Long> defaultsTo(long value, String description) {
            return defaultsTo(Long.valueOf(value), description);
        }
    }

    /** A decimal option in the making. Bounds must be numbers: NaN is an {@link IllegalArgumentException}. */
    public static final class DecimalBuilder extends OptionBuilder<Double, DecimalBuilder> {
        private DecimalBuilder(String key) {
            super(key, ValueTypes.decimal(key));
            bound("", value -> Double.isFinite(value));
        }

        /** The smallest value, itself allowed. */
        public DecimalBuilder atLeast(double least) {
            return bound("at least " + number(least), value -> value >= least);
        }

        /** The largest value, itself allowed. */
        public DecimalBuilder atMost(double most) {
            return bound("at most " + number(most), value -> value <= most);
        }

        /** Every value must be larger than this. */
        public DecimalBuilder above(double bound) {
            return bound("above " + number(bound), value -> value > bound);
        }

        /** Every value must be smaller than this. */
        public DecimalBuilder below(double bound) {
            return bound("below " + number(bound), value -> value < bound);
        }

        /** As {@link #defaultsTo(Object, String)}, for any numeric literal. */
        public Option<Double> defaultsTo(double value, String description) {
            return defaultsTo(Double.valueOf(value), description);
        }

        private String number(double bound) {
            if (Double.isNaN(bound)) {
                throw new IllegalArgumentException(key + ": a bound must be a number, not NaN");
            }
            return String.valueOf(bound);
        }
    }

    /** An option without bounds in the making. */
    public static final class PlainBuilder<T> extends OptionBuilder<T, PlainBuilder<T>> {
        private PlainBuilder(String key, ValueType<T> type) {
            super(key, type);
        }
    }
}
