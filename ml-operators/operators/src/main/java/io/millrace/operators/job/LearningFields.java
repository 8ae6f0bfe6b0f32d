package io.millrace.operators.job;

import static io.millrace.operators.job.LearningOptions.FEATURES;
import static io.millrace.operators.job.LearningOptions.ID;
import static io.millrace.operators.job.LearningOptions.KEY;
import static io.millrace.operators.job.LearningOptions.NOMINAL;
import static io.millrace.operators.job.LearningOptions.TARGET;
import static io.millrace.operators.job.LearningOptions.TIME;

import io.millrace.common.codec.WireFormat;
import io.millrace.common.job.JobOptions;
import io.millrace.common.options.NearestKey;
import io.millrace.common.options.Option;
import io.millrace.common.options.OptionException;
import io.millrace.common.options.Settings;
import io.millrace.operators.ModelSpec.Feature;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which fields of the user's records are what. Names of fields that are not there are {@code null}.
 *
 * @param features in the order of the settings
 * @param target {@code null} where records carry none: a job that serves and does not evaluate, or labels of a source of their own
 */
record LearningFields(
        @Nullable String id,
        @Nullable String key,
        @Nullable String time,
        List<Feature> features,
        @Nullable String target) {

    /** @throws OptionException when one is missing, named twice, or has a name that predictions need themselves */
    static LearningFields of(Settings settings) {
        @Nullable String target = LearningOptions.recordsHaveTargets(settings) ? settings.get(TARGET) : null;
        Map<Option<?>, String> others = new LinkedHashMap<>();
        for (Option<String> option : List.of(ID, KEY, TIME)) {
            settings.find(option).ifPresent(name -> others.put(option, name));
        }
        refuseOwnNames(others);
        if (target != null) {
            others.put(TARGET, target);
        }
        List<Feature> features = features(settings, new HashSet<>(others.values()));
        refuseTwice(features, others);
        return new LearningFields(
                settings.find(ID).orElse(null),
                settings.find(KEY).orElse(null),
                settings.find(TIME).orElse(null),
                features,
                target);
    }

    private static void refuseOwnNames(Map<Option<?>, String> others) {
        others.forEach((option, name) -> {
            if (PredictionFormat.OWN_NAMES.contains(name)) {
                throw OptionException.notAllowed(
                        option, name, "none of the predictions' own fields " + PredictionFormat.OWN_NAMES);
            }
        });
    }

    private static List<Feature> features(Settings settings, Set<String> others) {
        List<String> names = settings.find(FEATURES).orElseGet(() -> columns(settings, others));
        if (names.isEmpty()) {
            throw OptionException.missing(FEATURES.key(), FEATURES.description());
        }
        Set<String> nominal = new LinkedHashSet<>(settings.get(NOMINAL));
        for (String name : nominal) {
            if (!names.contains(name)) {
                throw OptionException.notAllowed(
                        NOMINAL,
                        name,
                        "one of the features"
                                + NearestKey.among(name, names)
                                        .map(nearest -> "; the nearest is '" + nearest + "'")
                                        .orElse(""));
            }
        }
        List<Feature> features = new ArrayList<>();
        names.forEach(name -> features.add(new Feature(name, nominal.contains(name))));
        return features;
    }

    private static List<String> columns(Settings settings, Set<String> others) {
        if (JobOptions.wireFormat(settings, JobOptions.SOURCE) != WireFormat.CSV) {
            return List.of();
        }
        List<String> columns = new ArrayList<>(
                settings.find(JobOptions.csvColumns(JobOptions.SOURCE)).orElse(List.of()));
        columns.removeAll(others);
        if (!columns.isEmpty() && LearningOptions.reads(LearningOptions.LABELS, settings)) {
            // Of the same name in the labels; where it is in the records too, it is no feature.
            columns.remove(settings.get(TARGET));
        }
        return columns;
    }

    private static void refuseTwice(List<Feature> features, Map<Option<?>, String> others) {
        Map<String, String> roles = new LinkedHashMap<>();
        for (Feature feature : features) {
            refuseTwice(roles, feature.name(), FEATURES.key());
        }
        others.forEach((option, name) -> refuseTwice(roles, name, option.key()));
    }

    private static void refuseTwice(Map<String, String> roles, String name, String role) {
        String before = roles.putIfAbsent(name, role);
        if (before != null) {
            throw OptionException.conflict("field '" + name + "' is named twice: by " + before + " and by " + role);
        }
    }
}
