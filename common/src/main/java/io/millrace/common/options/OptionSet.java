package io.millrace.common.options;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The options of one job, in named groups, in the order in which they are shown. Immutable. */
public final class OptionSet {
    private static final Set<String> RESERVED = Set.of("config", "help");

    private final List<Group> groups;
    private final Map<String, Option<?>> byKey;
    private final Set<String> sections;

    private OptionSet(List<Group> groups, Map<String, Option<?>> byKey, Set<String> sections) {
        this.groups = List.copyOf(groups);
        this.byKey = Collections.unmodifiableMap(new LinkedHashMap<>(byKey));
        this.sections = Collections.unmodifiableSet(new TreeSet<>(sections));
    }

    /**
     * Options that are shown under one title; never empty.
     *
     * @param prefix what the keys begin with that mean the same as others do that begin with {@code like}, such as
     *     {@code labels} for {@code source}; both empty where there are no such keys
     */
    public record Group(String title, List<Option<?>> options, String prefix, String like) {
        public Group {
            options = List.copyOf(options);
        }

        /** Whether an option is told of by its counterpart in the set, with which it has all but the key's beginning in common. */
        boolean isToldOf(Option<?> option, OptionSet all) {
            return !like.isEmpty()
                    && all.find(counterpart(option.key()))
                            .filter(other -> other.typeAndRange().equals(option.typeAndRange())
                                    && other.defaultText().equals(option.defaultText())
                                    && other.isRequired() == option.isRequired()
                                    && other.description().equals(counterpart(option.description())))
                            .isPresent();
        }

        private String counterpart(String text) {
            return text.replace(prefix + ".", like + ".");
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    public List<Group> groups() {
        return groups;
    }

    /** In the groups' order; a map option is there once, by its own key. */
    public Set<String> keys() {
        return byKey.keySet();
    }

    /** Every option, in the groups' order. */
    public List<Option<?>> options() {
        return List.copyOf(byKey.values());
    }

    /** The option with exactly this key, if there is one. */
    public Optional<Option<?>> find(String key) {
        return Optional.ofNullable(byKey.get(key));
    }

    /** Whether options, and not values, are beneath this key. */
    boolean isSection(String key) {
        return sections.contains(key);
    }

    /** The option whose key is a dotted prefix of this one, if there is one: there is never more than one. */
    Optional<Option<?>> above(String key) {
        for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
            Option<?> option = byKey.get(key.substring(0, dot));
            if (option != null) {
                return Optional.of(option);
            }
        }
        return Optional.empty();
    }

    /** Collects groups. Every clash between two keys is an {@link IllegalArgumentException}. */
    public static final class Builder {
        private final Map<String, List<Option<?>>> groups = new LinkedHashMap<>();
        private final Map<String, String[]> alike = new LinkedHashMap<>();
        private final Map<String, Option<?>> byKey = new LinkedHashMap<>();

        private Builder() {}

        /**
         * Adds options under a title; a title used before is added to. An option that is there already is not added again.
         *
         * @throws IllegalArgumentException if a key is there already with another definition, or is reserved
         */
        public Builder group(String title, List<? extends Option<?>> options) {
            if (title.isBlank()) {
                throw new IllegalArgumentException("title must not be blank");
            }
            options.forEach(option -> add(title, option));
            return this;
        }

        /**
         * As {@link #group(String, List)}, for options that mean below one prefix what others do below another: help and
         * documentation tell of them in short.
         */
        public Builder groupLike(String title, List<? extends Option<?>> options, String prefix, String like) {
            alike.put(title, new String[] {prefix, like});
            return group(title, options);
        }

        /** As {@link #group(String, List)}. */
        public Builder group(String title, Option<?>... options) {
            return group(title, List.of(options));
        }

        /** Adds all groups of another set. */
        public Builder include(OptionSet other) {
            other.groups.forEach(group -> groupLike(group.title(), group.options(), group.prefix(), group.like()));
            return this;
        }

        /**
         * The set of what was added.
         *
         * @throws IllegalArgumentException if one option's key is the beginning of another's
         */
        public OptionSet build() {
            Set<String> sections = new LinkedHashSet<>();
            for (String key : byKey.keySet()) {
                for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
                    String section = key.substring(0, dot);
                    if (byKey.containsKey(section)) {
                        throw new IllegalArgumentException(section + " cannot be an option and hold another: " + key);
                    }
                    sections.add(section);
                }
            }
            List<Group> built = new ArrayList<>();
            groups.forEach((title, options) -> {
                String[] both = alike.getOrDefault(title, new String[] {"", ""});
                built.add(new Group(title, options, both[0], both[1]));
            });
            return new OptionSet(built, byKey, sections);
        }

        private void add(String title, Option<?> option) {
            if (RESERVED.contains(option.key())) {
                throw new IllegalArgumentException(option.key() + " is reserved and cannot be an option's key");
            }
            Option<?> known = byKey.putIfAbsent(option.key(), option);
            if (known == null) {
                groups.computeIfAbsent(title, t -> new ArrayList<>()).add(option);
            } else if (!known.isSameAs(option)) {
                throw new IllegalArgumentException(option.key() + " is defined twice: " + known + " and " + option);
            }
        }
    }
}
