package io.millrace.operators;

import java.util.List;
import java.util.Map;

/** Specifications of global models of every kind: ensembles, neighbours, and those that are not spread. */
final class GlobalSpecs {
    private static final Map<String, String> ENSEMBLE = Map.of("members", "5", "max-bytes", "600 kb");
    private static final Map<String, String> FEW_MEMBERS = Map.of("members", "3", "max-bytes", "300 kb");

    private GlobalSpecs() {}

    static List<ModelSpec> classifiers() {
        return List.of(
                classifier("adaptive-random-forest", ENSEMBLE),
                classifier("leveraging-bagging", FEW_MEMBERS),
                classifier("streaming-random-patches", ENSEMBLE),
                classifier("online-bagging", ENSEMBLE),
                classifier("knn", Map.of("window", "300", "weighting", "inverse")),
                classifier("hoeffding-tree", Map.of("max-bytes", "64 kb")));
    }

    static List<ModelSpec> regressors() {
        return List.of(
                regressor("adaptive-random-forest", ENSEMBLE),
                regressor("soknl", ENSEMBLE),
                regressor("online-bagging", FEW_MEMBERS),
                regressor("knn", Map.of("window", "300", "neighbours", "7")),
                regressor("recursive-least-squares", Map.of()));
    }

    static ModelSpec classifier(String name, Map<String, String> parameters) {
        return new ModelSpec(ModelSpec.Task.CLASSIFICATION, name, parameters, ExampleStream.FEATURES, 7);
    }

    static ModelSpec regressor(String name, Map<String, String> parameters) {
        return new ModelSpec(ModelSpec.Task.REGRESSION, name, parameters, ExampleStream.FEATURES, 7);
    }
}
