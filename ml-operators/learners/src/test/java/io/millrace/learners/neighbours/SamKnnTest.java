package io.millrace.learners.neighbours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learners.Classifier;
import io.millrace.learners.Learners;
import io.millrace.learners.Schema;
import io.millrace.learners.SplitMix64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The pieces of self-adjusting memory against naive ones, and what they are there for. */
final class SamKnnTest {
    private static final int K = 5;
    private static final int LEAST = 20;
    private static final double[] ONES = {1, 1, 1};

    private final List<double[]> records = new ArrayList<>();
    private final List<Integer> labels = new ArrayList<>();

    @Test
    void predictsFromAnyWindowAndShrinksAsANaiveCount() {
        int shrunk = 0;
        int preferred = 0;
        for (int seed = 1; seed <= 3; seed++) {
            records.clear();
            labels.clear();
            ShortTermMemory memory = new ShortTermMemory(Schema.numeric(3), K, LEAST);
            memory.points().widen(3);
            SplittableRandom random = new SplittableRandom(seed);
            double[] votes = new double[2];
            for (int i = 0; i < 300; i++) {
                double[] record = random.doubles(3).toArray();
                boolean flipped = i >= 150 && seed > 1;
                int label = record[0] + record[1] > 1 != flipped ? 1 : 0;
                memory.search(record, ONES);
                assertThat(nearest(memory.nearest())).allMatch(slot -> slot < records.size());
                memory.add(record, label, 0, 300);
                records.add(record);
                labels.add(label);
                memory.compare(votes);
                int told = memory.choose();
                if (i % 20 == 19) {
                    int expected = naiveExcess();
                    assertThat(told).as("seed %d, record %d", seed, i).isEqualTo(expected);
                    shrunk += expected > 0 ? 1 : 0;
                    preferred += expected == 0 ? 1 : 0;
                }
            }
        }
        assertThat(shrunk).isPositive();
        assertThat(preferred).isPositive();
    }

    /** Share of the window, and of all records, that predicts each of the latest records, by sorting. */
    private int naiveExcess() {
        int size = records.size();
        double best = 4;
        int excess = 0;
        for (int window = LEAST; window < size; window *= 2) {
            int gain = 0;
            int differences = 0;
            for (int i = size - window; i < size; i++) {
                boolean own = naive(i, Math.max(0, i - window)) == labels.get(i);
                boolean whole = naive(i, 0) == labels.get(i);
                gain += (own ? 1 : 0) - (whole ? 1 : 0);
                differences += own == whole ? 0 : 1;
            }
            double deviations = gain / Math.sqrt(Math.max(1, differences));
            if (deviations > best) {
                best = deviations;
                excess = size - window;
            }
        }
        return excess;
    }

    private int naive(int position, int start) {
        double[] votes = new double[2];
        double[] distances = IntStream.range(start, position)
                .mapToDouble(i -> distance(records.get(i), records.get(position)))
                .toArray();
        double[] sorted = distances.clone();
        Arrays.sort(sorted);
        for (int i = 0; i < distances.length; i++) {
            if (distances[i] <= sorted[Math.min(K, sorted.length) - 1]) {
                votes[labels.get(start + i)] += 1 / Math.sqrt(distances[i]);
            }
        }
        return distances.length == 0 ? -1 : votes[1] > votes[0] ? 1 : 0;
    }

    private static double distance(double[] a, double[] b) {
        return IntStream.range(0, a.length)
                .mapToDouble(j -> (a[j] - b[j]) * (a[j] - b[j]))
                .sum();
    }

