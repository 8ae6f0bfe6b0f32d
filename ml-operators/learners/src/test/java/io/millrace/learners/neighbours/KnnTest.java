package io.millrace.learners.neighbours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learners.Classifier;
import io.millrace.learners.Learners;
import io.millrace.learners.Regressor;
import io.millrace.learners.Schema;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a search that sorts all distances, each computed from its definition. */
final class KnnTest {
    private static final int NUMERIC = 6;
    private static final Schema SCHEMA = Schema.of(false, false, false, false, false, false, true, true);
    /** Differences over a range of 4 have exact squares and sums, so that ties are ties in whatever order. */
    private static final double[] VALUES = {0, 1, 2, 4};

    private record Row(double[] features, int label, double target, double weight) {}

    @ParameterizedTest
    @CsvSource({
        "1, 40, uniform, 0",
        "10, 40, uniform, 0.1",
        "7, 100, inverse, 0",
        "5, 64, inverse, 0.4",
        "50, 30, uniform, 0.2"
    })
    void votesAsANaiveSearch(int neighbours, int window, String weighting, double missing) {
        Map<String, String> values =
                Map.of("neighbours", "" + neighbours, "window", "" + window, "weighting", weighting);
        Classifier classifier = Learners.classifier("knn").create(SCHEMA, values, 1);
        Regressor regressor = Learners.regressor("knn").create(SCHEMA, values, 1);
        SplittableRandom random = new SplittableRandom(neighbours);
        ArrayDeque<Row> kept = new ArrayDeque<>();
        int ties = 0;
        for (int i = 0; i < 1_500; i++) {
            Row next = row(random, missing);
            if (!kept.isEmpty()) {
                double[] distances = kept.stream()
                        .mapToDouble(row -> distance(next.features, row.features, new ArrayList<>(kept)))
                        .toArray();
                double[] sorted = distances.clone();
                Arrays.sort(sorted);
                double last = sorted[Math.min(neighbours, sorted.length) - 1];
                ties += neighbours < sorted.length && sorted[neighbours] == last ? 1 : 0;
                double[] votes = new double[classifier.classes()];
                double sum = 0;
                double total = 0;
                int at = 0;
                for (Row row : kept) {
                    double distance = distances[at++];
                    if (distance <= last) {
                        double vote =
                                row.weight * (weighting.equals("uniform") ? 1 : 1 / (Math.sqrt(distance) + 0.001));
                        votes[row.label] += vote;
                        sum += vote * row.target;
                        total += vote;
                    }
                }
                double[] told = new double[classifier.classes()];
                classifier.probabilities(next.features, told);
                for (int c = 0; c < votes.length; c++) {
                    assertThat(told[c]).as("record %d", i).isCloseTo(votes[c] / total, within(1e-9));
                }
                assertThat(regressor.predict(next.features)).isCloseTo(sum / total, within(1e-9));
            }
            classifier.learn(next.features, next.label, next.weight);
            regressor.learn(next.features, next.target, next.weight);
            kept.addLast(next);
            if (kept.size() > window) {
                kept.removeFirst();
            }
        }
        assertThat(neighbours < window ? ties : 1).isPositive();
    }

    @Test
    void aNewFeatureCountsWhereBothHaveIt() {
        Regressor regressor = Learners.regressor("knn").create(Schema.numeric(1), Map.of("neighbours", "1"), 1);
        regressor.learn(new double[] {0}, 10);
        regressor.learn(new double[] {10}, 20);
        regressor.learn(new double[] {9, 0}, 30);
        regressor.learn(new double[] {9, 8}, 40);
        // By the first feature of range 10, records 2 to 4 are 0, 0.1 and 0.1 away; the second, of range 8, adds 0.75
        // or 0.25.
        assertThat(regressor.predict(new double[] {10, 6})).isEqualTo(20);
        assertThat(regressor.predict(new double[] {9, 6})).isEqualTo(20);
        assertThat(regressor.predict(new double[] {9, 7.9})).isEqualTo(40);
    }

    @Test
    void keepsFewerRecordsThanTheWindowWhereMemoryDoesNotHoldThem() {
        Map<String, String> values = Map.of("neighbours", "1", "memory", "2 mb");
        Regressor regressor = Learners.regressor("knn").create(Schema.numeric(10_000), values, 1);
        double[] row = new double[10_000];
        for (int i = 0; i < 60; i++) {
            Arrays.fill(row, i);
            regressor.learn(row, i);
            assertThat(regressor.memoryBytes()).isLessThanOrEqualTo(2L << 20);
        }
        // 1 MiB less what 10,000 features take by themselves leaves room for 5 records at least, and less than 13 of 80
        // kB.
        Arrays.fill(row, 0);
        assertThat(regressor.predict(row)).isBetween(34.0, 50.0);
    }

    @Test
    void forgetsNarrowRecordsWhereAWideOneComes() {
        Map<String, String> values = Map.of("neighbours", "1", "memory", "2 mb");
        Classifier classifier = Learners.classifier("knn").create(Schema.numeric(2), values, 1);
        for (int i = 0; i < 2_000; i++) {
            classifier.learn(new double[] {i, -i}, 0);
        }
        classifier.learn(new double[10_000], 1);
        assertThat(classifier.memoryBytes()).isLessThanOrEqualTo(2L << 20);
        assertThat(classifier.predict(new double[10_000])).isEqualTo(1);
    }

    private static Row row(SplittableRandom random, double missing) {
        double[] features = new double[SCHEMA.size()];
        for (int j = 0; j < features.length; j++) {
            features[j] = j < NUMERIC ? VALUES[random.nextInt(4)] : random.nextInt(3);
            if (random.nextDouble() < missing) {
                features[j] = Double.NaN;
            }
        }
        return new Row(features, random.nextInt(3), random.nextInt(100), random.nextInt(4) == 0 ? 2 : 1);
    }

    private static double distance(double[] a, double[] b, List<Row> kept) {
        double sum = 0;
        int compared = 0;
        int common = 0;
        for (int j = 0; j < a.length; j++) {
            int feature = j;
            double low = kept.stream()
                    .mapToDouble(row -> row.features[feature])
                    .filter(v -> !Double.isNaN(v))
                    .min()
                    .orElse(a[j]);
            double high = kept.stream()
                    .mapToDouble(row -> row.features[feature])
                    .filter(v -> !Double.isNaN(v))
                    .max()
                    .orElse(a[j]);
            double range = Math.max(high, a[j]) - Math.min(low, a[j]);
            boolean number = j < NUMERIC;
            if (Double.isNaN(a[j]) || number && range == 0) {
                continue;
            }
            compared++;
            if (!Double.isNaN(b[j])) {
                common++;
                double difference = number ? (a[j] - b[j]) * (1 / range) : a[j] == b[j] ? 0 : 1;
                sum += difference * difference;
            }
        }
        return common == 0 ? compared : common < compared ? sum * ((double) compared / common) : sum;
    }
}
