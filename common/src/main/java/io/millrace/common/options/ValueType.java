package io.millrace.common.options;

import java.util.Map;
import java.util.function.Function;
import org.apache.flink.configuration.ConfigOption;

/**
 * What a kind of option does: how it is called, read and shown.
 *
 * @param parser throws {@link IllegalArgumentException} for what it cannot read; references are replaced by then
 */
record ValueType<T>(
        String name,
        Class<?> valueClass,
        ConfigOption<T> bare,
        Function<T, ConfigOption<T>> withDefault,
        Function<RawValue, T> parser,
        Function<T, String> format) {

    boolean isMap() {
        return valueClass == Map.class;
    }
}
