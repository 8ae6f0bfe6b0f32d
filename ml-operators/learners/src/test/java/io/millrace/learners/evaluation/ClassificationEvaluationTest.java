package io.millrace.learners.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learners.Snapshots;
import io.millrace.learners.SplitMix64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jol.info.GraphLayout;

final class ClassificationEvaluationTest {
    private record Outcome(int label, int prediction, double probability) {}

    /** The textbook's 50 grant applications: yes/yes 20, yes/no 5, no/yes 10, no/no 15, label first. */
    @Test
    void kappaAndF1OfTheTextbook() {
        ClassificationEvaluation evaluation = new ClassificationEvaluation(Horizon.whole(), 0);
        int[][] cells = {{1, 1, 20}, {1, 0, 5}, {0, 1, 10}, {0, 0, 15}};
        for (int[] cell : cells) {
            for (int i = 0; i < cell[2]; i++) {
                evaluation.add(cell[0], cell[1], 0.5);
            }
        }

        ClassificationFigures figures = evaluation.figures();

        assertThat(figures.records()).isEqualTo(50);
        assertThat(figures.accuracy()).isCloseTo(0.7, within(1e-12));
        assertThat(figures.kappa()).isCloseTo(0.4, within(1e-12));
        assertThat(evaluation.f1()[1]).isCloseTo(40.0 / 55, within(1e-12));
        assertThat(evaluation.f1()[0]).isCloseTo(30.0 / 45, within(1e-12));
        assertThat(figures.macroF1()).isCloseTo((40.0 / 55 + 30.0 / 45) / 2, within(1e-12));
        assertThat(figures.logLoss()).isCloseTo(Math.log(2), within(1e-12));
    }

    /** No change hits at 2, 3, 5 and 6 of 8; the majority, that of 0 where both tie, at 2, 3 and 6. */
    @Test
    void kappasAgainstTheBaselinesByHand() {
        int[] labels = {0, 0, 0, 1, 1, 1, 0, 1};
        int[] predictions = {0, 0, 0, 1, 0, 1, 0, 0};
        ClassificationEvaluation evaluation = new ClassificationEvaluation(Horizon.whole(), 0);
        for (int i = 0; i < labels.length; i++) {
            evaluation.add(labels[i], predictions[i], 1);
        }

        ClassificationFigures figures = evaluation.figures();

        assertThat(figures.accuracy()).isEqualTo(6 / 8.0);
        assertThat(figures.noChangeAccuracy()).isEqualTo(4 / 8.0);
        assertThat(figures.kappaTemporal()).isEqualTo(0.5);
        assertThat(figures.majorityAccuracy()).isEqualTo(3 / 8.0);
        assertThat(figures.kappaM()).isCloseTo(0.6, within(1e-12));
        assertThat(figures.logLoss()).isZero();
    }

    /** With a delay of two, the label of the first record is known to the fourth: 0 was predicted for 1, 0, 1. */
    @Test
    void baselinesKnowLabelsAsLateAsTheLearner() {
        ClassificationEvaluation evaluation = new ClassificationEvaluation(Horizon.whole(), 2);
        int[] labels = {0, 0, 1, 1, 0, 1, 1};
        for (int label : labels) {
            evaluation.add(label, label, 1);
        }

        // What is predicted: -1, -1, -1, 0, 0, 1, 1.
        assertThat(evaluation.figures().noChangeAccuracy()).isCloseTo(3 / 7.0, within(1e-12));
        // The same by counts: -, -, -, 0, 0, 0 (2:1), 0 (2:2).
        assertThat(evaluation.figures().majorityAccuracy()).isCloseTo(1 / 7.0, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"WHOLE, 0, 0", "WHOLE, 0, 7", "SLIDING, 100, 0", "SLIDING, 100, 3", "FADING, 0, 0", "FADING, 0, 5"})
    void figuresAreThoseOfTheFormulas(Horizon.Kind kind, int window, int delay) {
        double factor = kind == Horizon.Kind.FADING ? 0.9 : 1;
        ClassificationEvaluation evaluation = new ClassificationEvaluation(new Horizon(kind, window, factor), delay);
        List<Outcome> all = outcomes(2_000, 5);
        for (int n = 1; n <= all.size(); n++) {
            Outcome next = all.get(n - 1);
            evaluation.add(next.label, next.prediction, next.probability);
            if (n < 10 || n % 97 == 0) {
                double[] weights = new double[n];
                for (int i = 0; i < n; i++) {
                    weights[i] = window > 0 ? (i >= n - window ? 1 : 0) : Math.pow(factor, n - 1 - i);
                }
                same(evaluation.figures(), naive(all.subList(0, n), weights, delay));
            }
        }
    }

