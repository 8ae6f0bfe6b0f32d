package io.millrace.learners.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.millrace.learners.LearnerType;
import io.millrace.learners.Regressor;
import io.millrace.learners.Schema;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Untuned, every linear regressor is better than the mean on every data set, and far better on most. */
final class RegressionDataTest {
    private static final List<String> SETS =
            List.of("california_housing", "house_8l", "ailerons", "abalone", "fried", "pol", "wind", "air_quality");
    private static final Path FOLDER =
            Path.of(System.getProperty("millrace.data", "")).resolve("regression");

    private static final DateTimeFormatter HOURS = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'H:mm:ss");

    static List<LearnerType<? extends Regressor>> regressors() {
        return List.of(
                SgdRegressor.TYPE,
                RecursiveLeastSquares.TYPE,
                BayesianLinearRegression.TYPE,
                PassiveAggressiveRegressor.TYPE,
                QuantileRegressor.TYPE);
    }

    @ParameterizedTest
    @MethodSource("regressors")
    void isBetterThanTheMean(LearnerType<? extends Regressor> type) throws IOException {
        assumeThat(FOLDER)
                .as("data sets; their folder is given by -Dmillrace.data")
                .isDirectory();
        double sum = 0;
        for (String set : SETS) {
            double r2 = r2(type, FOLDER.resolve(set + ".csv.gz"));
            assertThat(r2).as("R2 of %s on %s", type, set).isPositive();
            sum += r2;
        }
        assertThat(sum / SETS.size()).as("mean R2 of %s", type).isGreaterThan(0.55);
    }

    private static double r2(LearnerType<? extends Regressor> type, Path file) throws IOException {
        List<String[]> rows = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            String line = in.readLine();
            while ((line = in.readLine()) != null) {
                rows.add(line.split(",", -1));
            }
        }
        int width = rows.get(0).length - 1;
        boolean[] nominal = new boolean[width];
        double[][] x = new double[rows.size()][width];
        for (int j = 0; j < width; j++) {
            Map<String, Double> categories = new HashMap<>();
            for (int i = 0; i < rows.size(); i++) {
                String text = rows.get(i)[j];
                boolean word = text.matches("[A-Za-z].*");
                nominal[j] |= word;
                x[i][j] = word ? categories.computeIfAbsent(text, key -> (double) categories.size()) : number(text);
            }
        }
        Regressor learner = type.create(Schema.of(nominal), 1);
        double mean = rows.stream()
                .mapToDouble(row -> Double.parseDouble(row[width]))
                .average()
                .orElseThrow();
        double error = 0;
        double spread = 0;
        for (int i = 0; i < x.length; i++) {
            double target = Double.parseDouble(rows.get(i)[width]);
            error += Math.pow(target - learner.predict(x[i]), 2);
            spread += Math.pow(target - mean, 2);
            learner.learn(x[i], target);
        }
        return 1 - error / spread;
    }

    private static double number(String text) {
        if (text.isEmpty()) {
            return Double.NaN;
        }
        return text.contains("T")
                ? LocalDateTime.parse(text, HOURS).toEpochSecond(ZoneOffset.UTC)
                : Double.parseDouble(text);
    }
}
