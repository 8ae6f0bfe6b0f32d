package io.millrace.learners.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learners.Classifier;
import io.millrace.learners.Schema;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LinearClassificationTest {
    private static final int CLASSES = 3;

    private static int label(double[] row, SplittableRandom random) {
        double sum = row[0] / 1000 + row[1] + (random.nextDouble() - 0.5) * 0.3;
        return sum < 0.7 ? 0 : sum < 1.4 ? 2 : 1;
    }

    @Test
    void ftrlAsInThePaper() {
        double alpha = 0.2;
        double beta = 0.7;
        double l1 = 0.4;
        double l2 = 1.5;
        LogisticRegression learner = LogisticRegression.TYPE.create(
                Schema.numeric(3), Map.of("learning-rate", "0.2", "beta", "0.7", "l1", "0.4", "l2", "1.5"), 1);
        SplittableRandom random = new SplittableRandom(1);
        Naive naive = new Naive();
        double[][] z = new double[CLASSES][4];
        double[][] n = new double[CLASSES][4];
        double[][] w = new double[CLASSES][4];
        int known = 0;
        for (int i = 0; i < 500; i++) {
            double[] row = Naive.row(random);
            int label = label(row, random);
            learner.learn(row, label);
            naive.add(row);
            known = Math.max(known, label + 1);
            double[] x = naive.terms(row);
            double[] p = softmax(w, x, known);
            for (int c = 0; c < known; c++) {
                for (int j = 0; j < 4; j++) {
                    double g = (p[c] - (c == label ? 1 : 0)) * x[j];
                    double sigma = (Math.sqrt(n[c][j] + g * g) - Math.sqrt(n[c][j])) / alpha;
                    z[c][j] += g - sigma * w[c][j];
                    n[c][j] += g * g;
                    double penalty1 = j == 0 ? 0 : l1;
                    double penalty2 = j == 0 ? 0 : l2;
                    w[c][j] = Math.abs(z[c][j]) <= penalty1
                            ? 0
                            : -(z[c][j] - Math.signum(z[c][j]) * penalty1)
                                    / ((beta + Math.sqrt(n[c][j])) / alpha + penalty2);
                }
            }
            double[] told = new double[known];
            learner.probabilities(row, told);
            assertThat(told).as("record %d", i).containsExactly(softmax(w, x, known), within(1e-9));
        }
        assertThat(known).isEqualTo(CLASSES);
    }

    private static double[] softmax(double[][] w, double[] x, int known) {
        double[] p = new double[known];
        double sum = 0;
        for (int c = 0; c < known; c++) {
            p[c] = Math.exp(Naive.dot(w[c], x));
            sum += p[c];
        }
        for (int c = 0; c < known; c++) {
            p[c] /= sum;
        }
        return p;
    }

    @Test
    void l1LeavesOutFeaturesThatDoNotMatter() {
        LogisticRegression learner =
                LogisticRegression.TYPE.create(Schema.numeric(20), Map.of("l1", "60", "learning-rate", "0.5"), 1);
        SplittableRandom random = new SplittableRandom(1);
        int hits = 0;
        for (int i = 0; i < 5_000; i++) {
            double[] row = random.doubles(20).toArray();
            int label = row[7] + row[11] > 1 ? 1 : 0;
            hits += i >= 4_000 && learner.predict(row) == label ? 1 : 0;
            learner.learn(row, label);
        }
        // Two features and the constant for either class.
        assertThat(learner.nonZeroWeights()).isLessThanOrEqualTo(6);
        assertThat(hits).isGreaterThan(950);
    }

    @Test
    void probabilitiesOfLogisticRegressionAreRight() {
        Classifier learner = LogisticRegression.TYPE.create(Schema.numeric(1), 1);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 50_000; i++) {
            double x = random.nextDouble() * 4 - 2;
            learner.learn(new double[] {x}, random.nextDouble() < 1 / (1 + Math.exp(-1.5 * x - 0.5)) ? 1 : 0);
        }
        double[] told = new double[2];
        for (double x = -2; x <= 2; x += 0.5) {
            learner.probabilities(new double[] {x}, told);
            assertThat(told[1]).isCloseTo(1 / (1 + Math.exp(-1.5 * x - 0.5)), within(0.05));
        }
    }

    @Test
    void pegasosAsANaiveLoop() {
        double lambda = 0.01;
        Classifier learner = LinearSvm.TYPE.create(Schema.numeric(3), Map.of("regularisation", "0.01"), 1);
        SplittableRandom random = new SplittableRandom(2);
        Naive naive = new Naive();
        double[][] w = new double[CLASSES][4];
        int[] t = new int[CLASSES];
        int known = 0;
        for (int i = 0; i < 1_000; i++) {
            double[] row = Naive.row(random);
            int label = label(row, random);
            learner.learn(row, label);
            naive.add(row);
            known = Math.max(known, label + 1);
            double[] x = naive.terms(row);
            for (int c = 0; c < known; c++) {
                int y = c == label ? 1 : -1;
                t[c]++;
                double rate = 1 / (lambda * t[c]);
                for (int j = 0; j < 4; j++) {
                    w[c][j] *= 1 - rate * lambda;
                }
                double loss = 1 - y * Naive.dot(w[c], x);
                double step = loss > 0 ? Math.min(rate, loss / Naive.dot(x, x)) : 0;
                for (int j = 0; j < 4; j++) {
                    w[c][j] += step * y * x[j];
                }
                double norm = Math.sqrt(Naive.dot(w[c], w[c]));
                double shrunk = Math.min(1, 1 / Math.sqrt(lambda) / norm);
                for (int j = 0; j < 4 && norm > 0; j++) {
                    w[c][j] *= shrunk;
                }
            }
            assertDecision(learner, w, x, row, known, i);
        }
    }

    @Test
    void passiveAggressiveAsANaiveLoop() {
        Classifier learner = PassiveAggressiveClassifier.TYPE.create(
                Schema.numeric(3), Map.of("variant", "pa-1", "aggressiveness", "0.05"), 1);
        SplittableRandom random = new SplittableRandom(3);
        Naive naive = new Naive();
        double[][] w = new double[CLASSES][4];
        int known = 0;
        for (int i = 0; i < 1_000; i++) {
            double[] row = Naive.row(random);
            int label = label(row, random);
            learner.learn(row, label);
            naive.add(row);
            known = Math.max(known, label + 1);
            double[] x = naive.terms(row);
            int rival = -1;
            for (int c = 0; c < known; c++) {
                if (c != label && (rival < 0 || Naive.dot(w[c], x) > Naive.dot(w[rival], x))) {
                    rival = c;
                }
            }
            if (rival >= 0) {
                double loss = Math.max(0, 1 - Naive.dot(w[label], x) + Naive.dot(w[rival], x));
                double step = Math.min(0.05, loss / (2 * Naive.dot(x, x)));
                for (int j = 0; j < 4; j++) {
                    w[label][j] += step * x[j];
                    w[rival][j] -= step * x[j];
                }
            }
            assertDecision(learner, w, x, row, known, i);
        }
    }

    @Test
    void passiveAggressiveByHand() {
        Classifier learner = PassiveAggressiveClassifier.TYPE.create(
                Schema.numeric(0), Map.of("variant", "pa-1", "aggressiveness", "0.5"), 1);
        double[] none = new double[0];
        double[] told = new double[2];
        learner.learn(none, 0);
        learner.learn(none, 1);
        // Loss 1, |x|² = 1: both weights move by 1/2, to -1/2 and 1/2.
        assertThat(learner.predict(none)).isEqualTo(1);
        learner.learn(none, 0);
        // Loss 1 + 1/2 + 1/2 = 2, t = min(1/2, 2 / 2): back to 0 and 0.
        learner.probabilities(none, told);
        assertThat(told).containsExactly(0.5, 0.5);
        assertThat(learner.predict(none)).isZero();
    }

    /**
     * Log odds of classes are in proportion to the differences of margins, with one factor above 0 for all: so the order is
     * that of margins too.
     */
    private static void assertDecision(
            Classifier learner, double[][] w, double[] x, double[] row, int known, int record) {
        double[] told = new double[known];
        learner.probabilities(row, told);
        double factor = Double.NaN;
        for (int c = 1; c < known; c++) {
            double difference = Naive.dot(w[c], x) - Naive.dot(w[0], x);
            double odds = Math.log(told[c] / told[0]);
            if (Math.abs(difference) < 1e-6) {
                assertThat(odds).as("record %d", record).isCloseTo(0, within(1e-3));
                continue;
            }
            double found = odds / difference;
            assertThat(found).as("record %d", record).isPositive();
            if (!Double.isNaN(factor)) {
                assertThat(found).as("record %d", record).isCloseTo(factor, within(1e-5 * factor));
            }
            factor = found;
        }
    }

    @Test
    void marginsBecomeProbabilitiesThatAreAboutRight() {
        Classifier learner = LinearSvm.TYPE.create(Schema.numeric(1), 1);
        SplittableRandom random = new SplittableRandom(4);
        double loss = 0;
        double[] told = new double[2];
        for (int i = 0; i < 30_000; i++) {
            double x = random.nextDouble() * 4 - 2;
            double p = 1 / (1 + Math.exp(-2 * x));
            int label = random.nextDouble() < p ? 1 : 0;
            if (i >= 20_000) {
                learner.probabilities(new double[] {x}, told);
                loss -= Math.log(told[label]) / 10_000;
            }
            learner.learn(new double[] {x}, label);
        }
        // The entropy of the labels given x is 0.394, of labels alone 0.693.
        assertThat(loss).isLessThan(0.47);
    }

    @Test
    void classesComeLaterAndAreLearned() {
        for (Classifier learner : new Classifier[] {
            LogisticRegression.TYPE.create(Schema.numeric(2), 1),
            LinearSvm.TYPE.create(Schema.numeric(2), 1),
            PassiveAggressiveClassifier.TYPE.create(Schema.numeric(2), 1)
        }) {
            SplittableRandom random = new SplittableRandom(5);
            double[][] centres = {{0, 0}, {10, 0}, {0, 10}};
            int hits = 0;
            for (int i = 0; i < 13_000; i++) {
                int label = random.nextInt(i < 10_000 ? 2 : 3);
                double[] row = {centres[label][0] + random.nextDouble(), centres[label][1] + random.nextDouble()};
                hits += i >= 12_000 && learner.predict(row) == label ? 1 : 0;
                learner.learn(row, label);
            }
            assertThat(learner.classes()).isEqualTo(3);
            assertThat(hits).as(learner.type().id()).isGreaterThan(950);
        }
    }
}
