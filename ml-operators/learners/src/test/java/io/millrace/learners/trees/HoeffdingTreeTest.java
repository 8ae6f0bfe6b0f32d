package io.millrace.learners.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learners.Bodies;
import io.millrace.learners.Classifier;
import io.millrace.learners.Inputs;
import io.millrace.learners.Learners;
import io.millrace.learners.Parameters;
import io.millrace.learners.Schema;
import io.millrace.learners.SplitMix64;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HoeffdingTreeTest {
    private static TreeClassifier<?> tree(String name, Schema schema, Map<String, String> values) {
        return (TreeClassifier<?>) Learners.classifier(name).create(schema, values, 1);
    }

    private static double[] row(SplitMix64 random, int width) {
        double[] row = new double[width];
        Arrays.setAll(row, i -> random.nextDouble());
        return row;
    }

    /** The gain of the true border is near one bit, which exceeds the bound of 0.2007 at the first look. */
    @Test
    void splitsAtTheFirstLookWhereOneFeatureDecides() {
        TreeClassifier<?> tree = tree("hoeffding-tree", Schema.numeric(3), Map.of());
        SplitMix64 random = new SplitMix64(1);
        for (int i = 1; i <= 200; i++) {
            double[] row = row(random, 3);
            assertThat(tree.nodes()).isEqualTo(1);
            tree.learn(row, row[1] > 0.5 ? 1 : 0);
        }
        assertThat(tree.nodes()).isEqualTo(3);
        assertThat(tree.growth.root.feature).isEqualTo(1);
        assertThat(tree.growth.root.threshold).isCloseTo(0.5, within(0.06));
    }

    /** With two equal features the bound has to fall below the tie threshold: ln(1e7) / (2 * 0.05^2) = 3223.6. */
    @Test
    void splitsBetweenEqualFeaturesOnceTheBoundIsATie() {
        TreeClassifier<?> tree = tree("hoeffding-tree", Schema.numeric(2), Map.of());
        SplitMix64 random = new SplitMix64(1);
        int grown = 0;
        for (int i = 1; i <= 4_000 && grown == 0; i++) {
            double x = random.nextDouble();
            tree.learn(new double[] {x, x}, x > 0.5 ? 1 : 0);
            grown = tree.nodes() > 1 ? i : 0;
        }
        assertThat(grown).isEqualTo(3_400);
    }

    /** The extremely fast tree asks only whether a split is better than none. */
    @Test
    void theFastTreeDoesNotWaitForEqualFeatures() {
        TreeClassifier<?> tree = tree("extremely-fast-tree", Schema.numeric(2), Map.of());
        SplitMix64 random = new SplitMix64(1);
        for (int i = 1; i <= 200; i++) {
            double x = random.nextDouble();
            tree.learn(new double[] {x, x}, x > 0.5 ? 1 : 0);
        }
        assertThat(tree.nodes()).isEqualTo(3);
    }

    @Test
    void theFastTreeRevisesItsFirstSplit() {
        TreeClassifier<?> tree = tree("extremely-fast-tree", Schema.numeric(2), Map.of());
        SplitMix64 random = new SplitMix64(1);
        for (int i = 0; i < 30_000; i++) {
            double[] row = row(random, 2);
            tree.learn(row, row[i < 1_000 ? 0 : 1] > 0.5 ? 1 : 0);
            if (i == 999) {
                assertThat(tree.growth.root.feature).isZero();
            }
        }
        assertThat(tree.growth.root.feature).isEqualTo(1);
    }

    @Test
    void takesTheLargerBranchWhereTheFeatureIsMissing() {
        TreeClassifier<?> tree = tree("hoeffding-tree", Schema.numeric(1), Map.of("leaf-prediction", "majority"));
        SplitMix64 random = new SplitMix64(1);
        for (int i = 0; i < 2_000; i++) {
            double x = random.nextDouble();
            tree.learn(new double[] {x}, x > 0.3 ? 1 : 0);
        }
        assertThat(tree.growth.root.feature).isZero();
        assertThat(tree.growth.root.missingLeft).isFalse();
        assertThat(tree.predict(new double[] {Double.NaN})).isEqualTo(1);
        assertThat(tree.predict(new double[] {0.1})).isZero();
    }

    @Test
    void learnsAConceptOfNominalFeatures() {
        TreeClassifier<?> tree = tree("hoeffding-tree", Schema.of(true, true), Map.of());
        SplitMix64 random = new SplitMix64(1);
        int hits = 0;
        for (int i = 0; i < 20_000; i++) {
            double[] row = {random.nextInt(4), random.nextInt(3)};
            int label = row[0] == 2 ? (row[1] == 1 ? 0 : 1) : (int) row[1];
            hits += i >= 15_000 && tree.predict(row) == label ? 1 : 0;
            tree.learn(row, label);
        }
        assertThat(hits).isEqualTo(5_000);
    }

    /** A border that the least of two numbers passes: naive Bayes cannot follow it, branches can. */
    @ParameterizedTest
    @ValueSource(strings = {"hoeffding-tree", "hoeffding-adaptive-tree", "extremely-fast-tree"})
    void learnsABorderOfTwoFeatures(String name) {
        TreeClassifier<?> tree = tree(name, Schema.numeric(4), Map.of());
        SplitMix64 random = new SplitMix64(1);
        int hits = 0;
        for (int i = 0; i < 40_000; i++) {
            double[] row = row(random, 4);
            int label = Math.min(row[0], row[3]) > 0.4 ? 1 : 0;
            hits += i >= 35_000 && tree.predict(row) == label ? 1 : 0;
            tree.learn(row, label);
        }
        assertThat(hits).isGreaterThan(4_850);
    }

    @Test
    void onlyTheAdaptiveTreeRecoversSoonFromAChange() {
        int[] hits = new int[2];
        String[] names = {"hoeffding-tree", "hoeffding-adaptive-tree"};
        for (int k = 0; k < 2; k++) {
            TreeClassifier<?> tree = tree(names[k], Schema.numeric(3), Map.of());
            SplitMix64 random = new SplitMix64(5);
            for (int i = 0; i < 40_000; i++) {
                double[] row = row(random, 3);
                boolean side = row[i < 30_000 ? 0 : 1] > 0.5;
                int label = side == i < 30_000 ? 1 : 0;
                hits[k] += i >= 35_000 && tree.predict(row) == label ? 1 : 0;
                tree.learn(row, label);
            }
        }
        assertThat(hits[1]).isGreaterThan(4_800);
        assertThat(hits[0]).isLessThan(hits[1] - 250);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hoeffding-tree", "hoeffding-adaptive-tree", "extremely-fast-tree"})
    void staysWithinItsMemoryAndStillLearns(String name) {
        boolean plain = name.equals("hoeffding-tree");
        Classifier tree = tree(name, Schema.numeric(10), Map.of(plain ? "max-bytes" : "tree.max-bytes", "64 kb"));
        SplitMix64 random = new SplitMix64(1);
        int hits = 0;
        for (int i = 0; i < 100_000; i++) {
            double[] row = row(random, 10);
            int label = (row[0] > 0.5 ? 1 : 0) + (row[1] > row[2] ? 2 : 0) + (row[3] * row[4] > 0.25 ? 4 : 0);
            hits += i >= 90_000 && tree.predict(row) == label ? 1 : 0;
            tree.learn(row, label);
            assertThat(tree.memoryBytes()).isLessThan(68 * 1_024);
        }
        // The most frequent of the eight classes makes up some 30 %.
        assertThat(hits).isGreaterThan(5_000);
    }

    @Test
    void membersOfEnsemblesLookAtTheirFeaturesOnlyAndGoOnAfterASnapshot() {
        Inputs inputs = new Inputs(Schema.of(false, false, true, false, false, false, false, false, false));
        HoeffdingTree.Settings settings =
                Parameters.of(HoeffdingTree.Settings.class, Map.of("grace-period", "50", "split-confidence", "0.01"));
        HoeffdingTree tree = new HoeffdingTree(inputs, settings, new int[] {1, 2, 3, 6, 7}, Subspace.root(), 7);
        HoeffdingTree copy = tree;
        SplitMix64 random = new SplitMix64(1);
        double[] told = new double[2];
        double[] again = new double[2];
        for (int i = 0; i < 6_000; i++) {
            double[] row = row(random, 9);
            row[2] = random.nextInt(5);
            int label = row[1] + row[3] > 1 && row[2] != 3 ? 1 : 0;
            tree.probabilities(row, told, 2);
            copy.probabilities(row, again, 2);
            assertThat(again).containsExactly(told);
            row[0] = random.nextDouble();
            row[8] = Double.NaN;
            copy.probabilities(row, again, 2);
            assertThat(again).containsExactly(told);
            tree.learn(row, label, 1 + random.nextInt(3));
            if (i % 1_000 == 10) {
                HoeffdingTree kept = tree;
                byte[] body = Bodies.write(kept::write);
                copy = new HoeffdingTree(inputs, settings, Subspace.root(), Bodies.read(body));
                byte[] second = Bodies.write(copy::write);
                assertThat(second).isEqualTo(body);
                assertThat(copy.memoryBytes()).isBetween(kept.memoryBytes() - 600, kept.memoryBytes() + 600);
                tree = copy;
            }
        }
        assertThat(tree.nodes()).isGreaterThan(10);
        tree.reset();
        assertThat(tree.nodes()).isEqualTo(1);
        assertThat(tree.classes()).isZero();
    }

    @Test
    void subspacesDrawSoManyFeatures() {
        Inputs inputs = new Inputs(Schema.of(false, true, false, false, true, false, false, false, false));
        SplitMix64 random = new SplitMix64(1);
        int[] drawn = new int[9];
        for (int i = 0; i < 9_000; i++) {
            int[] features = Subspace.root().draw(inputs, null, random).features();
            assertThat(features).hasSize(4).doesNotHaveDuplicates();
            for (int feature : features) {
                drawn[feature]++;
            }
        }
        for (int each : drawn) {
            assertThat(each).isBetween(3_800, 4_200);
        }
        assertThat(Subspace.share(0.6).of(9)).isEqualTo(6);
        assertThat(Subspace.share(0.6).of(10)).isEqualTo(6);
        assertThat(Subspace.share(0.6).of(2)).isEqualTo(2);
        assertThat(Subspace.share(0.01).of(9)).isEqualTo(1);
        assertThat(Subspace.all().of(9)).isEqualTo(9);
    }
}
