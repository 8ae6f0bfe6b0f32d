package io.millrace.benchmarks;

import io.millrace.local.evaluate.Task;
import java.util.List;
import java.util.Map;

/**
 * One line of the comparison.
 *
 * @param name for {@code --only}, and in the table
 * @param task what it is about
 * @param ours names of our learners, of which the best mean counts
 * @param moa MOA's learner, as its command line would name it; empty where the aim is the best of all of them
 * @param reference its name in {@link MoaReference}
 * @param speed the least ratio of speeds by data set on which speed is measured, or rows per second where there is no
 *     opponent
 * @param rows most rows that speed is measured on
 */
record LearnerRow(
        String name, Task task, List<String> ours, String moa, String reference, Map<String, Double> speed, int rows) {
    private static final int ALL = 100_000;
    private static final int SOME = 20_000;

    static final List<LearnerRow> ALL_ROWS = List.of(
            classifier("knn", "lazy.kNN -k 10 -w 1000", "kNN", 15, 15, 30, ALL),
            classifier("sam-knn", "lazy.SAMkNN", "SAM-kNN", 8, 8, 8, 10_000),
            classifier("hoeffding-tree", "trees.HoeffdingTree", "HT", 3, 3, 3, ALL),
            classifier("hoeffding-adaptive-tree", "trees.HoeffdingAdaptiveTree", "HAT", 3, 3, 3, ALL),
            classifier("leveraging-bagging", "meta.LeveragingBag -s 10", "LevBag-10", 4, 4, 4, SOME),
            classifier("adaptive-random-forest", "meta.AdaptiveRandomForest -s 10", "ARF-10", 4, 4, 4, SOME),
            classifier("streaming-random-patches", "meta.StreamingRandomPatches -s 10", "SRP-10", 4, 4, 4, SOME),
            regressor("regression-tree", List.of("regression-tree"), "trees.FIMTDD", "FIMT-DD", 3, ALL),
            regressor(
                    "adaptive-random-forest-regression",
                    List.of("adaptive-random-forest"),
                    "meta.AdaptiveRandomForestRegressor -s 10",
                    "ARF-Reg-10",
                    4,
                    ALL),
            regressor("soknl", List.of("soknl"), "meta.SelfOptimisingKNearestLeaves -s 10", "SOKNL-10", 4, ALL),
            regressor(
                    "linear",
                    List.of("sgd", "recursive-least-squares", "bayesian-linear", "passive-aggressive"),
                    "rules.functions.Perceptron",
                    "Perceptron",
                    1,
                    ALL),
            new LearnerRow("tile", Task.CLASSIFICATION, List.of("tile"), "", "", Map.of("elec", 0.0), ALL),
            new LearnerRow("auto", Task.CLASSIFICATION, List.of("auto"), "", "", Map.of("elec", 25_000.0), ALL),
            new LearnerRow(
                    "tile-regression",
                    Task.REGRESSION,
                    List.of("tile"),
                    "",
                    "",
                    Map.of("california_housing", 0.0),
                    ALL),
            new LearnerRow(
                    "auto-regression",
                    Task.REGRESSION,
                    List.of("auto"),
                    "",
                    "",
                    Map.of("california_housing", 25_000.0),
                    ALL));

    private static LearnerRow classifier(
            String name, String moa, String reference, double elec, double pendigits, double phishing, int rows) {
        Map<String, Double> speed = new java.util.LinkedHashMap<>();
        speed.put("elec", elec);
        speed.put("pendigits", pendigits);
        speed.put("phishing", phishing);
        return new LearnerRow(name, Task.CLASSIFICATION, List.of(name), moa, reference, speed, rows);
    }

    private static LearnerRow regressor(
            String name, List<String> ours, String moa, String reference, double ratio, int rows) {
        return new LearnerRow(name, Task.REGRESSION, ours, moa, reference, Map.of("california_housing", ratio), rows);
    }

    /** Whether there is a learner of MOA's that it is measured against. */
    boolean hasOpponent() {
        return !moa.isEmpty();
    }

    /** Whether MOA's learner gets 0 where a value is missing: its regressors and its SAM-kNN fail else. */
    boolean filled() {
        return task == Task.REGRESSION || name.equals("sam-knn");
    }

    /** Whether what is measured must not fall short of anything: the additive model is only reported. */
    boolean reported() {
        return ours.equals(List.of("tile"));
    }

    /** Those of our learners that there are. */
    List<String> present() {
        return ours.stream().filter(learner -> LearnerRun.known(task, learner)).toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
