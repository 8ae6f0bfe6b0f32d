package io.millrace.learners.auto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learners.Schema;
import io.millrace.learners.tile.RunningFeatures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Parts of the members against plain versions of themselves. */
final class MembersTest {
    private record Kept(double[] values, double label, int time) {}

    @Test
    void nearestOfEachWindowAreThoseThatSortingFinds() {
        int most = 700;
        Schema schema = Schema.of(false, true, false);
        RunningFeatures features = new RunningFeatures(schema, 0, false, 10);
        Neighbours neighbours = new Neighbours(features, most, 4, new int[] {20, 100, most});
        neighbours.elements(new int[] {0, 1, 2});
        SplittableRandom random = new SplittableRandom(4);
        List<Kept> all = new ArrayList<>();
        float[] emphasis = {0.5f, 9, 2};
        for (int i = 0; i < 1_600; i++) {
            double[] x = {1e9 + random.nextDouble() * 50, random.nextInt(3), random.nextDouble() * 1e-3};
            if (i > 500 && random.nextInt(10) == 0) {
                x[2] = Double.NaN;
            }
            features.read(new double[0], x);
            if (i % 40 == 39) {
                neighbours.find(emphasis);
                int window = i / 40 % 3;
                List<Kept> nearest = sorted(all, x, features, emphasis, new int[] {20, 100, most}[window]);
                assertThat(neighbours.found(window)).isEqualTo(Math.min(4, nearest.size()));
                for (int rank = 0; rank < neighbours.found(window); rank++) {
                    double expected = distance(nearest.get(rank), x, features, emphasis);
                    assertThat((double) neighbours.distance(window, rank))
                            .as("record %d, window %d, rank %d", i, window, rank)
                            .isCloseTo(expected, within(2e-3 * (1 + expected)));
                }
            }
            neighbours.add(i, 0);
            all.add(new Kept(filled(x, features), i, i));
            features.learn(1);
        }
        assertThat(neighbours.size()).isEqualTo(most);
    }

    /** A missing number is kept as the mean of its time. */
    private static double[] filled(double[] x, RunningFeatures features) {
        double[] filled = x.clone();
        if (Double.isNaN(x[2])) {
            filled[2] = features.mean(2);
        }
        return filled;
    }

    private static List<Kept> sorted(
            List<Kept> all, double[] x, RunningFeatures features, float[] emphasis, int window) {
        List<Kept> newest = new ArrayList<>(all.subList(Math.max(0, all.size() - window), all.size()));
        newest.sort(Comparator.comparingDouble(kept -> distance(kept, x, features, emphasis)));
        return newest;
    }

    private static double distance(Kept kept, double[] x, RunningFeatures features, float[] emphasis) {
        double sum = kept.values[1] == x[1] ? 0 : 1;
        for (int j = 0; j < 3; j += 2) {
            if (!Double.isNaN(x[j])) {
                sum += emphasis[j] * Math.pow((kept.values[j] - x[j]) * features.inverseDeviation(j), 2);
            }
        }
        return sum;
    }

    @Test
    void leastSquaresSolvesTheNormalEquations() {
        double ridge = 3;
        double first = 0.25;
        LeastSquares squares = new LeastSquares(3, 1, ridge, first);
        SplittableRandom random = new SplittableRandom(9);
        double[][] equations = new double[3][4];
        for (int i = 0; i < 3; i++) {
            equations[i][i] = ridge;
            equations[i][3] = ridge * first;
        }
        for (int n = 0; n < 200; n++) {
            double[] x = {1, random.nextDouble() - 0.5, random.nextDouble() * 4};
            double weight = 1 + random.nextInt(3);
            double y = 2 - 3 * x[1] + 0.5 * x[2] + random.nextDouble();
            double error = y - squares.predict(x, 0, 0);
            squares.learn(x, 0, weight);
            squares.correct(0, error);
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    equations[i][j] += weight * x[i] * x[j];
                }
                equations[i][3] += weight * x[i] * y;
            }
        }
        double[] solution = solved(equations);
        for (int i = 0; i < 3; i++) {
            assertThat(squares.weight(i)).isCloseTo(solution[i], within(1e-9));
        }
    }

    private static double[] solved(double[][] equations) {
        int n = equations.length;
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < n; k++) {
                if (k != i) {
                    double factor = equations[k][i] / equations[i][i];
                    for (int j = i; j <= n; j++) {
                        equations[k][j] -= factor * equations[i][j];
                    }
                }
            }
        }
        double[] solution = new double[n];
        for (int i = 0; i < n; i++) {
            solution[i] = equations[i][n] / equations[i][i];
        }
        return solution;
    }

    @Test
    void leastSquaresForgets() {
        LeastSquares squares = new LeastSquares(2, 0.99, 1, 0);
        SplittableRandom random = new SplittableRandom(2);
        double[] x = {1, 0};
        for (int n = 0; n < 3_000; n++) {
            x[1] = random.nextDouble() - 0.5;
            double y = (n < 2_000 ? 5 : -5) * x[1];
            double error = y - squares.predict(x, 0, 0);
            squares.learn(x, 0, 1);
            squares.correct(0, error);
        }
        assertThat(squares.weight(1)).isCloseTo(-5, within(0.01));
    }

    @Test
    void poolsAndStackFollowTheirEquations() {
        int members = 3;
        int classes = 3;
        ClassStack stack = new ClassStack(members);
        stack.classes(classes);
        NaiveStack naive = new NaiveStack(members, classes);
        SplittableRandom random = new SplittableRandom(6);
        double[] votes = new double[members * classes];
        double[] into = new double[classes];
        for (int i = 0; i < 300; i++) {
            int label = random.nextInt(classes);
            for (int m = 0; m < members; m++) {
                double sum = 0;
                for (int c = 0; c < classes; c++) {
                    votes[c * members + m] = random.nextDouble() + (c == label ? m : 0);
                    sum += votes[c * members + m];
                }
                for (int c = 0; c < classes; c++) {
                    votes[c * members + m] /= sum;
                }
            }
            stack.combine(votes, into);
            double[] expected = naive.combine(votes);
            for (int c = 0; c < classes; c++) {
                assertThat(into[c]).as("record %d, class %d", i, c).isCloseTo(expected[c], within(1e-9));
            }
            stack.learn(votes, label, 1);
            naive.learn(votes, label);
        }
        double[] shares = new double[members];
        stack.shares(shares);
        assertThat(shares[0] + shares[1] + shares[2]).isCloseTo(1, within(1e-9));
        assertThat(shares[2]).isGreaterThan(shares[1]).isGreaterThan(shares[0]);
    }

    @Test
    void stackOfTargetsFindsTheWeightsAndIsNeverFarFromTheBest() {
        TargetStack stack = new TargetStack(3);
        SplittableRandom random = new SplittableRandom(8);
        double[] votes = new double[3];
        double error = 0;
        for (int i = 0; i < 2_000; i++) {
            for (int m = 0; m < 3; m++) {
                votes[m] = 2 * random.nextDouble() - 1;
            }
            double target = 0.7 * votes[0] - 0.4 * votes[2];
            double miss = target - stack.combine(votes);
            error += i < 1_000 ? 0 : miss * miss;
            stack.learn(votes, target, 1);
        }
        assertThat(error / 1_000).isLessThan(1e-4);
        double[] shares = new double[4];
        stack.shares(shares);
        assertThat(shares[0]).isCloseTo(0.7 / 1.1, within(0.03));
        assertThat(shares[1]).isCloseTo(0, within(0.03));
        assertThat(shares[2]).isCloseTo(0.4 / 1.1, within(0.03));
    }
}
