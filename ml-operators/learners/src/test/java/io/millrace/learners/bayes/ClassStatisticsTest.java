package io.millrace.learners.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learners.Classifier;
import io.millrace.learners.Inputs;
import io.millrace.learners.Learners;
import io.millrace.learners.Schema;
import io.millrace.learners.SplitMix64;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ClassStatisticsTest {
    private static final int RECORDS = 512;

    @Test
    void logarithmIsThatOfTheJdk() {
        SplitMix64 random = new SplitMix64(1);
        for (int i = 0; i < 100_000; i++) {
            double x = Math.exp(1_400 * random.nextDouble() - 700);
            assertThat(Logarithm.of(x)).isCloseTo(Math.log(x), within(1e-15 * (1 + Math.abs(Math.log(x)))));
        }
        assertThat(Logarithm.of(1)).isCloseTo(0, within(1e-15));
        assertThat(Logarithm.of(0)).isCloseTo(-708.396, within(1e-3));
        assertThat(Logarithm.times(0)).isZero();
    }

    /** Mean, variance and shares by two passes over the records, with the shrinkage that is documented. */
    @Test
    void scoresAreThoseOfTwoPasses() {
        Inputs inputs = new Inputs(Schema.of(false, true, false));
        ClassStatistics statistics = new ClassStatistics(Columns.all(inputs), 1);
        SplitMix64 random = new SplitMix64(2);
        double[][] records = new double[RECORDS][];
        int[] labels = new int[RECORDS];
        for (int i = 0; i < RECORDS; i++) {
            labels[i] = random.nextInt(3);
            double missing = random.nextInt(5) == 0 ? Double.NaN : 1;
            records[i] = new double[] {
                1e4 + random.nextGaussian() * (labels[i] + 1),
                random.nextInt(labels[i] + 2),
                missing * (random.nextGaussian() + labels[i])
            };
            statistics.learn(records[i], labels[i], 1);
        }
        double[] scores = new double[3];
        for (int i = 0; i < 50; i++) {
            statistics.scores(records[i], scores);
            for (int slot = 0; slot < 3; slot++) {
                double expected = naive(records, labels, statistics.classAt(slot), records[i]);
                assertThat(scores[slot]).isCloseTo(expected, within(1e-7));
            }
        }
    }

    private static double naive(double[][] records, int[] labels, int label, double[] record) {
        double ofClass = 0;
        for (int each : labels) {
            ofClass += each == label ? 1 : 0;
        }
        double score = Math.log(ofClass);
        for (int feature = 0; feature < 3; feature += 2) {
            if (!Double.isNaN(record[feature])) {
                double[] own = moments(records, labels, label, feature);
                double[] all = moments(records, labels, -1, feature);
                double variance = own[2] / own[0] + all[2] / all[0] / (own[0] * own[0]);
                double apart = record[feature] - own[1];
                score += -0.5 * Math.log(variance) - apart * apart / (2 * variance);
            }
        }
        double same = 0;
        for (int i = 0; i < records.length; i++) {
            same += labels[i] == label && records[i][1] == record[1] ? 1 : 0;
        }
        return score + Math.log((same + 1) / (ofClass + 4));
    }

    /** Count, mean and squared differences; of all classes where the label is -1. */
    private static double[] moments(double[][] records, int[] labels, int label, int feature) {
        double[] moments = new double[3];
        for (int pass = 0; pass < 2; pass++) {
            for (int i = 0; i < records.length; i++) {
                double x = records[i][feature];
                if ((label < 0 || labels[i] == label) && !Double.isNaN(x)) {
                    moments[0] += pass == 0 ? 1 : 0;
                    moments[1] += pass == 0 ? x : 0;
                    moments[2] += pass == 0 ? 0 : (x - moments[1]) * (x - moments[1]);
                }
            }
            moments[1] /= pass == 0 ? moments[0] : 1;
        }
        return moments;
    }

    @Test
    void aPartHasTheGivenClassesAndScaledEstimates() {
        Inputs inputs = new Inputs(Schema.of(false, true));
        ClassStatistics whole = new ClassStatistics(Columns.all(inputs), 1);
        for (int i = 0; i < 40; i++) {
            whole.learn(new double[] {i % 2 * 4, i % 4 / 2}, 5, 1);
        }
        whole.learn(new double[] {1, 1}, 2, 1);
        ClassStatistics part = whole.part(whole.columns(), new double[] {12, 0.001}, 0.01, 10);
        assertThat(part.slots()).isEqualTo(1);
        assertThat(part.classAt(0)).isEqualTo(5);
        assertThat(part.total()).isEqualTo(12);
        assertThat(part.weight(0, 0)).isEqualTo(10);
        assertThat(part.mean(0, 0)).isCloseTo(2, within(1e-12));
        assertThat(part.squares(0, 0)).isCloseTo(40, within(1e-12));
        assertThat(part.weight(0, 0, 1)).isEqualTo(5);
        assertThat(part.nominalWeight(0, 0)).isEqualTo(10);
    }

    @Test
    void naiveBayesKnowsTheBestBorderBetweenTwoNormalClasses() {
        Classifier learner = Learners.classifier("naive-bayes").create(Schema.numeric(1), 1);
        SplitMix64 random = new SplitMix64(4);
        for (int i = 0; i < 40_000; i++) {
            learner.learn(new double[] {random.nextGaussian() + (i % 2 == 0 ? 0 : 3)}, i % 2);
        }
        double[] told = new double[2];
        learner.probabilities(new double[] {1.5}, told);
        assertThat(told[1]).isCloseTo(0.5, within(0.02));
        // The odds at 2 are exp(3 * (2 - 1.5)).
        learner.probabilities(new double[] {2}, told);
        assertThat(told[1] / told[0]).isCloseTo(Math.exp(1.5), within(0.3));
    }

    @Test
    void naiveBayesStaysWithinItsMemory() {
        Classifier learner =
                Learners.classifier("naive-bayes").create(Schema.numeric(40), Map.of("max-bytes", "100 kb"), 1);
        SplitMix64 random = new SplitMix64(4);
        for (int i = 0; i < 20_000; i++) {
            double[] row = new double[40];
            for (int j = 0; j < row.length; j++) {
                row[j] = random.nextDouble();
            }
            int label = i < 5_000 ? i % 2 : random.nextInt(1_000);
            row[0] += label * 3;
            learner.learn(row, label);
            assertThat(learner.memoryBytes()).isLessThan(130_000);
        }
        assertThat(learner.classes()).isGreaterThan(990);
        double[] row = new double[40];
        row[0] = 3.5;
        assertThat(learner.predict(row)).isEqualTo(1);
    }
}
