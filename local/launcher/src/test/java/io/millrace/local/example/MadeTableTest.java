package io.millrace.local.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learners.Classifier;
import io.millrace.learners.Learner;
import io.millrace.learners.Learners;
import io.millrace.learners.Regressor;
import io.millrace.learners.Snapshots;
import io.millrace.local.evaluate.Column;
import io.millrace.local.evaluate.Dataset;
import io.millrace.local.evaluate.TableFile;
import io.millrace.local.evaluate.Task;
import io.millrace.testing.TestData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class MadeTableTest {
    private static final int ROWS = 8_000;

    @TempDir
    private Path folder;

    static List<Scenario> scenarios() {
        return Scenario.ALL;
    }

    private Dataset made(Scenario scenario, long rows) {
        Path file = folder.resolve("made.csv");
        scenario.made().get().write(file, rows);
        return TableFile.of(file, scenario.task()).read();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void isTheSameWheneverItIsMade(Scenario scenario) throws Exception {
        scenario.made().get().write(folder.resolve("a.csv"), 500);
        scenario.made().get().write(folder.resolve("b.csv"), 500);

        assertThat(folder.resolve("a.csv")).hasSameTextualContentAs(folder.resolve("b.csv"));
        assertThat(Files.readAllLines(folder.resolve("a.csv"))).hasSize(501);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void hasTheColumnsAndRowsOfTheDataSet(Scenario scenario) {
        Dataset real =
                TableFile.of(TestData.require(scenario.file()), scenario.task()).read();
        Dataset made = made(scenario, ROWS);

        assertThat(scenario.made().get().usualRows()).isEqualTo(real.rows());
        assertThat(made.columns())
                .extracting(Column::name, Column::kind, Column::target)
                .isEqualTo(real.columns().stream()
                        .map(each -> org.assertj.core.groups.Tuple.tuple(each.name(), each.kind(), each.target()))
                        .toList());
    }

    @Test
    void connectionsAreOf22Classes() {
        Dataset made = made(Scenario.ALL.get(2), 25_192);

        assertThat(made.classes()).hasSize(22).contains("normal", "neptune");
    }

    /** What was learned in the first half is worth something in it, and less in the second than learning on. */
    @ParameterizedTest
    @MethodSource("scenarios")
    void hasSomethingToLearnThatChanges(Scenario scenario) {
        Dataset data = made(scenario, ROWS);
        int half = ROWS / 2;
        Learner learner = data.task() == Task.REGRESSION
                ? Learners.regressor("sgd").create(data.schema(), Map.of(), 1)
                : Learners.classifier("logistic-regression").create(data.schema(), Map.of(), 1);
        double[] losses = new double[ROWS];
        for (int row = 0; row < half; row++) {
            losses[row] = lossThenLearn(learner, data, row);
        }
        Learner frozen = Snapshots.read(Snapshots.bytes(learner), Learner.class);
        double left = 0;
        double goingOn = 0;
        for (int row = half; row < ROWS; row++) {
            left += loss(frozen, data, row);
            goingOn += lossThenLearn(learner, data, row);
        }

        double early = Arrays.stream(losses, half / 2, half).sum() / (half - half / 2.0);
        assertThat(early).isLessThan(0.75 * withoutFeatures(data, half / 2, half));
        assertThat(goingOn).isLessThan(0.95 * left);
    }

    private static double lossThenLearn(Learner learner, Dataset data, int row) {
        double loss = loss(learner, data, row);
        if (learner instanceof Regressor regressor) {
            regressor.learn(data.features()[row], data.targets()[row], 1);
        } else {
            ((Classifier) learner).learn(data.features()[row], data.labels()[row], 1);
        }
        return loss;
    }

    /** The error's magnitude, or 1 less the probability of the class. */
    private static double loss(Learner learner, Dataset data, int row) {
        if (learner instanceof Regressor regressor) {
            return Math.abs(regressor.predict(data.features()[row]) - data.targets()[row]);
        }
        Classifier classifier = (Classifier) learner;
        double[] probabilities = new double[Classifier.MAX_CLASSES];
        classifier.probabilities(data.features()[row], probabilities);
        return 1 - (data.labels()[row] < classifier.classes() ? probabilities[data.labels()[row]] : 0);
    }

    /** What the mean, or the shares of the classes, get of these rows. */
    private static double withoutFeatures(Dataset data, int from, int to) {
        double loss = 0;
        if (data.task() == Task.REGRESSION) {
            double mean = Arrays.stream(data.targets(), from, to).average().orElseThrow();
            for (int row = from; row < to; row++) {
                loss += Math.abs(data.targets()[row] - mean) / (to - from);
            }
            return loss;
        }
        for (int label : new HashSet<>(Arrays.stream(data.labels()).boxed().toList())) {
            double share = Arrays.stream(data.labels(), from, to)
                            .filter(each -> each == label)
                            .count()
                    / (double) (to - from);
            loss += share * (1 - share);
        }
        return loss;
    }
}