    private static void same(ClassificationFigures found, ClassificationFigures expected) {
        assertThat(found.records()).isEqualTo(expected.records());
        double[] left = values(found);
        double[] right = values(expected);
        for (int i = 0; i < left.length; i++) {
            assertThat(left[i]).as("figure " + i).isCloseTo(right[i], within(1e-9));
        }
    }

    private static double[] values(ClassificationFigures f) {
        return new double[] {
            f.accuracy(),
            f.kappa(),
            f.kappaM(),
            f.kappaTemporal(),
            f.macroF1(),
            f.logLoss(),
            f.noChangeAccuracy(),
            f.majorityAccuracy()
        };
    }

    /** By the definitions, over a whole confusion matrix, with baselines looked up anew for each record. */
    private static ClassificationFigures naive(List<Outcome> all, double[] weights, int delay) {
        int classes = 5;
        double[][] matrix = new double[classes][classes + 1];
        double weight = 0;
        double loss = 0;
        double noChange = 0;
        double majority = 0;
        for (int i = 0; i < weights.length; i++) {
            Outcome o = all.get(i);
            weight += weights[i];
            matrix[o.label][o.prediction < 0 ? classes : o.prediction] += weights[i];
            loss -= weights[i] * Math.log(Math.max(1e-15, o.probability));
            int known = Math.max(0, i - delay);
            noChange += known > 0 && all.get(known - 1).label == o.label ? weights[i] : 0;
            int[] counts = new int[classes];
            all.subList(0, known).forEach(past -> counts[past.label]++);
            int best = 0;
            for (int c = 1; c < classes; c++) {
                best = counts[c] > counts[best] ? c : best;
            }
            majority += known > 0 && best == o.label ? weights[i] : 0;
        }
        double hits = 0;
        double chance = 0;
        double f1 = 0;
        int present = 0;
        for (int c = 0; c < classes; c++) {
            double row = Arrays.stream(matrix[c]).sum();
            double column = 0;
            for (double[] cells : matrix) {
                column += cells[c];
            }
            hits += matrix[c][c];
            chance += row / weight * column / weight;
            if (row + column > 0) {
                double precision = column == 0 ? 0 : matrix[c][c] / column;
                double recall = row == 0 ? 0 : matrix[c][c] / row;
                f1 += precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
                present++;
            }
        }
        double accuracy = hits / weight;
        return new ClassificationFigures(
                all.size(),
                accuracy,
                kappa(accuracy, chance),
                kappa(accuracy, majority / weight),
                kappa(accuracy, noChange / weight),
                f1 / present,
                loss / weight,
                noChange / weight,
                majority / weight);
    }

    private static double kappa(double accuracy, double reference) {
        return reference == 1 ? 0 : (accuracy - reference) / (1 - reference);
    }

    private static List<Outcome> outcomes(int count, int classes) {
        SplitMix64 random = new SplitMix64(17);
        List<Outcome> all = new ArrayList<>();
        int label = 0;
        for (int i = 0; i < count; i++) {
            label = random.nextDouble() < 0.3 ? random.nextInt(classes) : label;
            int prediction = i < 3 ? -1 : random.nextDouble() < 0.6 ? label : random.nextInt(classes);
            double probability = i < 3 || random.nextInt(50) == 0 ? 0 : random.nextDouble();
            all.add(new Outcome(label, prediction, probability));
        }
        return all;
    }

    /** Weights reach 2^20000, far beyond a double, were they not brought down. */
    @Test
    void fadingGoesOnForever() {
        ClassificationEvaluation evaluation = new ClassificationEvaluation(Horizon.fading(0.5), 0);
        for (int i = 0; i < 20_000; i++) {
            evaluation.add(1, 0, 0.25);
        }
        evaluation.add(1, 1, 0.25);

        assertThat(evaluation.figures().accuracy()).isCloseTo(0.5, within(1e-12));
        assertThat(evaluation.figures().logLoss()).isCloseTo(Math.log(4), within(1e-12));
    }

    @Test
    void aPerfectBaselineMakesItsKappaZero() {
        ClassificationEvaluation evaluation = new ClassificationEvaluation(Horizon.sliding(10), 0);
        for (int i = 0; i < 20; i++) {
            evaluation.add(3, 3, 1);
        }

        assertThat(evaluation.figures().kappaTemporal()).isZero();
        assertThat(evaluation.figures().kappa()).isZero();
        assertThat(evaluation.figures().macroF1()).isEqualTo(1);
        assertThat(evaluation.f1()).containsExactly(Double.NaN, Double.NaN, Double.NaN, 1.0);
    }

