package io.millrace.learners.tile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learners.Schema;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TileTest {
    private static final boolean[] KINDS = {false, true, false};

    /** A number, a category, and a number of five values, of which some are missing. */
    private static double[] record(SplittableRandom random) {
        return new double[] {
            random.nextInt(20) == 0 ? Double.NaN : random.nextDouble() * 7 - 2,
            random.nextInt(4),
            Math.pow(1.7, random.nextInt(5))
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void classifiesAsTheEquationsSay(int classes) {
        TileClassifier tile = TileClassifier.TYPE.create(Schema.of(KINDS), 1);
        NaiveTile naive = new NaiveTile(KINDS, classes, 1, 0.1);
        SplittableRandom random = new SplittableRandom(classes);
        for (int c = 0; c < classes; c++) {
            tile.learn(new double[0], c);
            naive.learn(
                    new double[] {Double.NaN, Double.NaN, Double.NaN},
                    gradient(naive, new double[] {Double.NaN, Double.NaN, Double.NaN}, c, c + 1));
        }
        double[] into = new double[classes];
        for (int i = 0; i < 400; i++) {
            double[] x = record(random);
            double[] expected = softmax(naive.scores(x), classes);
            tile.probabilities(x, into);
            for (int c = 0; c < classes; c++) {
                assertThat(into[c]).as("record %d, class %d", i, c).isCloseTo(expected[c], within(2e-3));
            }
            int label = (int) (Math.abs(x[1] + (x[2] > 2 ? 1 : 0) + (x[0] > 1 ? 1 : 0)) % classes);
            tile.learn(x, label);
            naive.learn(x, gradient(naive, x, label, classes));
        }
    }

    /** With so many classes known, of which the softmax is; the others have no gradient. */
    private static double[] gradient(NaiveTile naive, double[] x, int label, int known) {
        double[] scores = naive.scores(x);
        double[] gradient = new double[scores.length];
        if (known > 1) {
            double[] p = softmax(scores, known);
            for (int c = 0; c < known; c++) {
                gradient[c] = p[c] - (c == label ? 1 : 0);
            }
        }
        return gradient;
    }

    private static double[] softmax(double[] scores, int known) {
        double[] p = new double[known];
        double sum = 0;
        for (int c = 0; c < known; c++) {
            p[c] = Math.exp(scores[c]);
            sum += p[c];
        }
        for (int c = 0; c < known; c++) {
            p[c] /= sum;
        }
        return p;
    }

    @Test
    void regressesAsTheEquationsSay() {
        TileRegressor tile = TileRegressor.TYPE.create(Schema.of(KINDS), 1);
        NaiveTile naive = new NaiveTile(KINDS, 1, 0.25, 10);
        SplittableRandom random = new SplittableRandom(5);
        double sum = 0;
        double squares = 0;
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < 400; i++) {
            double[] x = record(random);
            double mean = i == 0 ? 0 : sum / i;
            double deviation = i == 0 ? 0 : Math.sqrt(Math.max(0, squares / i - mean * mean));
            double score = naive.scores(x)[0];
            if (i > 0) {
                double margin = 0.1 * (most - least);
                double expected = Math.max(least - margin, Math.min(most + margin, mean + deviation * score));
                assertThat(tile.predict(x)).as("record %d", i).isCloseTo(expected, within(0.01));
            }
            double target = 3 * x[1] - (Double.isNaN(x[0]) ? 0 : x[0]) + (x[2] == 1.7 ? 5 : 0) + random.nextDouble();
            double standard = i < 2 ? 0 : (target - mean) / deviation;
            tile.learn(x, target);
            naive.learn(x, new double[] {Math.max(-4, Math.min(4, score - standard))});
            sum += target;
            squares += target * target;
            least = Math.min(least, target);
            most = Math.max(most, target);
        }
    }

    @Test
    void tableKeepsWhatWasTouchedLast() {
        CellTable table = new CellTable(2, 4_000);
        int rows = table.mostRows(2);
        for (int key = 1; key <= 3 * rows; key++) {
            table.ensure(1);
            int row = table.claim(key * 0x9E3779B1, key);
            assertThat(row).isNotNegative();
            table.weights()[2 * row] = key;
        }
        assertThat(table.memoryBytes()).isLessThanOrEqualTo(4_100);
        int kept = 0;
        for (int key = 1; key <= 3 * rows; key++) {
            int row = table.find(key * 0x9E3779B1);
            if (row >= 0) {
                kept++;
                assertThat(table.weights()[2 * row]).isEqualTo(key);
            }
        }
        assertThat(kept).isBetween(rows * 9 / 10, rows);
        assertThat(table.find(3 * rows * 0x9E3779B1)).isNotNegative();
    }

    @Test
    void widenedTableHasEachWeightInItsPlace() {
        CellTable table = new CellTable(1, 100_000);
        table.ensure(50);
        for (int key = 1; key <= 50; key++) {
            table.weights()[table.claim(key * 0x9E3779B1, key)] = key;
        }
        table.widen(new int[] {-1, 1, 0});
        for (int key = 1; key <= 50; key++) {
            int at = 3 * table.find(key * 0x9E3779B1);
            assertThat(table.weights()[at]).isEqualTo(-key);
            assertThat(table.weights()[at + 1]).isEqualTo(key);
            assertThat(table.weights()[at + 2]).isZero();
        }
    }

    @Test
    void learnsFromPairsOfManyFeaturesWithinLittleMemory() {
        TileClassifier tile = TileClassifier.TYPE.create(Schema.numeric(40), Map.of("memory", "64 kb"), 1);
        SplittableRandom random = new SplittableRandom(3);
        int hits = 0;
        for (int i = 0; i < 6_000; i++) {
            double[] x = new double[40];
            for (int j = 0; j < x.length; j++) {
                x[j] = random.nextDouble();
            }
            int label = x[30] + x[35] > 1 ? 1 : 0;
            hits += i >= 5_000 && tile.predict(x) == label ? 1 : 0;
            tile.learn(x, label);
            assertThat(tile.memoryBytes()).isLessThanOrEqualTo(64 << 10);
        }
        assertThat(hits).isGreaterThan(930);
    }
}
