package io.millrace.learners.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learners.Regressor;
import io.millrace.learners.Schema;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GradientRegressionTest {
    /** Moves weights, given the record's terms, error, weight and number from 1. */
    private interface Step {
        void move(double[] w, double[] z, double error, int record);
    }

    @Test
    void adagradAsInTheBook() {
        double[] g = new double[4];
        follows(
                SgdRegressor.TYPE.create(Schema.numeric(3), Map.of("learning-rate", "0.4"), 1),
                (w, z, error, record) -> {
                    double change = 0;
                    for (int j = 0; j < w.length; j++) {
                        g[j] += Math.pow(error * z[j], 2);
                        change += z[j] * z[j] / Math.sqrt(1 + g[j]);
                    }
                    // The step that solves w' = w + rate (y - w'z) z / sqrt(1 + G).
                    double after = error / (1 + 0.4 * change);
                    for (int j = 0; j < w.length; j++) {
                        w[j] += 0.4 * after * z[j] / Math.sqrt(1 + g[j]);
                    }
                });
    }

    @Test
    void adamAsInThePaper() {
        double[] m = new double[4];
        double[] v = new double[4];
        Map<String, String> values = Map.of("update", "adam", "learning-rate", "0.05");
        follows(SgdRegressor.TYPE.create(Schema.numeric(3), values, 1), (w, z, error, t) -> {
            double[] step = new double[4];
            for (int j = 0; j < w.length; j++) {
                double gradient = -error * z[j];
                m[j] = 0.9 * m[j] + 0.1 * gradient;
                v[j] = 0.999 * v[j] + 0.001 * gradient * gradient;
                double mean = m[j] / (1 - Math.pow(0.9, t));
                double square = v[j] / (1 - Math.pow(0.999, t));
                step[j] = -0.05 / Math.sqrt(t) * mean / (Math.sqrt(square) + 1e-8);
            }
            double change = Math.abs(Naive.dot(step, z));
            double cut = change > Math.abs(error) ? Math.abs(error) / change : 1;
            for (int j = 0; j < w.length; j++) {
                w[j] += cut * step[j];
            }
        });
    }

    @Test
    void normalisedTakesTheSameShareOfAnyError() {
        Map<String, String> values = Map.of("update", "normalised", "learning-rate", "0.2");
        follows(SgdRegressor.TYPE.create(Schema.numeric(3), values, 1), (w, z, error, record) -> {
            for (int j = 0; j < w.length; j++) {
                w[j] += 0.2 * error * z[j] / (1 + Naive.dot(z, z));
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"pa-1, 0.02", "pa-2, 0.3"})
    void passiveAggressiveAsInThePaper(String variant, double c) {
        Map<String, String> values =
                Map.of("variant", variant, "aggressiveness", String.valueOf(c), "insensitivity", "0.2");
        follows(PassiveAggressiveRegressor.TYPE.create(Schema.numeric(3), values, 1), (w, z, error, record) -> {
            double loss = Math.max(0, Math.abs(error) - 0.2);
            double norm = Naive.dot(z, z);
            double t = variant.equals("pa-1") ? Math.min(c, loss / norm) : loss / (norm + 1 / (2 * c));
            for (int j = 0; j < w.length; j++) {
                w[j] += Math.signum(error) * t * z[j];
            }
        });
    }

    @Test
    void passiveAggressiveByHand() {
        Regressor learner = PassiveAggressiveRegressor.TYPE.create(
                Schema.numeric(0), Map.of("variant", "pa-1", "aggressiveness", "0.25", "insensitivity", "0.1"), 1);
        learner.learn(new double[0], 10);
        learner.learn(new double[0], 14);
        // Mean 12, deviation 2: the error is 1, the loss 0.9, |x|² = 1, so the constant moves by C = 0.25.
        assertThat(learner.predict(new double[0])).isCloseTo(12 + 2 * 0.25, within(1e-12));
    }

    /** A learner's weights are those of the naive loop, by its predictions. */
    private static void follows(Regressor learner, Step step) {
        SplittableRandom random = new SplittableRandom(1);
        Naive naive = new Naive();
        double[] w = new double[4];
        for (int i = 0; i < 300; i++) {
            double[] row = Naive.row(random);
            double target = Naive.target(row, random);
            learner.learn(row, target);
            naive.add(row, target);
            double[] z = naive.terms(row);
            step.move(w, z, naive.standardised(target) - Naive.dot(w, z), i + 1);
            if (i > 20) {
                assertThat(learner.predict(row))
                        .as("record %d", i)
                        .isCloseTo(naive.predicted(Naive.dot(w, z)), within(1e-8));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 0.9})
    void theQuantilesShareOfTargetsLiesBelow(double quantile) {
        Regressor learner =
                QuantileRegressor.TYPE.create(Schema.numeric(1), Map.of("quantile", String.valueOf(quantile)), 1);
        SplittableRandom random = new SplittableRandom(1);
        int below = 0;
        for (int i = 0; i < 30_000; i++) {
            double[] row = {random.nextDouble()};
            // The spread grows with the feature, so that quantiles have slopes of their own.
            double target = row[0] + (0.1 + row[0]) * random.nextDouble();
            if (i >= 20_000) {
                double expected = row[0] + (0.1 + row[0]) * quantile;
                assertThat(learner.predict(row)).isCloseTo(expected, within(0.12));
                below += target < learner.predict(row) ? 1 : 0;
            }
            learner.learn(row, target);
        }
        assertThat(below / 10_000.0).isCloseTo(quantile, within(0.02));
    }

    @ParameterizedTest
    @ValueSource(strings = {"adagrad", "adam", "normalised"})
    void noLearningRateMakesItDiverge(String update) {
        Regressor learner =
                SgdRegressor.TYPE.create(Schema.numeric(60), Map.of("update", update, "learning-rate", "100"), 1);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 5_000; i++) {
            double[] row = random.doubles(60).toArray();
            assertThat(learner.predict(row)).isBetween(-0.4, 4.4);
            learner.learn(row, row[0] + row[1] + row[2] + row[3]);
        }
    }

    @Test
    void aCategoryHasAWeightOfItsOwnAndAnUnknownOneNone() {
        Regressor learner = SgdRegressor.TYPE.create(Schema.of(true, false), 1);
        double[] means = {10, -5, 40};
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 20_000; i++) {
            int category = random.nextInt(3);
            double x = random.nextDouble();
            learner.learn(new double[] {category, x}, means[category] + 4 * x);
        }
        for (int category = 0; category < 3; category++) {
            assertThat(learner.predict(new double[] {category, 0.25})).isCloseTo(means[category] + 1, within(0.2));
        }
        assertThat(learner.predict(new double[] {9, 0.25})).isEqualTo(learner.predict(new double[] {Double.NaN, 0.25}));
    }
}