    @Test
    void beforeTheFirstRecordThereAreNoFigures() {
        ClassificationFigures figures = new ClassificationEvaluation(Horizon.whole(), 0).figures();

        assertThat(figures.records()).isZero();
        assertThat(values(figures)).containsOnly(Double.NaN);
    }

    @Test
    void partsOfAStreamAreMerged() {
        List<Outcome> all = outcomes(1_000, 5);
        ClassificationEvaluation whole = new ClassificationEvaluation(Horizon.whole(), 0);
        ClassificationEvaluation first = new ClassificationEvaluation(Horizon.whole(), 0);
        ClassificationEvaluation second = new ClassificationEvaluation(Horizon.whole(), 0);
        for (int i = 0; i < all.size(); i++) {
            Outcome o = all.get(i);
            whole.add(o.label, o.prediction, o.probability);
            (i < 300 ? first : second).add(o.label, o.prediction, o.probability);
        }
        first.merge(second);

        assertThat(first.figures().records()).isEqualTo(1_000);
        assertThat(first.figures().kappa()).isCloseTo(whole.figures().kappa(), within(1e-12));
        assertThat(first.figures().macroF1()).isCloseTo(whole.figures().macroF1(), within(1e-12));
        assertThat(first.figures().logLoss()).isCloseTo(whole.figures().logLoss(), within(1e-12));
        assertThatThrownBy(() -> first.merge(new ClassificationEvaluation(Horizon.fading(0.9), 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("WHOLE and FADING");
    }

    @ParameterizedTest
    @CsvSource({"WHOLE, 0", "SLIDING, 50", "FADING, 0"})
    void readBackItGoesOnToTheBit(Horizon.Kind kind, int window) {
        Horizon horizon = new Horizon(kind, window, kind == Horizon.Kind.FADING ? 0.99 : 1);
        ClassificationEvaluation never = new ClassificationEvaluation(horizon, 4);
        ClassificationEvaluation stopped = new ClassificationEvaluation(horizon, 4);
        for (Outcome o : outcomes(300, 5)) {
            never.add(o.label, o.prediction, o.probability);
            stopped.add(o.label, o.prediction, o.probability);
            stopped = Snapshots.read(Snapshots.bytes(stopped::write), ClassificationEvaluation::new);
            assertThat(stopped.figures()).isEqualTo(never.figures());
        }
        assertThat(Snapshots.bytes(stopped::write)).isEqualTo(Snapshots.bytes(never::write));
    }

    @Test
    void aBrokenSnapshotIsRefusedOrWorks() {
        ClassificationEvaluation evaluation = new ClassificationEvaluation(Horizon.sliding(20), 3);
        outcomes(100, 5).forEach(o -> evaluation.add(o.label, o.prediction, o.probability));
        Mutations.tried(Snapshots.bytes(evaluation::write), ClassificationEvaluation::new, read -> {
            read.add(1, 0, 0.3);
            read.figures();
        });
    }

    @Test
    void memoryIsWhatAWalkFinds() {
        ClassificationEvaluation evaluation = new ClassificationEvaluation(Horizon.sliding(500), 200);
        outcomes(1_000, 5).forEach(o -> evaluation.add(o.label, o.prediction, o.probability));

        long walked = GraphLayout.parseInstance(evaluation).totalSize();

        assertThat((double) evaluation.memoryBytes()).isBetween(0.9 * walked, 1.1 * walked);
    }

    @Test
    void whatIsOutOfRangeIsRefusedAndChangesNothing() {
        ClassificationEvaluation evaluation = new ClassificationEvaluation(Horizon.whole(), 0);

        assertThatThrownBy(() -> evaluation.add(-1, 0, 0)).hasMessage("label is 0 to 1023, not -1");
        assertThatThrownBy(() -> evaluation.add(0, 1024, 0)).hasMessage("prediction is -1 to 1023, not 1024");
        assertThatThrownBy(() -> evaluation.add(0, 0, Double.NaN)).hasMessage("probability is 0 to 1, not NaN");
        assertThatThrownBy(() -> new ClassificationEvaluation(Horizon.whole(), -1))
                .hasMessage("delay is 0 to 10000000, not -1");
        assertThatThrownBy(() -> Horizon.sliding(0)).hasMessage("window is 1 to 10000000, not 0");
        assertThatThrownBy(() -> Horizon.fading(1)).hasMessage("factor is above 0 and below 1, not 1.0");
        assertThat(evaluation.figures().records()).isZero();
    }
}
