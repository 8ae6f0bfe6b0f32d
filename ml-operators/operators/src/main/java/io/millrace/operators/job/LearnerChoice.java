package io.millrace.operators.job;

import io.millrace.common.options.NearestKey;
import io.millrace.common.options.OptionException;
import io.millrace.common.options.Settings;
import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.Learners;
import io.millrace.operators.ModelSpec;
import io.millrace.operators.ModelSpec.Feature;
import io.millrace.operators.ModelSpec.Task;
import java.util.List;

/** The learner that the settings name. */
final class LearnerChoice {
    private LearnerChoice() {}

    /** @throws OptionException when there is none of that name for the task, or its parameters are wrong */
    static ModelSpec of(Task task, List<Feature> features, Settings settings) {
        String name = settings.get(LearningOptions.LEARNER);
        Role role = task == Task.CLASSIFICATION ? Role.CLASSIFIER : Role.REGRESSOR;
        List<String> names = names(role);
        if (!names.contains(name)) {
            throw OptionException.notAllowed(LearningOptions.LEARNER, name, allowed(name, role, names));
        }
        try {
            return new ModelSpec(
                    task, name, settings.get(LearningOptions.PARAMETERS), features, settings.get(LearningOptions.SEED));
        } catch (IllegalArgumentException e) {
            throw OptionException.conflict(
                    LearningOptions.PARAMETERS.key() + " of learner '" + name + "': " + e.getMessage());
        }
    }

    private static String allowed(String name, Role role, List<String> names) {
        Role other = role == Role.CLASSIFIER ? Role.REGRESSOR : Role.CLASSIFIER;
        String shown = role == Role.CLASSIFIER ? "a classifier" : "a regressor";
        if (names(other).contains(name)) {
            return shown + ", and it is not one; one of " + String.join(", ", names);
        }
        return shown
                + NearestKey.among(name, names)
                        .map(nearest -> "; the nearest is '" + nearest + "'")
                        .orElse("") + "; one of " + String.join(", ", names);
    }

    private static List<String> names(Role role) {
        return Learners.all(role).stream().map(LearnerType::name).toList();
    }
}