    private static double inPlane(double[] a, double[] b) {
        return (a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]);
    }

    private static List<Integer> nearest(NearestList list) {
        return Arrays.stream(list.slots, 0, list.count).boxed().toList();
    }

    @Test
    void deletesTheNearestThatContradictWithinTheBound() {
        SplittableRandom random = new SplittableRandom(9);
        int deleted = 0;
        for (int round = 0; round < 200; round++) {
            LongTermMemory memory = new LongTermMemory(new Points(Schema.numeric(3)), K);
            memory.points().widen(3);
            List<double[]> all = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                double[] record = {random.nextDouble(), random.nextDouble(), random.nextInt(3)};
                all.add(record);
                memory.add(record, (int) record[2], 30);
            }
            double[] inverse = {1, 1, 0};
            double[] asked = {random.nextDouble(), random.nextDouble(), 1};
            double bound = random.nextDouble() * 0.1;
            List<double[]> near = all.stream()
                    .sorted(Comparator.comparingDouble(record -> inPlane(record, asked)))
                    .limit(K)
                    .filter(record -> record[2] != 1 && inPlane(record, asked) <= bound)
                    .toList();
            memory.search(asked, inverse);
            memory.clean(1, bound);
            List<List<Double>> left = new ArrayList<>();
            for (int slot = 0; slot < memory.size(); slot++) {
                double[] record = new double[3];
                memory.points().get(slot, record);
                assertThat(memory.label(slot)).isEqualTo((int) record[2]);
                left.add(Arrays.stream(record).boxed().toList());
            }
            all.removeAll(near);
            deleted += near.size();
            assertThat(left)
                    .containsExactlyInAnyOrderElementsOf(all.stream()
                            .map(record -> Arrays.stream(record).boxed().toList())
                            .toList());
        }
        assertThat(deleted).isGreaterThan(100);
    }

    @Test
    void centresAreMeansAndMostFrequentCategoriesOfRecordsNearOneAnother() {
        Schema schema = Schema.of(false, true);
        Points points = new Points(schema);
        points.widen(2);
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 60; i++) {
            double value = i % 7 == 0 ? Double.NaN : 100 * (i % 3) + random.nextDouble();
            points.add(new double[] {value, i % 3}, 60);
        }
        Clusters clusters = new Clusters(points, 30, new double[] {0.01, 0}, new SplitMix64(1));
        assertThat(clusters.count()).isEqualTo(30);
        double[] centre = new double[2];
        for (int cluster = 0; cluster < 30; cluster++) {
            int own = cluster;
            int[] members = IntStream.range(0, 60)
                    .filter(i -> clusters.member(i) == own)
                    .toArray();
            assertThat(members).isNotEmpty();
            assertThat(Arrays.stream(members).map(i -> i % 3).distinct().count())
                    .as("groups in a cluster")
                    .isEqualTo(1);
            clusters.centre(cluster, centre);
            double mean = Arrays.stream(members)
                    .mapToDouble(i -> points.get(i, 0))
                    .filter(value -> !Double.isNaN(value))
                    .average()
                    .orElse(Double.NaN);
            assertThat(centre[0]).isEqualTo(mean, within(1e-9));
            assertThat(centre[1]).isEqualTo(members[0] % 3);
        }
    }

    @Test
    void recordsThatAreAllTheSameAreOneCluster() {
        Points points = new Points(Schema.numeric(1));
        points.widen(1);
        for (int i = 0; i < 20; i++) {
            points.add(new double[] {3}, 20);
        }
        assertThat(new Clusters(points, 10, new double[] {1}, new SplitMix64(1)).count())
                .isEqualTo(1);
    }

    @Test
    void compressingHalvesEachClass() {
        LongTermMemory memory = new LongTermMemory(new Points(Schema.numeric(3)), K);
        memory.points().widen(3);
        SplittableRandom random = new SplittableRandom(2);
        int[] counts = {10, 25, 1};
        for (int label = 0; label < 3; label++) {
            for (int i = 0; i < counts[label]; i++) {
                memory.add(random.doubles(3).map(x -> x).toArray(), label, 100);
            }
        }
        memory.compress(3, ONES, new SplitMix64(1));
        int[] left = new int[3];
        for (int slot = 0; slot < memory.size(); slot++) {
            left[memory.label(slot)]++;
        }
        assertThat(left).containsExactly(5, 13, 1);
    }

    @Test
    void forgetsWhatChangedAndKnowsWhatComesBack() {
        Classifier adjusting = Learners.classifier("sam-knn").create(Schema.numeric(2), 1);
        Classifier window = Learners.classifier("knn").create(Schema.numeric(2), 1);
        SplittableRandom random = new SplittableRandom(3);
        int[] wrong = new int[2];
        for (int i = 0; i < 6_000; i++) {
            // Labels flip at 2,000 for good; from 4,000 on records come from elsewhere, and back again at 5,500.
            double shift = i >= 4_000 && i < 5_500 ? 5 : 0;
            double[] record = {random.nextDouble() + shift, random.nextDouble()};
            int label = record[0] - shift > record[1] != i >= 2_000 ? 1 : 0;
            if (i >= 2_000 && i < 2_500 || i >= 5_500 && i < 5_550) {
                wrong[0] += adjusting.predict(record) == label ? 0 : 1;
                wrong[1] += window.predict(record) == label ? 0 : 1;
            }
            adjusting.learn(record, label);
            window.learn(record, label);
        }
        assertThat(wrong[0]).isLessThan(wrong[1] / 2);
    }
}
