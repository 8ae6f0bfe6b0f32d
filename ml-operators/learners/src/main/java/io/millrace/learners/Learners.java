package io.millrace.learners;

import io.millrace.learners.baseline.MajorityClass;
import io.millrace.learners.baseline.MeanTarget;
import io.millrace.learners.baseline.NoChangeClassifier;
import io.millrace.learners.baseline.NoChangeRegressor;
import io.millrace.learners.neighbours.KnnClassifier;
import io.millrace.learners.neighbours.KnnRegressor;
import io.millrace.learners.neighbours.SamKnn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All learners there are, by name: help, documentation, options and the contract tests are made from this list. */
public final class Learners {
    private static final List<LearnerType<?>> ALL = List.of(
            // Baselines
            NoChangeClassifier.TYPE,
            MajorityClass.TYPE,
            NoChangeRegressor.TYPE,
            MeanTarget.TYPE,
            // Neighbours
            KnnClassifier.TYPE,
            KnnRegressor.TYPE,
            SamKnn.TYPE);

    private Learners() {}

    /** All of them, in the order of documentation. */
    public static List<LearnerType<?>> all() {
        return ALL;
    }

    /** Those that do this. */
    public static List<LearnerType<?>> all(LearnerType.Role role) {
        return ALL.stream().filter(type -> type.role() == role).toList();
    }

    /** @throws IllegalArgumentException when there is none of that name; it names those there are */
    public static LearnerType<? extends Classifier> classifier(String name) {
        return named(LearnerType.Role.CLASSIFIER, name);
    }

    /** @throws IllegalArgumentException when there is none of that name; it names those there are */
    public static LearnerType<? extends Regressor> regressor(String name) {
        return named(LearnerType.Role.REGRESSOR, name);
    }

    /** @throws IllegalArgumentException when there is none of that name; it names those there are */
    public static LearnerType<? extends Transformer> transformer(String name) {
        return named(LearnerType.Role.TRANSFORMER, name);
    }

    /** @throws IllegalArgumentException when there is none of that name; it names those there are */
    public static LearnerType<? extends DriftDetector> driftDetector(String name) {
        return named(LearnerType.Role.DRIFT_DETECTOR, name);
    }

    static @Nullable LearnerType<?> byId(String id) {
        for (LearnerType<?> type : ALL) {
            if (type.id().equals(id)) {
                return type;
            }
        }
        return null;
    }

    /** The role decides the class, which the contract tests check of each type in the list. */
    @SuppressWarnings("unchecked")
    private static <L extends Learner> LearnerType<L> named(LearnerType.Role role, String name) {
        List<String> names = new ArrayList<>();
        for (LearnerType<?> type : all(role)) {
            if (type.name().equals(name)) {
                return (LearnerType<L>) type;
            }
            names.add(type.name());
        }
        throw new IllegalArgumentException(
                "there is no " + role.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ') + " \"" + name
                        + "\"; there are " + names);
    }
}
