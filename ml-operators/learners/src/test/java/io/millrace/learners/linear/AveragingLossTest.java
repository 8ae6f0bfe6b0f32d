package io.millrace.learners.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.millrace.learners.Averageable;
import io.millrace.learners.Classifier;
import io.millrace.learners.Learner;
import io.millrace.learners.LearnerType;
import io.millrace.learners.Learners;
import io.millrace.learners.Regressor;
import io.millrace.learners.Schema;
import io.millrace.learners.Snapshots;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What averaging costs: the error of predictions by learners that each see a part of the records and are averaged, over that of
 * one that sees all. Little where records come in no order; a good deal where each is like those just before it, which the
 * other learners have. The figures are in {@code docs/averaging.md}.
 */
final class AveragingLossTest {
    private static final Path FOLDER = Path.of(System.getProperty("millrace.data", ""));

    @ParameterizedTest
    @CsvSource({
        "regression/fried.csv.gz, regressor/sgd, 0.99, 1.01, 0.99, 1.02",
        "regression/california_housing.csv.gz, regressor/sgd, 1.04, 1.07, 1.10, 1.16",
        "classification/elec.csv.gz, classifier/logistic-regression, 1.08, 1.12, 1.15, 1.21"
    })
    void costsAboutThis(
            String file, String id, double leastOfTwo, double mostOfTwo, double leastOfFour, double mostOfFour)
            throws IOException {
        assumeThat(FOLDER.resolve(file))
                .as("data sets; their folder is given by -Dmillrace.data")
                .exists();
        LearnerType<?> type = Learners.all().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
        List<double[]> rows = rows(FOLDER.resolve(file));
        double one = error(type, rows, 1, rows.size());
        for (int every : new int[] {10, 100, 1_000}) {
            assertThat(error(type, rows, 2, every) / one).isBetween(leastOfTwo, mostOfTwo);
            assertThat(error(type, rows, 4, every) / one).isBetween(leastOfFour, mostOfFour);
        }
    }

    /** Mean error of predictions, each made before the record is learned: absolute, or the share of wrong classes. */
    private static double error(LearnerType<?> type, List<double[]> rows, int learners, int every) {
        Learner base = type.create(Schema.numeric(rows.get(0).length - 1), 1);
        Learner[] apart = new Learner[learners];
        Arrays.setAll(apart, i -> copy(base));
        long[] records = new long[learners];
        double error = 0;
        for (int i = 0; i < rows.size(); i++) {
            double[] x = Arrays.copyOf(rows.get(i), rows.get(i).length - 1);
            error += predictThenLearn(apart[i % learners], x, rows.get(i)[x.length]);
            records[i % learners]++;
            if (learners > 1 && (i + 1) % (learners * every) == 0) {
                ((Averageable) base).average(List.of(apart), records);
                Arrays.setAll(apart, j -> copy(base));
                Arrays.fill(records, 0);
            }
        }
        return error / rows.size();
    }

    private static double predictThenLearn(Learner learner, double[] x, double y) {
        if (learner instanceof Regressor regressor) {
            double error = Math.abs(regressor.predict(x) - y);
            regressor.learn(x, y);
            return error;
        }
        Classifier classifier = (Classifier) learner;
        double error = classifier.predict(x) == (int) y ? 0 : 1;
        classifier.learn(x, (int) y);
        return error;
    }

    private static Learner copy(Learner learner) {
        return Snapshots.read(Snapshots.bytes(learner), Learner.class);
    }

    /** Numbers; a class last, where it is one, by the order in which they come. */
    private static List<double[]> rows(Path file) throws IOException {
        List<double[]> rows = new ArrayList<>();
        List<String> classes = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            String line = in.readLine();
            while ((line = in.readLine()) != null) {
                String[] cells = line.split(",", -1);
                double[] row = new double[cells.length];
                for (int i = 0; i < cells.length; i++) {
                    row[i] = number(cells[i], classes);
                }
                rows.add(row);
            }
        }
        return rows;
    }

    private static double number(String cell, List<String> classes) {
        if (cell.isEmpty()) {
            return Double.NaN;
        }
        if (!Character.isLetter(cell.charAt(0))) {
            return Double.parseDouble(cell);
        }
        if (!classes.contains(cell)) {
            classes.add(cell);
        }
        return classes.indexOf(cell);
    }
}
