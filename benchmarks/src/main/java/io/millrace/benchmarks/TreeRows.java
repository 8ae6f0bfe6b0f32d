package io.millrace.benchmarks;

import io.millrace.learners.SplitMix64;
import io.millrace.local.evaluate.Dataset;
import io.millrace.local.evaluate.TableFile;
import io.millrace.local.evaluate.Task;
import io.millrace.operators.Example;
import io.millrace.operators.ModelSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Rows of the electricity data, or of its shape where it is not there, held in memory once; each of so many keys has the whole
 * stream to itself, begun at a place of its own.
 */
final class TreeRows {
    private static final int GENERATED = 45_312;
    private static final int FEATURES = 8;
    private static final int APART = 41;

    private final double[][] features;
    private final int[] labels;
    private final List<String> classes;
    private final String[] keys;
    private final String source;

    private TreeRows(double[][] features, int[] labels, List<String> classes, int keys, String source) {
        this.features = features;
        this.labels = labels;
        this.classes = classes;
        this.source = source;
        this.keys = new String[keys];
        for (int i = 0; i < keys; i++) {
            this.keys[i] = keys == 1 ? "" : "market-" + i;
        }
    }

    /** @param folder the data sets, or none */
    static TreeRows read(Path folder, int keys) {
        Path file = folder.resolve("classification/elec.csv.gz");
        if (!Files.isRegularFile(file)) {
            return generated(keys);
        }
        Dataset elec = TableFile.of(file, Task.CLASSIFICATION).read();
        return new TreeRows(elec.features(), elec.labels(), elec.classes(), keys, file.toString());
    }

    /** The likelier class is told by two features in one half of the rows, and by two others in the other. */
    private static TreeRows generated(int keys) {
        SplitMix64 random = new SplitMix64(7);
        double[][] features = new double[GENERATED][FEATURES];
        int[] labels = new int[GENERATED];
        for (int row = 0; row < GENERATED; row++) {
            for (int i = 0; i < FEATURES; i++) {
                features[row][i] = random.nextDouble();
            }
            int from = 2 * (2 * row / GENERATED);
            boolean up = features[row][from] + features[row][from + 1] > 1;
            labels[row] = up == random.nextDouble() < 0.9 ? 1 : 0;
        }
        return new TreeRows(features, labels, List.of("DOWN", "UP"), keys, "generated");
    }

    /** Where the rows are from. */
    String source() {
        return source;
    }

    int keys() {
        return keys.length;
    }

    int rows() {
        return features.length;
    }

    String key(long number) {
        return keys[(int) (number % keys.length)];
    }

    double[] features(long number) {
        return features[row(number)];
    }

    int label(long number) {
        return labels[row(number)];
    }

    private int row(long number) {
        return (int) ((number / keys.length + APART * (number % keys.length)) % features.length);
    }

    Example example(long number) {
        return new Example(
                null,
                key(number),
                number,
                features(number),
                Example.NO_NAMES,
                classes.get(label(number)),
                Double.NaN,
                Example.Action.BOTH);
    }

    ModelSpec spec(String learner, Map<String, String> parameters) {
        List<ModelSpec.Feature> all = new ArrayList<>();
        for (int i = 0; i < features[0].length; i++) {
            all.add(new ModelSpec.Feature("x" + i, false));
        }
        return new ModelSpec(ModelSpec.Task.CLASSIFICATION, learner, parameters, all, 1);
    }
}
