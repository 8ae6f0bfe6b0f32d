package io.millrace.jobs.classification;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.learners.Classifier;
import io.millrace.learners.Learners;
import io.millrace.learners.Schema;
import io.millrace.learners.evaluation.ClassificationEvaluation;
import io.millrace.learners.evaluation.ClassificationFigures;
import io.millrace.learners.evaluation.Horizon;
import io.millrace.learners.evaluation.PrequentialClassifier;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * Rows with a class in the last column, and what a plain learner makes of them: names are numbers by their first appearance.
 *
 * @param columns names, the target last
 * @param nominal those of the features that are names
 */
record Table(List<String> columns, Set<String> nominal, List<List<String>> rows) {

    /** What a learner got out of them. */
    record Outcome(ClassificationFigures figures, List<String> predictions) {}

    static Table read(Path file, Set<String> nominal, int limit) throws IOException {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), UTF_8))) {
            List<String> all = lines.lines().limit(limit + 1L).toList();
            return new Table(
                    List.of(all.get(0).split(",")),
                    nominal,
                    all.subList(1, all.size()).stream()
                            .map(line -> List.of(line.split(",", -1)))
                            .toList());
        }
    }

    /** Three classes of points, by where they lie and what colour they have. */
    static Table madeUp(int rows) {
        Random random = new Random(5);
        List<List<String>> all = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            double x = random.nextInt(1_000) / 100.0;
            double y = random.nextInt(1_000) / 100.0;
            String colour = List.of("red", "green", "blue").get(random.nextInt(3));
            String is = colour.equals("red") ? x > 5 ? "right" : "left" : y > 4 ? "up" : "left";
            all.add(List.of("" + x, "" + y, colour, random.nextInt(20) == 0 ? "up" : is));
        }
        return new Table(List.of("x", "y", "colour", "is"), Set.of("colour"), all);
    }

    int width() {
        return columns.size() - 1;
    }

    List<String> features() {
        return columns.subList(0, width());
    }

    String target() {
        return columns.get(width());
    }

    List<String> csv() {
        List<String> lines = new ArrayList<>(List.of(String.join(",", columns)));
        rows.forEach(row -> lines.add(String.join(",", row)));
        return lines;
    }

    /** The loop of predicting and learning; labels are known after so many further rows. */
    Outcome loop(String learner, Map<String, String> parameters, int delay) {
        boolean[] kinds = new boolean[width()];
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] = nominal.contains(columns.get(i));
        }
        Classifier classifier = Learners.classifier(learner).create(Schema.of(kinds), parameters, 1);
        PrequentialClassifier loop = new PrequentialClassifier(classifier, delay);
        ClassificationEvaluation evaluation = new ClassificationEvaluation(Horizon.whole(), delay);
        List<Map<String, Integer>> codes = new ArrayList<>();
        columns.forEach(column -> codes.add(new HashMap<>()));
        List<String> classes = new ArrayList<>();
        List<String> predictions = new ArrayList<>();
        for (List<String> row : rows) {
            double[] features = new double[kinds.length];
            for (int i = 0; i < features.length; i++) {
                Map<String, Integer> known = codes.get(i);
                features[i] = kinds[i]
                        ? known.computeIfAbsent(row.get(i), name -> known.size())
                        : Double.parseDouble(row.get(i));
            }
            String label = row.get(width());
            if (!classes.contains(label)) {
                classes.add(label);
            }
            int code = classes.indexOf(label);
            int predicted = loop.next(features, code);
            predictions.add(predicted < 0 ? null : classes.get(predicted));
            evaluation.add(code, predicted, loop.probabilityOfLabel());
        }
        return new Outcome(evaluation.figures(), predictions);
    }
}
