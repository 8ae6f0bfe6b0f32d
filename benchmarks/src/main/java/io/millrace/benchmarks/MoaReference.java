package io.millrace.benchmarks;

import io.millrace.local.evaluate.Task;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What MOA 2024.07 gets on each data set: accuracy in percent or R2, of the first 100,000 rows, predicted and then learned,
 * with its defaults, {@code -k 10 -w 1000} for kNN and ensembles of 10. Measured once, since accuracy does not depend on the
 * machine; whatever is measured again is compared with it. In {@code air_quality} the time was a nominal feature then, and
 * three numbers are made of it now: figures of that set differ.
 */
final class MoaReference {
    private static final String FILE = "moa-reference.csv";

    private final Map<String, Double> figures = new LinkedHashMap<>();
    private final Map<Task, Map<String, Double>> best = new LinkedHashMap<>();

    MoaReference() {
        List<String> lines = lines();
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.split(",", -1);
            double figure = Double.parseDouble(fields[3]);
            figures.put(fields[1] + "/" + fields[2], figure);
            best.computeIfAbsent(Task.of(fields[0]), task -> new LinkedHashMap<>())
                    .merge(fields[1], figure, Math::max);
        }
    }

    /** All data sets of a task, in order. */
    List<String> sets(Task task) {
        return List.copyOf(best.getOrDefault(task, Map.of()).keySet());
    }

    /** What this learner gets there; NaN where it was not measured. */
    double figure(String set, String learner) {
        return figures.getOrDefault(set + "/" + learner, Double.NaN);
    }

    /** What the best of its learners gets there, or no change where that is better. */
    double best(Task task, String set) {
        return best.getOrDefault(task, Map.of()).getOrDefault(set, Double.NaN);
    }

    private static List<String> lines() {
        try (InputStream in = MoaReference.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + FILE + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
