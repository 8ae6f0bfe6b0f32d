package io.millrace.common.options;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.jspecify.annotations.Nullable;

/**
 * One thing a user may set: a Flink {@link ConfigOption} with what that cannot say, its range, whether it is required and
 * whether it is secret. Immutable; made by {@link Options}.
 *
 * @param <T> the value
 */
public final class Option<T> {
    private static final Pattern KEY = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*(\\.[a-z0-9]+(-[a-z0-9]+)*)*");

    private final ConfigOption<T> configOption;
    private final ValueType<T> type;
    private final List<Constraint<T>> constraints;
    private final @Nullable T defaultValue;
    private final String description;
    private final boolean required;
    private final boolean secret;

    private Option(OptionBuilder<T, ?> builder, @Nullable T defaultValue, String description, boolean required) {
        if (!KEY.matcher(builder.key).matches()) {
            throw new IllegalArgumentException("key must be dotted parts of lower-case letters, digits and dashes: "
                    + OptionException.quote(builder.key));
        }
        if (description.isBlank()) {
            throw new IllegalArgumentException(builder.key + ": description must not be blank");
        }
        this.type = builder.type;
        this.constraints = List.copyOf(builder.constraints);
        this.defaultValue = defaultValue;
        this.description = description;
        this.required = required;
        this.secret = builder.isSecret();
        this.configOption = (defaultValue == null
                        ? type.bare()
                        : type.withDefault().apply(defaultValue))
                .withDescription(description);
    }

    static <T> Option<T> withDefault(OptionBuilder<T, ?> builder, T value, String description) {
        Option<T> option = new Option<>(builder, ValueTypes.unmodifiable(value), description, false);
        if (!option.isWithin(value)) {
            throw new IllegalArgumentException(
                    builder.key + ": default '" + option.format(value) + "' is not " + option.typeAndRange());
        }
        return option;
    }

    static <T> Option<T> withoutDefault(OptionBuilder<T, ?> builder, String description, boolean required) {
        return new Option<>(builder, null, description, required);
    }

    /**
     * The option as Flink knows it: key, type, default and description. Flink has no instants: theirs is a text option
     * without a default, and reading it from a Flink configuration gives text. Range and the spelling of choices are
     * Millrace's own: {@link Settings} is what reads them.
     */
    public ConfigOption<T> configOption() {
        return configOption;
    }

    public String key() {
        return configOption.key();
    }

    /** Empty if there is none. */
    public Optional<T> defaultValue() {
        return Optional.ofNullable(defaultValue);
    }

    public String description() {
        return description;
    }

    /** What kind of value it takes, in words: {@code duration}, {@code list of text}, {@code one of json, csv}. */
    public String typeName() {
        return type.name();
    }

    /** The range in words, such as {@code at least 1 s, at most 1 h}; empty when anything of the type goes. */
    public String allowed() {
        return constraints.stream()
                .map(Constraint::words)
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining(", "));
    }

    public boolean isRequired() {
        return required;
    }

    public boolean isSecret() {
        return secret;
    }

    @Override
    public String toString() {
        return key() + " (" + typeAndRange() + ")";
    }

    boolean isMap() {
        return type.isMap();
    }

    String typeAndRange() {
        return allowed().isEmpty() ? typeName() : typeName() + ", " + allowed();
    }

    /** Empty if there is none. */
    Optional<String> defaultText() {
        return defaultValue().map(this::format);
    }

    String format(T value) {
        return type.format().apply(value);
    }

    /**
     * The value, once its references are replaced.
     *
     * @throws IllegalArgumentException if it is not of the type or out of range; its message may hold the value
     */
    T parse(RawValue raw) {
        T value = type.parser().apply(raw);
        if (!isWithin(value)) {
            throw new IllegalArgumentException("out of range");
        }
        return value;
    }

    boolean isSameAs(Option<?> other) {
        return this == other
                || (key().equals(other.key())
                        && type.valueClass() == other.type.valueClass()
                        && typeAndRange().equals(other.typeAndRange())
                        && defaultText().equals(other.defaultText())
                        && description.equals(other.description)
                        && required == other.required
                        && secret == other.secret);
    }

    private boolean isWithin(T value) {
        return constraints.stream().allMatch(constraint -> constraint.holds().test(value));
    }
}
