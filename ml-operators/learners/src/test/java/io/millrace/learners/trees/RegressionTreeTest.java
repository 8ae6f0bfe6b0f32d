package io.millrace.learners.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learners.Bodies;
import io.millrace.learners.Inputs;
import io.millrace.learners.Learners;
import io.millrace.learners.Parameters;
import io.millrace.learners.Regressor;
import io.millrace.learners.Schema;
import io.millrace.learners.SplitMix64;
import io.millrace.learners.bayes.Columns;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RegressionTreeTest {
    private static double[] row(SplitMix64 random, int width) {
        double[] row = new double[width];
        Arrays.setAll(row, i -> random.nextDouble());
        return row;
    }

    private static RegressionTreeRegressor tree(Schema schema, Map<String, String> values) {
        return (RegressionTreeRegressor) Learners.regressor("regression-tree").create(schema, values, 1);
    }

    /** 0, 0, 10, 10 have a deviation of 5 and none in halves; 0 and 0, 10, 10 leave sqrt(200/9) = 4.714 in three of four. */
    @Test
    void reductionOfDeviationByHand() {
        double[] all = {4, 20, 200};
        assertThat(TargetBins.reduction(all, new double[] {2, 0, 0}) / 4).isCloseTo(5, within(1e-12));
        assertThat(TargetBins.reduction(all, new double[] {1, 0, 0}) / 4)
                .isCloseTo(5 - 0.75 * Math.sqrt(200.0 / 9), within(1e-12));
        assertThat(TargetBins.reduction(all, new double[] {0, 0, 0})).isZero();
    }

    @Test
    void binsCoverAllNumbersInOrder() {
        assertThat(TargetBins.bin(-1e300)).isZero();
        assertThat(TargetBins.bin(1e300)).isEqualTo(TargetBins.BINS - 1);
        assertThat(TargetBins.bin(0)).isEqualTo(TargetBins.BINS / 2);
        for (int bin = 0; bin < TargetBins.BINS - 1; bin++) {
            double edge = TargetBins.edge(bin);
            assertThat(TargetBins.bin(edge - 1e-9 * (1 + Math.abs(edge)))).isEqualTo(bin);
            assertThat(TargetBins.bin(edge + 1e-9 * (1 + Math.abs(edge)))).isEqualTo(bin + 1);
        }
    }

    /** Ridge of one record's worth per coefficient, by elimination of the normal equations. */
    @Test
    void linearModelIsTheLeastSquaresSolution() {
        int n = 4;
        LeafModel model = new LeafModel(n);
        Columns columns = Columns.all(new Inputs(Schema.numeric(n)));
        SplitMix64 random = new SplitMix64(1);
        double[][] normal = new double[n + 1][n + 2];
        for (int i = 0; i <= n; i++) {
            normal[i][i] = 1;
        }
        double[] z = new double[n + 1];
        double[] scratch = new double[n + 1];
        for (int i = 0; i < 300; i++) {
            double[] row = row(random, n);
            row[2] = row[1] + 0.01 * random.nextGaussian();
            double target = 5 + 3 * row[0] - 2 * row[3] + random.nextGaussian();
            double weight = 1 + i % 3;
            model.standardise(columns, row, z);
            model.learn(z, target - model.predict(z), weight, scratch);
            double[] extended = Arrays.copyOf(row, n + 2);
            extended[n] = 1;
            extended[n + 1] = target;
            for (int r = 0; r <= n; r++) {
                for (int c = 0; c < n + 2; c++) {
                    normal[r][c] += weight * extended[r] * extended[c];
                }
            }
        }
        double[] solution = solve(normal);
        double[] probe = {0.3, 0.9, 0.2, 0.7};
        double expected = solution[n];
        for (int i = 0; i < n; i++) {
            expected += solution[i] * probe[i];
        }
        model.standardise(columns, probe, z);
        assertThat(model.predict(z)).isCloseTo(expected, within(1e-8));
        model.rescale(1, 0.4, 2.5);
        model.rescale(3, -7, 0.1);
        model.standardise(columns, probe, z);
        // 0.7 + 7 is 77 scales from the centre, beyond what inputs are cut to; so only the former keeps its place.
        assertThat(z[3]).isEqualTo(10);
        model.rescale(3, 0, 1);
        model.standardise(columns, probe, z);
        assertThat(model.predict(z)).isCloseTo(expected, within(1e-8));
    }

    private static double[] solve(double[][] a) {
        int n = a.length;
        for (int i = 0; i < n; i++) {
            for (int r = 0; r < n; r++) {
                if (r != i) {
                    double factor = a[r][i] / a[i][i];
                    for (int c = 0; c <= n; c++) {
                        a[r][c] -= factor * a[i][c];
                    }
                }
            }
        }
        double[] x = new double[n];
        Arrays.setAll(x, i -> a[i][n] / a[i][i]);
        return x;
    }

    @Test
    void findsTheBorderBetweenTwoLevelsAtTheFirstLook() {
        RegressionTreeRegressor tree = tree(Schema.of(false, true, false), Map.of("leaf-prediction", "mean"));
        SplitMix64 random = new SplitMix64(1);
        for (int i = 0; i < 200; i++) {
            double[] row = row(random, 3);
            row[1] = random.nextInt(3);
            assertThat(tree.nodes()).isEqualTo(1);
            tree.learn(row, row[2] > 0.3 ? 8 : -2);
        }
        assertThat(tree.nodes()).isEqualTo(3);
        for (double x = 0.01; x < 1; x += 0.02) {
            if (Math.abs(x - 0.3) > 0.05) {
                assertThat(tree.predict(new double[] {0.5, 1, x})).isCloseTo(x > 0.3 ? 8 : -2, within(0.7));
            }
        }
    }

    @Test
    void fitsPiecesOfLinesAndCategories() {
        RegressionTreeRegressor tree = tree(Schema.of(false, false, true), Map.of());
        SplitMix64 random = new SplitMix64(1);
        double squares = 0;
        double spread = 0;
        for (int i = 0; i < 40_000; i++) {
            double[] row = row(random, 3);
            row[2] = random.nextInt(4);
            double target = row[2] == 1 ? 20 * row[1] : row[0] < 0.5 ? 3 * row[0] : 10 - 2 * row[0] + row[1];
            if (i >= 30_000) {
                double error = tree.predict(row) - target;
                squares += error * error;
                spread += (target - 6) * (target - 6);
            }
            tree.learn(row, target);
        }
        assertThat(1 - squares / spread).isGreaterThan(0.98);
    }

    @Test
    void followsAChangeWhereTheTestIsOn() {
        double[] losses = new double[2];
        for (int k = 0; k < 2; k++) {
            RegressionTreeRegressor tree = tree(Schema.numeric(2), Map.of("change-test", k == 0 ? "false" : "true"));
            SplitMix64 random = new SplitMix64(1);
            for (int i = 0; i < 40_000; i++) {
                double[] row = row(random, 2);
                double target = i < 20_000 ? (row[0] > 0.5 ? 10 : 0) : row[1] > 0.5 ? 0 : 10;
                if (i >= 24_000) {
                    losses[k] += Math.abs(tree.predict(row) - target) / 16_000;
                }
                tree.learn(row, target);
            }
        }
        assertThat(losses[1]).isLessThan(0.7);
        assertThat(losses[1]).isLessThan(losses[0] / 2);
    }

    @Test
    void staysWithinItsMemoryAndStillLearns() {
        Regressor tree = tree(Schema.numeric(10), Map.of("max-bytes", "128 kb"));
        SplitMix64 random = new SplitMix64(1);
        double squares = 0;
        double spread = 0;
        for (int i = 0; i < 60_000; i++) {
            double[] row = row(random, 10);
            double target = 10 * Math.sin(Math.PI * row[0] * row[1]) + 20 * (row[2] - 0.5) * (row[2] - 0.5);
            if (i >= 50_000) {
                squares += Math.pow(tree.predict(row) - target, 2);
                spread += Math.pow(7.3 - target, 2);
            }
            tree.learn(row, target);
            assertThat(tree.memoryBytes()).isLessThan(136 * 1_024);
        }
        assertThat(1 - squares / spread).isGreaterThan(0.6);
    }

    @Test
    void membersOfEnsemblesGoOnAfterASnapshot() {
        Inputs inputs = new Inputs(Schema.of(false, false, true, false, false, false, false, false, false));
        RegressionTree.Settings settings = Parameters.of(RegressionTree.Settings.class, Map.of("grace-period", "50"));
        RegressionTree tree =
                new RegressionTree(inputs, settings, new int[] {1, 2, 3, 6, 7}, Subspace.root(), 7, false);
        RegressionTree copy = tree;
        SplitMix64 random = new SplitMix64(1);
        for (int i = 0; i < 6_000; i++) {
            double[] row = row(random, 9);
            row[2] = random.nextInt(5);
            double told = tree.predict(row);
            row[0] = Double.NaN;
            row[8] = 1e100;
            assertThat(copy.predict(row)).isEqualTo(told);
            tree.learn(row, (row[1] + row[3] > 1 ? 4 : 1) + (row[2] == 3 ? 2 : 0), 1 + random.nextInt(3));
            if (i % 700 == 10) {
                byte[] body = Bodies.write(tree::write);
                copy = new RegressionTree(inputs, settings, Subspace.root(), false, Bodies.read(body));
                assertThat(Bodies.write(copy::write)).isEqualTo(body);
                assertThat(copy.memoryBytes()).isBetween(tree.memoryBytes() - 600, tree.memoryBytes() + 600);
                tree = copy;
            }
        }
        assertThat(tree.nodes()).isGreaterThan(5);
    }
}
