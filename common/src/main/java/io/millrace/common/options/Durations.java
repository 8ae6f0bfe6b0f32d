package io.millrace.common.options;

import java.math.BigInteger;
import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Durations as users write them, everywhere in Millrace: {@code 500 ms}, {@code 10 s}, {@code 1 min}, {@code 2 h}. */
public final class Durations {
    private static final ConfigOption<Duration> PARSER =
            ConfigOptions.key("duration").durationType().noDefaultValue();
    private static final BigInteger NANOS_PER_SECOND = BigInteger.valueOf(1_000_000_000L);
    private static final String[] UNITS = {"d", "h", "min", "s", "ms", "micros"};
    private static final BigInteger[] NANOS = {
        NANOS_PER_SECOND.multiply(BigInteger.valueOf(86_400)),
        NANOS_PER_SECOND.multiply(BigInteger.valueOf(3_600)),
        NANOS_PER_SECOND.multiply(BigInteger.valueOf(60)),
        NANOS_PER_SECOND,
        BigInteger.valueOf(1_000_000),
        BigInteger.valueOf(1_000)
    };

    private Durations() {}

    /**
     * Reads a duration as Flink's own options do: a whole number and a unit (d, h, min, s, ms, µs, ns and their long names;
     * none means milliseconds), or ISO-8601 such as {@code PT1H30M}. Never negative.
     *
     * @throws IllegalArgumentException naming the text, if it is not a duration
     */
    public static Duration parse(String text) {
        try {
            return ValueTypes.read(PARSER, text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    OptionException.quote(text) + " is not a duration such as '500 ms', '10 s', '1 min'", e);
        }
    }

    /**
     * The duration in the largest unit that divides it: {@code 10 s}, {@code 90 min}, {@code 1500 ms}. What this gives,
     * {@link #parse} reads back as an equal duration, negative ones excepted.
     */
    public static String format(Duration duration) {
        BigInteger nanos = BigInteger.valueOf(duration.getSeconds())
                .multiply(NANOS_PER_SECOND)
                .add(BigInteger.valueOf(duration.getNano()));
        if (nanos.signum() == 0) {
            return "0 s";
        }
        for (int i = 0; i < UNITS.length; i++) {
            BigInteger[] parts = nanos.divideAndRemainder(NANOS[i]);
            if (parts[1].signum() == 0) {
                return parts[0] + " " + UNITS[i];
            }
        }
        return nanos + " ns";
    }
}
