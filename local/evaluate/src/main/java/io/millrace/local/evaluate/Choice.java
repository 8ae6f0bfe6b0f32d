package io.millrace.local.evaluate;

import io.millrace.common.options.NearestKey;
import io.millrace.learners.LearnerType;
import io.millrace.learners.Learners;
import io.millrace.learners.Parameters;
import io.millrace.learners.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A learner to evaluate, or a step before it, with its parameters.
 *
 * @param type what it is
 * @param values the parameters that were given, by name
 */
public record Choice(LearnerType<?> type, Map<String, String> values) {
    /**
     * What was asked for.
     *
     * @param role what they are to be
     * @param names of learners with commas between, or {@code all}
     * @param option such as {@code --learner}, for messages
     * @param values what stands behind the option's name and a dot: a parameter, which is then for all that have it, or the
     *     name of one learner, a dot, and its parameter
     * @throws IllegalArgumentException when there is no such learner or parameter, or a value is not allowed
     */
    public static List<Choice> of(LearnerType.Role role, String names, String option, Map<String, String> values) {
        List<LearnerType<?>> types = types(role, names, option);
        Map<String, Map<String, String>> given = new LinkedHashMap<>();
        types.forEach(type -> given.put(type.name(), new TreeMap<>()));
        values.forEach((key, value) -> assign(types, key, value, option, given));
        // What is for one learner counts over what is for all.
        values.forEach((key, value) -> types.stream()
                .filter(type -> key.startsWith(type.name() + ".")
                        && names(type).contains(key.substring(type.name().length() + 1)))
                .forEach(type -> given.getOrDefault(type.name(), Map.of())
                        .put(key.substring(type.name().length() + 1), value)));
        List<Choice> choices = new ArrayList<>();
        for (LearnerType<?> type : types) {
            Map<String, String> own = given.getOrDefault(type.name(), Map.of());
            check(type, own, option);
            choices.add(new Choice(type, Map.copyOf(own)));
        }
        return choices;
    }

    /** All parameters as they are in force, in their order. */
    public Map<String, String> parameters() {
        Map<String, String> all = new LinkedHashMap<>();
        for (Parameters.Spec spec : type.parameters()) {
            all.put(spec.name(), values.getOrDefault(spec.name(), spec.defaultValue()));
        }
        return all;
    }

    /** As parameters name a learner: {@code knn(neighbours=7 memory=2mb)}. */
    String text() {
        return values.isEmpty()
                ? type.name()
                : type.name()
                        + values.entrySet().stream()
                                .map(entry ->
                                        entry.getKey() + "=" + entry.getValue().replace(" ", ""))
                                .sorted()
                                .collect(Collectors.joining(" ", "(", ")"));
    }

    private static List<LearnerType<?>> types(LearnerType.Role role, String names, String option) {
        List<LearnerType<?>> known = Learners.all(role);
        if (names.equals("all")) {
            return known;
        }
        Set<LearnerType<?>> found = new LinkedHashSet<>();
        for (String name : names.split(",", -1)) {
            String wanted = name.strip();
            found.add(known.stream()
                    .filter(type -> type.name().equals(wanted))
                    .findFirst()
                    .orElseThrow(() -> unknown(option + ": there is no " + title(role), wanted, names(known))));
        }
        return List.copyOf(found);
    }

    private static String title(LearnerType.Role role) {
        return role.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }

    private static void assign(
            List<LearnerType<?>> types,
            String key,
            String value,
            String option,
            Map<String, Map<String, String>> given) {
        boolean taken = false;
        List<String> known = new ArrayList<>();
        for (LearnerType<?> type : types) {
            List<String> parameters = names(type);
            if (parameters.contains(key)) {
                given.getOrDefault(type.name(), Map.of()).put(key, value);
                taken = true;
            }
            taken |= key.startsWith(type.name() + ".")
                    && parameters.contains(key.substring(type.name().length() + 1));
            known.addAll(parameters);
            parameters.forEach(parameter -> known.add(type.name() + "." + parameter));
        }
        if (!taken) {
            throw unknown(
                    types.size() == 1
                            ? option + ": " + types.get(0).name() + " has no parameter"
                            : option + ": none of them has a parameter",
                    key,
                    known);
        }
    }

    private static void check(LearnerType<?> type, Map<String, String> values, String option) {
        try {
            type.create(Schema.numeric(1), values, 1);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + " " + type.name() + ": " + e.getMessage(), e);
        }
    }

    private static List<String> names(LearnerType<?> type) {
        return type.parameters().stream().map(Parameters.Spec::name).toList();
    }

    private static List<String> names(List<LearnerType<?>> types) {
        return types.stream().map(LearnerType::name).toList();
    }

    private static IllegalArgumentException unknown(String what, String name, List<String> known) {
        String near = NearestKey.among(name, known)
                .map(nearest -> "; the nearest is \"" + nearest + '"')
                .orElse("; there are none");
        return new IllegalArgumentException(what + " \"" + name + '"' + near);
    }
}
