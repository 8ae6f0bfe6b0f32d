package io.millrace.common.options;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the user set, checked, with the defaults behind it. Immutable.
 *
 * <p>On the command line options are {@code --key value} or {@code --key=value} (the last one counts), and
 * {@code --config FILE} names a YAML file whose nested maps are read as dotted keys; of several files a later one counts over
 * an earlier one, and the command line over all of them. In a file, a key without a value changes nothing. Anywhere within a
 * value <code>${env:NAME}</code> stands for an environment variable and <code>${file:/path}</code> for a file's content
 * without its last line break; <code>$${</code> is a plain <code>${</code>.
 */
public final class Settings {
    static final String MASK = "******";

    private final OptionSet options;
    private final Map<String, Held> held;

    Settings(OptionSet options, Map<String, Held> held) {
        this.options = options;
        this.held = Map.copyOf(held);
    }

    /** A value and the keys and texts it is shown by: one, but for maps one per entry. */
    record Held(Object value, Map<String, String> shown) {
        Held {
            shown = Collections.unmodifiableMap(new LinkedHashMap<>(shown));
        }
    }

    /**
     * Reads files and arguments.
     *
     * @throws OptionException with every problem found: unreadable files, keys that are unknown or missing, values that are
     *     not allowed, references to what is not there, secrets in clear
     */
    public static Settings parse(OptionSet options, String... args) {
        return new SettingsReader(options, References.ofProcess()).read(args);
    }

    /**
     * The same from keys and values, as they would be on the command line.
     *
     * @throws OptionException as {@link #parse}
     */
    public static Settings of(OptionSet options, Map<String, String> values) {
        return new SettingsReader(options, References.ofProcess()).read(values);
    }

    /**
     * The value that the user set, else the default.
     *
     * @throws OptionException if there is neither
     * @throws IllegalArgumentException if the option is not one of these settings'
     */
    public <T> T get(Option<T> option) {
        return find(option).orElseThrow(() -> OptionException.missing(option.key(), option.description()));
    }

    /**
     * The value that the user set, else the default, else nothing.
     *
     * @throws IllegalArgumentException if the option is not one of these settings'
     */
    @SuppressWarnings("unchecked") // the reader put it there by an option of the same definition, type included
    public <T> Optional<T> find(Option<T> option) {
        Held found = held.get(known(option).key());
        return found == null ? option.defaultValue() : Optional.of((T) found.value());
    }

    /** Whether the user set it, if only to its default; for a map, whether it has an entry. */
    public boolean isSet(Option<?> option) {
        return held.containsKey(known(option).key());
    }

    /**
     * Every option that has a value, in the options' order, each entry of a map by its full key. Fit to be logged: secrets
     * are masked, and a value that holds references is shown with these, not with what they stand for.
     */
    public Map<String, String> effective() {
        Map<String, String> effective = new LinkedHashMap<>();
        for (Option<?> option : options.options()) {
            Held found = held.get(option.key());
            if (found != null) {
                effective.putAll(found.shown());
            } else if (!option.isMap()) {
                option.defaultText().ifPresent(text -> effective.put(option.key(), text));
            }
        }
        return Collections.unmodifiableMap(effective);
    }

    /** As {@link #effective()}. */
    @Override
    public String toString() {
        return "Settings" + effective();
    }

    private Option<?> known(Option<?> option) {
        return options.find(option.key())
                .filter(found -> found.isSameAs(option))
                .orElseThrow(() -> new IllegalArgumentException(option + " is not one of the job's options"));
    }
}
