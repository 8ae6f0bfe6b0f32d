package io.millrace.common.options;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * An option in the making. Bounds and {@link #secret()} first; one of {@link #defaultsTo}, {@link #optional} and
 * {@link #required} makes the option.
 *
 * @param <T> the value
 * @param <B> the builder itself
 */
public abstract class OptionBuilder<T, B extends OptionBuilder<T, B>> {
    final String key;
    final ValueType<T> type;
    final List<Constraint<T>> constraints = new ArrayList<>();
    private boolean secret;

    OptionBuilder(String key, ValueType<T> type) {
        this.key = key;
        this.type = type;
    }

    /**
     * The value must come, whole or in part, from the environment or a file: <code>${env:NAME}</code>,
     * <code>${file:/path}</code>. It is masked wherever settings are shown.
     */
    public final B secret() {
        secret = true;
        return self();
    }

    /**
     * An option that has this value unless the user sets it.
     *
     * @throws IllegalArgumentException if the value is outside the option's own bounds, or the option is secret
     */
    public final Option<T> defaultsTo(T value, String description) {
        if (secret) {
            throw new IllegalArgumentException(key + ": a secret cannot have a default");
        }
        return Option.withDefault(this, value, description);
    }

    /** An option that may be left out. */
    public final Option<T> optional(String description) {
        return Option.withoutDefault(this, description, false);
    }

    /** An option without which the job does not start. */
    public final Option<T> required(String description) {
        return Option.withoutDefault(this, description, true);
    }

    final boolean isSecret() {
        return secret;
    }

    final B bound(String words, Predicate<T> holds) {
        constraints.add(new Constraint<>(words, holds));
        return self();
    }

    @SuppressWarnings("unchecked") // B is the builder's own class, by its declaration
    private B self() {
        return (B) this;
    }
}
