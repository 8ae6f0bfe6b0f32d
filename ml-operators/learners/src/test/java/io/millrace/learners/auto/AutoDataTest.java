package io.millrace.learners.auto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.millrace.learners.Schema;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Not below the prototype that auto was designed after, which was above every peer, on some of the open data sets. */
final class AutoDataTest {
    private static final Path FOLDER = Path.of(System.getProperty("millrace.data", ""));

    private static List<String[]> rows(String file) throws IOException {
        assumeThat(FOLDER.resolve(file))
                .as("data sets; their folder is given by -Dmillrace.data")
                .isRegularFile();
        List<String[]> rows = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(FOLDER.resolve(file))), StandardCharsets.UTF_8))) {
            String line = in.readLine();
            while ((line = in.readLine()) != null) {
                rows.add(line.split(",", -1));
            }
        }
        return rows;
    }

    private static double[] features(String[] row) {
        double[] x = new double[row.length - 1];
        for (int j = 0; j < x.length; j++) {
            x[j] = row[j].isEmpty() ? Double.NaN : Double.parseDouble(row[j]);
        }
        return x;
    }

    @ParameterizedTest
    @CsvSource({"elec, 16 mb, 0.911", "elec, 1 mb, 0.911", "weather, 16 mb, 0.802", "pendigits, 16 mb, 0.985"})
    void classifies(String set, String memory, double prototype) throws IOException {
        List<String[]> rows = rows("classification/" + set + ".csv.gz");
        int width = rows.get(0).length - 1;
        AutoClassifier auto = AutoClassifier.TYPE.create(Schema.numeric(width), Map.of("memory", memory), 1);
        Map<String, Integer> labels = new HashMap<>();
        int hits = 0;
        for (String[] row : rows) {
            int label = labels.computeIfAbsent(row[width], key -> labels.size());
            double[] x = features(row);
            hits += auto.predict(x) == label ? 1 : 0;
            auto.learn(x, label);
        }
        assertThat(hits / (double) rows.size()).isGreaterThanOrEqualTo(prototype);
    }

    @ParameterizedTest
    @CsvSource({"california_housing, 16 mb, 0.840", "california_housing, 1 mb, 0.840", "house_8l, 16 mb, 0.624"})
    void regresses(String set, String memory, double prototype) throws IOException {
        List<String[]> rows = rows("regression/" + set + ".csv.gz");
        int width = rows.get(0).length - 1;
        AutoRegressor auto = AutoRegressor.TYPE.create(Schema.numeric(width), Map.of("memory", memory), 1);
        double mean = rows.stream()
                .mapToDouble(row -> Double.parseDouble(row[width]))
                .average()
                .orElseThrow();
        double error = 0;
        double spread = 0;
        for (String[] row : rows) {
            double target = Double.parseDouble(row[width]);
            double[] x = features(row);
            error += Math.pow(target - auto.predict(x), 2);
            spread += Math.pow(target - mean, 2);
            auto.learn(x, target);
        }
        assertThat(1 - error / spread).isGreaterThanOrEqualTo(prototype);
    }
}
