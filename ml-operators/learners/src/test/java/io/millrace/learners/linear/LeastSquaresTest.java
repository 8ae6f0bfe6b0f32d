package io.millrace.learners.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learners.Regressor;
import io.millrace.learners.Schema;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LeastSquaresTest {
    private static final int TERMS = 4;

    @Test
    void withoutForgettingItIsTheRidgeRegressionOfAllRecords() {
        RecursiveLeastSquares learner = RecursiveLeastSquares.TYPE.create(
                Schema.numeric(3), Map.of("forgetting", "1", "regularisation", "2.5"), 1);
        SplittableRandom random = new SplittableRandom(1);
        Naive naive = new Naive();
        double[][] products = diagonal(2.5);
        double[] sides = new double[TERMS];
        for (int i = 0; i < 300; i++) {
            double[] row = Naive.row(random);
            double target = Naive.target(row, random);
            learn(learner, naive, row, target);
            accumulate(naive, products, sides, row, target);
            if (i > 5) {
                double expected = naive.predicted(Naive.dot(naive.terms(row), Naive.solve(products, sides)));
                assertThat(learner.predict(row)).as("record %d", i).isCloseTo(expected, within(1e-7));
            }
        }
    }

    @Test
    void withForgettingItIsTheRegressionOfRecordsWeightedByAge() {
        double forgetting = 0.9;
        RecursiveLeastSquares learner =
                RecursiveLeastSquares.TYPE.create(Schema.numeric(3), Map.of("forgetting", "0.9"), 1);
        SplittableRandom random = new SplittableRandom(2);
        Naive naive = new Naive();
        double[][] products = new double[TERMS][TERMS];
        double[] sides = new double[TERMS];
        for (int i = 0; i < 400; i++) {
            double[] row = Naive.row(random);
            double target = Naive.target(row, random) + (i > 300 ? row[1] : 0);
            learn(learner, naive, row, target);
            for (int j = 0; j < TERMS; j++) {
                sides[j] *= forgetting;
                for (int k = 0; k < TERMS; k++) {
                    products[j][k] *= forgetting;
                }
            }
            accumulate(naive, products, sides, row, target);
            if (i >= 250) {
                // The ridge of the start counts for at most 0.9^250 = 4e-12 by now.
                double expected = naive.predicted(Naive.dot(naive.terms(row), Naive.solve(products, sides)));
                assertThat(learner.predict(row)).as("record %d", i).isCloseTo(expected, within(1e-6));
            }
        }
    }

    @Test
    void weightsBeyondTheMostHaveNoCovariances() {
        RecursiveLeastSquares learner =
                RecursiveLeastSquares.TYPE.create(Schema.numeric(3), Map.of("forgetting", "1", "max-features", "2"), 1);
        SplittableRandom random = new SplittableRandom(3);
        Naive naive = new Naive();
        double[][] p = diagonal(1);
        double[] w = new double[TERMS];
        for (int i = 0; i < 100; i++) {
            double[] row = Naive.row(random);
            double target = Naive.target(row, random);
            learn(learner, naive, row, target);
            double[] z = naive.terms(row);
            double[] gain = new double[TERMS];
            double sum = 1;
            for (int j = 0; j < TERMS; j++) {
                gain[j] = Naive.dot(p[j], z);
                sum += gain[j] * z[j];
            }
            double error = naive.standardised(target) - Naive.dot(w, z);
            for (int j = 0; j < TERMS; j++) {
                w[j] += gain[j] * error / sum;
                for (int k = 0; k < TERMS; k++) {
                    boolean kept = j == k || j < 2 && k < 2;
                    p[j][k] = kept ? p[j][k] - gain[j] * gain[k] / sum : 0;
                }
            }
            // The record's own target may move the range that predictions are cut to.
            if (i > 5) {
                assertThat(learner.predict(row))
                        .as("record %d", i)
                        .isCloseTo(naive.predicted(Naive.dot(w, z)), within(1e-7));
            }
        }
    }

    @Test
    void aFeatureThatFallsSilentDoesNotMakeItWild() {
        RecursiveLeastSquares learner =
                RecursiveLeastSquares.TYPE.create(Schema.numeric(2), Map.of("forgetting", "0.95"), 1);
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 60_000; i++) {
            boolean silent = i > 500 && i < 59_900;
            double[] row = {random.nextDouble(), silent ? Double.NaN : random.nextDouble()};
            double target = row[0] + (silent ? 0.5 : row[1]);
            if (i > 59_900) {
                assertThat(learner.predict(row)).as("record %d", i).isCloseTo(target, within(0.2));
            }
            learner.learn(row, target);
        }
    }

    @Test
    void bayesianPosteriorIsTheClosedForm() {
        BayesianLinearRegression learner =
                BayesianLinearRegression.TYPE.create(Schema.numeric(3), Map.of("prior-precision", "3"), 1);
        SplittableRandom random = new SplittableRandom(5);
        Naive naive = new Naive();
        double[][] precision = diagonal(3);
        double[] sides = new double[TERMS];
        double squares = 0;
        for (int i = 0; i < 200; i++) {
            double[] row = Naive.row(random);
            double target = Naive.target(row, random);
            learn(learner, naive, row, target);
            accumulate(naive, precision, sides, row, target);
            squares += Math.pow(naive.standardised(target), 2);
            if (i > 5) {
                double[] mean = Naive.solve(precision, sides);
                double[] z = naive.terms(row);
                // Inverse gamma(2, 1) before; its rate grows by half of y'y - m'Pm, its shape by half a record each.
                double rate = 1 + 0.5 * (squares - Naive.dot(mean, sides));
                double noise = rate / (2 + (i + 1) / 2.0 - 1);
                double expected = noise * (1 + Naive.dot(z, Naive.solve(precision, z)));
                assertThat(learner.predict(row)).isCloseTo(naive.predicted(Naive.dot(z, mean)), within(1e-7));
                assertThat(learner.variance(row))
                        .as("record %d", i)
                        .isCloseTo(expected * Math.pow(naive.targetDeviation(), 2), within(1e-7));
            }
        }
    }

    @Test
    void varianceIsThatOfTheNoiseOnceWeightsAreKnownAndGreaterFarAway() {
        BayesianLinearRegression learner = BayesianLinearRegression.TYPE.create(Schema.numeric(3), 1);
        SplittableRandom random = new SplittableRandom(6);
        for (int i = 0; i < 20_000; i++) {
            double[] row = Naive.row(random);
            learner.learn(row, Naive.target(row, random));
        }
        double[] near = {200, 1, 5e-4};
        double[] far = {1e4, -20, 1e-3};
        assertThat(learner.variance(near)).isCloseTo(1.0 / 12, within(0.005));
        assertThat(learner.variance(far)).isGreaterThan(1.001 * learner.variance(near));
    }

    private static void learn(Regressor learner, Naive naive, double[] row, double target) {
        learner.learn(row, target);
        naive.add(row, target);
    }

    private static void accumulate(Naive naive, double[][] products, double[] sides, double[] row, double target) {
        double[] z = naive.terms(row);
        double y = naive.standardised(target);
        for (int j = 0; j < TERMS; j++) {
            sides[j] += z[j] * y;
            for (int k = 0; k < TERMS; k++) {
                products[j][k] += z[j] * z[k];
            }
        }
    }

    private static double[][] diagonal(double value) {
        double[][] matrix = new double[TERMS][TERMS];
        for (int j = 0; j < TERMS; j++) {
            matrix[j][j] = value;
        }
        return matrix;
    }
}
