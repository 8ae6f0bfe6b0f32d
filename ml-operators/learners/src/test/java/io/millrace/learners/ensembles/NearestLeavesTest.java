package io.millrace.learners.ensembles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learners.Learners;
import io.millrace.learners.SplitMix64;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Against sorting all and taking the mean of the first k, for each k. */
final class NearestLeavesTest {
    private static final int MEMBERS = 7;

    private static double naive(double[] predictions, double[] words, double[] distances, int k) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < predictions.length; i++) {
            if (words[i] > 0) {
                order.add(i);
            }
        }
        order.sort(Comparator.comparingDouble((Integer i) -> distances[i]).thenComparing(i -> i));
        double sum = 0;
        double all = 0;
        for (int i : order.subList(0, Math.min(k, order.size()))) {
            sum += words[i] * predictions[i];
            all += words[i];
        }
        return all > 0 ? sum / all : 0;
    }

    @Test
    void theNearestPredictByTheKThatWasBest() {
        NearestLeaves leaves = new NearestLeaves(MEMBERS);
        SplittableRandom random = new SplittableRandom(2);
        List<double[]> errors = new ArrayList<>();
        boolean[] chosen = new boolean[MEMBERS + 1];
        for (int record = 0; record < 3_000; record++) {
            double target = random.nextDouble();
            // Near leaves are right at first, then all are equally wrong, so that the more the better.
            boolean near = record < 1_000;
            double[] predictions = new double[MEMBERS];
            double[] words = new double[MEMBERS];
            double[] distances = new double[MEMBERS];
            for (int i = 0; i < MEMBERS; i++) {
                distances[i] = random.nextInt(5);
                words[i] = random.nextInt(6) == 0 ? 0 : random.nextDouble();
                predictions[i] = target + (near ? distances[i] * distances[i] : 30) * (random.nextDouble() - 0.5);
            }
            int best = 1;
            double least = Double.POSITIVE_INFINITY;
            for (int k = 1; k <= MEMBERS; k++) {
                double loss = 0;
                for (double[] past : errors) {
                    loss = 0.999 * loss + past[k];
                }
                if (loss < least) {
                    least = loss;
                    best = k;
                }
            }
            if (record % 50 == 0) {
                assertThat(leaves.nearest()).as("record %d", record).isEqualTo(best);
                assertThat(leaves.combine(predictions, words, distances))
                        .isCloseTo(naive(predictions, words, distances, best), within(1e-12));
                chosen[best] = true;
            }
            leaves.learn(predictions, words, distances, target, 1);
            double[] squares = new double[MEMBERS + 1];
            for (int k = 1; k <= MEMBERS; k++) {
                double apart = target - naive(predictions, words, distances, k);
                squares[k] = apart * apart;
            }
            errors.add(squares);
        }
        assertThat(chosen[1] || chosen[2]).isTrue();
        assertThat(chosen[MEMBERS - 1] || chosen[MEMBERS]).isTrue();
    }

    /** One leaf that never splits: its centroid is the mean of all records by the member's lots. */
    @Test
    void distancesAreThoseToTheMeanOfTheRecordsOfALeaf() {
        Soknl soknl = (Soknl) Learners.regressor("soknl")
                .create(Concepts.SCHEMA, Map.of("members", "1", "tree.grace-period", "1e9"), 9);
        SplitMix64 lots = new SplitMix64(TreeEnsemble.seed(9, 0));
        lots.nextLong();
        PoissonWeights weights = new PoissonWeights(6);
        Concepts stream = new Concepts(1, 10_000);
        int width = stream.features.length;
        double weight = 0;
        double[] sum = new double[width];
        List<double[]> records = new ArrayList<>();
        for (int record = 0; record < 300; record++) {
            stream.next();
            double own = weights.next(lots);
            weight += own;
            for (int i = 0; i < width; i++) {
                sum[i] += own * stream.features[i];
            }
            records.add(stream.features.clone());
            soknl.learn(stream.features, stream.target, 1);
        }
        stream.next();
        double expected = 0;
        for (int i = 0; i < width; i++) {
            int at = i;
            double mean = records.stream().mapToDouble(r -> r[at]).average().orElseThrow();
            double variance = records.stream()
                    .mapToDouble(r -> (r[at] - mean) * (r[at] - mean))
                    .average()
                    .orElseThrow();
            double apart = stream.features[i] - sum[i] / weight;
            expected += apart * apart / variance;
        }
        assertThat(soknl.distanceTo(0, stream.features)).isCloseTo(expected, within(1e-9));
    }
}
