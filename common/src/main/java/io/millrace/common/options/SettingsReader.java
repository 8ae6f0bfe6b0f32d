package io.millrace.common.options;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Turns what was written into checked values, and collects every problem on the way. */
final class SettingsReader {
    private final OptionSet options;
    private final References references;
    private final List<OptionException> problems = new ArrayList<>();
    private final Map<String, Settings.Held> held = new LinkedHashMap<>();

    SettingsReader(OptionSet options, References references) {
        this.options = options;
        this.references = references;
    }

    Settings read(String... args) {
        CommandLine line = CommandLine.read(args);
        problems.addAll(line.problems());
        Map<String, RawValue> merged = new LinkedHashMap<>();
        for (String file : line.configFiles()) {
            try {
                YamlFile.read(file).forEach((key, value) -> merge(merged, key, value));
            } catch (OptionException e) {
                problems.add(e);
            }
        }
        // What a broken file or argument would have set is unknown: more findings would be noise.
        throwProblems();
        merged.putAll(line.values());
        return check(merged);
    }

    Settings read(Map<String, String> values) {
        Map<String, RawValue> merged = new LinkedHashMap<>();
        values.forEach((key, value) -> merged.put(key, RawValue.one(value, "")));
        return check(merged);
    }

    private static void merge(Map<String, RawValue> merged, String key, RawValue value) {
        if (value.form() == RawValue.Form.NOTHING) {
            merged.putIfAbsent(key, value);
        } else {
            merged.put(key, value);
        }
    }

    Settings check(Map<String, RawValue> merged) {
        Map<Option<?>, Map<String, RawValue>> entries = new LinkedHashMap<>();
        merged.forEach((key, value) -> {
            try {
                assign(key, value, entries);
            } catch (OptionException e) {
                problems.add(e.at(value.origin()));
            }
        });
        entries.forEach(this::holdMap);
        for (Option<?> option : options.options()) {
            RawValue raw = merged.get(option.key());
            boolean given = raw != null && raw.form() != RawValue.Form.NOTHING;
            if (option.isRequired() && !given) {
                problems.add(OptionException.missing(option.key(), option.description()));
            }
        }
        throwProblems();
        return new Settings(options, held);
    }

    private void assign(String key, RawValue value, Map<Option<?>, Map<String, RawValue>> entries) {
        boolean nothing = value.form() == RawValue.Form.NOTHING;
        Optional<Option<?>> exact = options.find(key);
        Optional<Option<?>> above = options.above(key);
        if (exact.isPresent()) {
            if (!nothing && exact.get().isMap()) {
                throw OptionException.of(
                        key + " is a map and has no value of its own; its entries are " + key + ".NAME");
            } else if (!nothing) {
                hold(exact.get(), value);
            }
        } else if (above.isPresent()) {
            Option<?> option = above.get();
            String name = key.substring(option.key().length() + 1);
            if (!option.isMap()) {
                throw OptionException.of(OptionException.quote(key) + " cannot be: " + option.key()
                        + " is an option and not a section; allowed: " + option.typeAndRange());
            } else if (name.isBlank()) {
                throw OptionException.of(option.key() + " has an entry without a name");
            } else if (!nothing) {
                entries.computeIfAbsent(option, o -> new TreeMap<>()).put(name, value);
            }
        } else if (!options.isSection(key)) {
            throw OptionException.unknown(key, NearestKey.of(key, options));
        } else if (!nothing) {
            throw OptionException.of(key + " is a section and has no value of its own; in it: " + inSection(key));
        }
    }

    private String inSection(String section) {
        return String.join(
                ", ",
                options.keys().stream()
                        .filter(key -> key.startsWith(section + "."))
                        .toList());
    }

    private <T> void hold(Option<T> option, RawValue raw) {
        Checked checked = resolve(option.key(), raw, option.isSecret());
        T value;
        try {
            value = option.parse(checked.value());
        } catch (IllegalArgumentException e) {
            throw OptionException.notAllowed(option, raw.text(), option.typeAndRange());
        }
        String shown = checked.referring() ? raw.text() : option.format(value);
        held.put(
                option.key(),
                new Settings.Held(value, Map.of(option.key(), option.isSecret() ? Settings.MASK : shown)));
    }

    private void holdMap(Option<?> option, Map<String, RawValue> entries) {
        Map<String, String> values = new LinkedHashMap<>();
        Map<String, String> shown = new LinkedHashMap<>();
        entries.forEach((name, raw) -> {
            String key = option.key() + "." + name;
            boolean secret = option.isSecret() || SecretNames.matches(name);
            try {
                if (raw.form() == RawValue.Form.LIST) {
                    throw OptionException.of(key + " takes one text and not a list");
                }
                values.put(name, resolve(key, raw, secret).value().text());
                shown.put(key, secret ? Settings.MASK : raw.text());
            } catch (OptionException e) {
                problems.add(e.at(raw.origin()));
            }
        });
        held.put(option.key(), new Settings.Held(Collections.unmodifiableMap(values), shown));
    }

    /** @param referring whether any part of the value came from a reference */
    private record Checked(RawValue value, boolean referring) {}

    private Checked resolve(String key, RawValue raw, boolean secret) {
        List<String> parts = new ArrayList<>();
        boolean referring = false;
        for (String part : raw.parts()) {
            References.Resolved resolved = references.resolve(key, part);
            if (secret && !resolved.referring()) {
                throw OptionException.of(key + " is a secret and must not be written in clear; allowed: a value with"
                        + " ${env:NAME} or ${file:/path} in it");
            }
            parts.add(resolved.text());
            referring |= resolved.referring();
        }
        return new Checked(new RawValue(raw.form(), parts, raw.origin()), referring);
    }

    private void throwProblems() {
        if (!problems.isEmpty()) {
            throw OptionException.all(problems);
        }
    }
}
