package io.millrace.learners;

import io.millrace.learners.auto.AutoClassifier;
import io.millrace.learners.auto.AutoRegressor;
import io.millrace.learners.baseline.MajorityClass;
import io.millrace.learners.baseline.MeanTarget;
import io.millrace.learners.baseline.NoChangeClassifier;
import io.millrace.learners.baseline.NoChangeRegressor;
import io.millrace.learners.bayes.NaiveBayes;
import io.millrace.learners.drift.Adwin;
import io.millrace.learners.drift.Ddm;
import io.millrace.learners.drift.Eddm;
import io.millrace.learners.drift.Kswin;
import io.millrace.learners.drift.PageHinkley;
import io.millrace.learners.ensembles.AdaptiveRandomForest;
import io.millrace.learners.ensembles.AdaptiveRandomForestRegressor;
import io.millrace.learners.ensembles.LeveragingBagging;
import io.millrace.learners.ensembles.OnlineBaggingClassifier;
import io.millrace.learners.ensembles.OnlineBaggingRegressor;
import io.millrace.learners.ensembles.Soknl;
import io.millrace.learners.ensembles.StreamingRandomPatches;
import io.millrace.learners.features.Clipping;
import io.millrace.learners.features.FeatureHashing;
import io.millrace.learners.features.Imputation;
import io.millrace.learners.features.Lag;
import io.millrace.learners.features.MinMaxScaler;
import io.millrace.learners.features.OneHot;
import io.millrace.learners.features.PipelineClassifier;
import io.millrace.learners.features.PipelineRegressor;
import io.millrace.learners.features.Polynomial;
import io.millrace.learners.features.RobustScaler;
import io.millrace.learners.features.Rolling;
import io.millrace.learners.features.StandardScaler;
import io.millrace.learners.linear.BayesianLinearRegression;
import io.millrace.learners.linear.LinearSvm;
import io.millrace.learners.linear.LogisticRegression;
import io.millrace.learners.linear.OneVsRest;
import io.millrace.learners.linear.PassiveAggressiveClassifier;
import io.millrace.learners.linear.PassiveAggressiveRegressor;
import io.millrace.learners.linear.QuantileRegressor;
import io.millrace.learners.linear.RecursiveLeastSquares;
import io.millrace.learners.linear.SgdRegressor;
import io.millrace.learners.neighbours.KnnClassifier;
import io.millrace.learners.neighbours.KnnRegressor;
import io.millrace.learners.neighbours.SamKnn;
import io.millrace.learners.tile.TileClassifier;
import io.millrace.learners.tile.TileRegressor;
import io.millrace.learners.trees.ExtremelyFastTree;
import io.millrace.learners.trees.HoeffdingAdaptiveTree;
import io.millrace.learners.trees.HoeffdingTreeClassifier;
import io.millrace.learners.trees.RegressionTreeRegressor;
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
            // Bayes and trees
            NaiveBayes.TYPE,
            HoeffdingTreeClassifier.TYPE,
            HoeffdingAdaptiveTree.TYPE,
            ExtremelyFastTree.TYPE,
            RegressionTreeRegressor.TYPE,
            // Ensembles
            OnlineBaggingClassifier.TYPE,
            OnlineBaggingRegressor.TYPE,
            LeveragingBagging.TYPE,
            AdaptiveRandomForest.TYPE,
            StreamingRandomPatches.TYPE,
            AdaptiveRandomForestRegressor.TYPE,
            Soknl.TYPE,
            // Drift
            Adwin.TYPE,
            PageHinkley.TYPE,
            Ddm.TYPE,
            Eddm.TYPE,
            Kswin.TYPE,
            // Linear
            SgdRegressor.TYPE,
            RecursiveLeastSquares.TYPE,
            BayesianLinearRegression.TYPE,
            PassiveAggressiveRegressor.TYPE,
            QuantileRegressor.TYPE,
            LogisticRegression.TYPE,
            LinearSvm.TYPE,
            PassiveAggressiveClassifier.TYPE,
            OneVsRest.TYPE,
            // Features
            StandardScaler.TYPE,
            MinMaxScaler.TYPE,
            RobustScaler.TYPE,
            OneHot.TYPE,
            FeatureHashing.TYPE,
            Imputation.TYPE,
            Clipping.TYPE,
            Polynomial.TYPE,
            Lag.TYPE,
            Rolling.TYPE,
            PipelineClassifier.TYPE,
            PipelineRegressor.TYPE,
            // Neighbours
            KnnClassifier.TYPE,
            KnnRegressor.TYPE,
            SamKnn.TYPE,
            // Additive models of cells
            TileClassifier.TYPE,
            TileRegressor.TYPE,
            // For those who do not know which to take
            AutoClassifier.TYPE,
            AutoRegressor.TYPE);

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
