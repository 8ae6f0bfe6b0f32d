package io.millrace.learners.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learners.Inputs;
import io.millrace.learners.Parameters;
import io.millrace.learners.Schema;
import io.millrace.learners.SplitMix64;
import io.millrace.learners.bayes.ClassStatistics;
import io.millrace.learners.bayes.Columns;
import org.junit.jupiter.api.Test;

final class GainSearchTest {
    /** Outlook (sunny, overcast, rain), humidity (high, normal), wind (weak, strong), play: Quinlan 1986, table 1. */
    private static final int[][] SATURDAYS = {
        {0, 0, 0, 0}, {0, 0, 1, 0}, {1, 0, 0, 1}, {2, 0, 0, 1}, {2, 1, 0, 1}, {2, 1, 1, 0}, {1, 1, 1, 1},
        {0, 0, 0, 0}, {0, 1, 0, 1}, {2, 1, 0, 1}, {0, 1, 1, 1}, {1, 0, 1, 1}, {1, 1, 0, 1}, {2, 0, 1, 0}
    };

    private static ClassStatistics statistics(Schema schema) {
        return new ClassStatistics(Columns.all(new Inputs(schema)), 1);
    }

    /** Of 9 and 5, overcast takes 4 and 0: 0.940286 - 10/14. High humidity has 3 and 4, normal 6 and 1: 0.151836. */
    @Test
    void gainsAreThoseOfQuinlansSaturdays() {
        ClassStatistics node = statistics(Schema.of(true, true, true));
        for (int[] day : SATURDAYS) {
            node.learn(new double[] {day[0], day[1], day[2]}, day[3], 1);
        }
        Split split = new GainSearch().best(node);
        assertThat(split.feature).isZero();
        assertThat(split.nominal).isTrue();
        assertThat(split.threshold).isEqualTo(1);
        assertThat(split.gain).isCloseTo(0.940286 - 10.0 / 14, within(1e-6));
        assertThat(split.secondGain).isCloseTo(0.151836, within(1e-6));
        assertThat(split.missingLeft).isFalse();
        assertThat(new GainSearch().of(node, 2).gain).isCloseTo(0.048127, within(1e-6));
        double[] lefts = GainSearch.lefts(node, split);
        assertThat(lefts[node.slotOf(1)]).isCloseTo(4, within(1e-12));
        assertThat(lefts[node.slotOf(0)]).isCloseTo(0, within(1e-12));
    }

    @Test
    void aFeatureThatHalfTheRecordsLackGainsHalf() {
        ClassStatistics node = statistics(Schema.of(true, true));
        for (int i = 0; i < 400; i++) {
            node.learn(new double[] {i % 2, i % 4 < 2 ? i % 2 : Double.NaN}, i % 2, 1);
        }
        assertThat(new GainSearch().of(node, 0).gain).isCloseTo(1, within(1e-9));
        assertThat(new GainSearch().of(node, 1).gain).isCloseTo(0.5, within(1e-9));
    }

    /** Gains of thresholds between normal classes, with the shares from a sum over the density. */
    @Test
    void thresholdsAreJudgedByNormalShares() {
        ClassStatistics node = statistics(Schema.numeric(1));
        SplitMix64 random = new SplitMix64(1);
        double least = Double.MAX_VALUE;
        double greatest = -Double.MAX_VALUE;
        for (int i = 0; i < 3_000; i++) {
            double x = i % 3 == 0 ? 5 + 2 * random.nextGaussian() : random.nextGaussian();
            least = Math.min(least, x);
            greatest = Math.max(greatest, x);
            node.learn(new double[] {x}, i % 3 == 0 ? 0 : 1, 1);
        }
        double best = 0;
        double threshold = 0;
        for (int point = 1; point <= 10; point++) {
            double at = least + point * (greatest - least) / 11;
            double zeros = 1_000 * share(node, node.slotOf(0), at);
            double ones = 2_000 * share(node, node.slotOf(1), at);
            double left = zeros + ones;
            double gain = entropy(1_000, 2_000)
                    - left / 3_000 * entropy(zeros, ones)
                    - (3_000 - left) / 3_000 * entropy(1_000 - zeros, 2_000 - ones);
            threshold = gain > best ? at : threshold;
            best = Math.max(best, gain);
        }
        Split split = new GainSearch().best(node);
        assertThat(split.gain).isCloseTo(best, within(1e-5));
        assertThat(split.threshold).isCloseTo(threshold, within(1e-12));
    }

    private static double share(ClassStatistics node, int slot, double at) {
        double deviation = Math.sqrt(node.squares(slot, 0) / (node.weight(slot, 0) - 1));
        double end = (at - node.mean(slot, 0)) / deviation;
        int steps = 20_000;
        double sum = 0;
        for (int i = 0; i < steps; i++) {
            double z = -9 + (i + 0.5) * (end + 9) / steps;
            sum += Math.exp(-z * z / 2);
        }
        return sum * (end + 9) / steps / Math.sqrt(2 * Math.PI);
    }

    private static double entropy(double a, double b) {
        double p = a / (a + b);
        return -(p * Math.log(p) + (1 - p) * Math.log(1 - p)) / Math.log(2);
    }

    @Test
    void normalCurveHasTheKnownValues() {
        assertThat(NormalCurve.below(0)).isCloseTo(0.5, within(1e-6));
        assertThat(NormalCurve.below(1)).isCloseTo(0.8413447, within(1e-6));
        assertThat(NormalCurve.below(1.959964)).isCloseTo(0.975, within(1e-6));
        assertThat(NormalCurve.below(-2.326348)).isCloseTo(0.01, within(1e-6));
        assertThat(NormalCurve.below(Double.POSITIVE_INFINITY)).isEqualTo(1);
        assertThat(NormalCurve.below(Double.NaN)).isZero();
    }

    /** sqrt(1 ln(1e7) / (2 * 200)) with two classes, and log2(4) = 2 times that of twice the weight with four. */
    @Test
    void boundIsHoeffdings() {
        HoeffdingTree.Settings settings = Parameters.defaults(HoeffdingTree.Settings.class);
        TreeGrowth growth = new TreeGrowth(new Inputs(Schema.numeric(1)), settings, null, Subspace.all(), 1, null);
        ClassStatistics node = statistics(Schema.numeric(1));
        for (int i = 0; i < 200; i++) {
            node.learn(new double[] {i}, i % 2, 1);
        }
        assertThat(growth.bound(node)).isCloseTo(0.200737, within(1e-6));
        for (int i = 0; i < 200; i++) {
            node.learn(new double[] {i}, 2 + i % 2, 1);
        }
        assertThat(growth.bound(node)).isCloseTo(2 * 0.200737 / Math.sqrt(2), within(1e-6));
    }
}
