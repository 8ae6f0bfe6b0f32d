package io.millrace.learners.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learners.Averageable;
import io.millrace.learners.Classifier;
import io.millrace.learners.Learner;
import io.millrace.learners.LearnerType;
import io.millrace.learners.Learners;
import io.millrace.learners.Regressor;
import io.millrace.learners.Schema;
import io.millrace.learners.Snapshots;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Averages of models that learned apart from one beginning. */
final class AveragingTest {
    /** Two numbers of very different means and deviations, and a nominal feature. */
    private static final Schema SCHEMA = Schema.of(false, false, true);

    static List<LearnerType<?>> averageable() {
        List<LearnerType<?>> types = new ArrayList<>();
        for (LearnerType<?> type : Learners.all()) {
            if (type.create(SCHEMA, 1) instanceof Averageable learner && learner.isAverageable()) {
                types.add(type);
            }
        }
        return types;
    }

    static List<LearnerType<?>> regressors() {
        return averageable().stream()
                .filter(type -> type.role() == LearnerType.Role.REGRESSOR)
                .toList();
    }

    static List<LearnerType<?>> classifiers() {
        return averageable().stream()
                .filter(type -> type.role() == LearnerType.Role.CLASSIFIER)
                .toList();
    }

    @Test
    void linearLearnersCanBeAveraged() {
        assertThat(averageable())
                .extracting(LearnerType::id)
                .containsExactly(
                        "regressor/sgd",
                        "regressor/passive-aggressive",
                        "regressor/quantile",
                        "classifier/logistic-regression",
                        "classifier/linear-svm",
                        "classifier/passive-aggressive",
                        "classifier/one-vs-rest");
        assertThat(Learners.classifier("one-vs-rest").create(SCHEMA, Map.of("learner", "hoeffding-tree"), 1))
                .isInstanceOfSatisfying(Averageable.class, learner -> assertThat(learner.isAverageable())
                        .isFalse());
    }

    /** Records of which all models know every category and in which no number is far from its mean. */
    private static List<double[]> records(int count, SplittableRandom random) {
        List<double[]> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(new double[] {1_000 + 3 * random.nextDouble(), random.nextDouble() / 50, random.nextInt(3)});
        }
        return records;
    }

    private static double target(double[] x, SplittableRandom random) {
        return 500 + 7 * (x[0] - 1_000) - 300 * x[1] + 4 * x[2] + random.nextDouble();
    }

    private static void learn(Learner learner, List<double[]> records, SplittableRandom random) {
        for (double[] x : records) {
            double y = target(x, random);
            if (learner instanceof Regressor regressor) {
                regressor.learn(x, y);
            } else {
                ((Classifier) learner).learn(x, y < 507 ? 0 : y < 512 ? 1 : 2);
            }
        }
    }

    private static <L extends Learner> L copy(L learner, Class<L> type) {
        return Snapshots.read(Snapshots.bytes(learner), type);
    }

    /** The base, and two that went on from it by 300 and 100 records. */
    private record Apart(Learner base, Learner first, Learner second) {
        static Apart of(LearnerType<?> type, Map<String, String> parameters, int before, long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            Learner base = type.create(SCHEMA, parameters, 1);
            learn(base, records(before, random), random);
            Learner first = copy(base, Learner.class);
            Learner second = copy(base, Learner.class);
            learn(first, records(300, random), random);
            learn(second, records(100, random), random);
            return new Apart(base, first, second);
        }

        void average() {
            ((Averageable) base).average(List.of(first, second), new long[] {300, 100});
        }
    }

    @ParameterizedTest
    @MethodSource("regressors")
    void predictsTheWeightedMeanOfPredictions(LearnerType<?> type) {
        for (int before : new int[] {0, 200}) {
            Apart apart = Apart.of(type, Map.of(), before, 3);
            apart.average();
            for (double[] x : records(200, new SplittableRandom(8))) {
                double expected =
                        0.75 * ((Regressor) apart.first).predict(x) + 0.25 * ((Regressor) apart.second).predict(x);
                assertThat(((Regressor) apart.base).predict(x)).isCloseTo(expected, within(1e-9 * 500));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("classifiers")
    void scoresTheWeightedMeanOfScores(LearnerType<?> type) {
        if (type == OneVsRest.TYPE) {
            return;
        }
        for (int before : new int[] {0, 200}) {
            Apart apart = Apart.of(type, Map.of(), before, 4);
            apart.average();
            for (double[] x : records(200, new SplittableRandom(9))) {
                for (int c = 1; c < 3; c++) {
                    double first = lead(apart.first, x, c);
                    double second = lead(apart.second, x, c);
                    assertThat(lead(apart.base, x, c)).isCloseTo(0.75 * first + 0.25 * second, within(1e-7));
                }
            }
        }
    }

    /** By how much the score of a class is above that of class 0. */
    private static double lead(Learner learner, double[] x, int label) {
        double[] into = new double[3];
        ((Classifier) learner).probabilities(x, into);
        return Math.log(into[label] / into[0]) / slope(learner);
    }

    /** The slope by which margins become probabilities, found from the snapshot by nothing but its place. */
    private static double slope(Learner learner) {
        if (learner instanceof LinearSvm svm) {
            return svm.slope();
        }
        return learner instanceof PassiveAggressiveClassifier aggressive ? aggressive.slope() : 1;
    }

    @Test
    void oneVsRestAveragesEachClassByItself() {
        Apart apart = Apart.of(OneVsRest.TYPE, Map.of(), 100, 5);
        Apart alone = new Apart(member(apart.base), member(apart.first), member(apart.second));
        apart.average();
        alone.average();
        double[] two = new double[2];
        double[] three = new double[3];
        for (double[] x : records(50, new SplittableRandom(2))) {
            ((Classifier) alone.base).probabilities(x, two);
            ((Classifier) apart.base).probabilities(x, three);
            double[] others = {0, 0, 0};
            for (int c = 0; c < 3; c++) {
                double[] one = new double[2];
                ((OneVsRest) apart.base).member(c).probabilities(x, one);
                others[c] = one[1];
            }
            assertThat(others[1]).isEqualTo(two[1]);
            assertThat(three[1]).isCloseTo(two[1] / (others[0] + others[1] + others[2]), within(1e-12));
        }
    }

    private static Learner member(Learner oneVsRest) {
        return copy(((OneVsRest) oneVsRest).member(1), Classifier.class);
    }

    /** Means and deviations are those of all records, worked out in two passes. */
    @Test
    void momentsAreThoseOfAllRecords() {
        SplittableRandom random = new SplittableRandom(6);
        List<Double> all = new ArrayList<>();
        for (int before : new int[] {0, 50, 100_000}) {
            all.clear();
            Moments base = new Moments(1);
            learn(base, before, random, all);
            List<Moments> parts = List.of(copy(base), copy(base), copy(base));
            for (int i = 0; i < 3; i++) {
                learn(parts.get(i), i * 100, random, all);
            }
            base.merge(parts);
            double mean = all.stream().mapToDouble(v -> v).average().orElseThrow();
            double variance = all.stream()
                    .mapToDouble(v -> (v - mean) * (v - mean))
                    .average()
                    .orElseThrow();
            assertThat(base.mean(0)).isCloseTo(mean, within(1e-10 * mean));
            assertThat(1 / (base.scale(0) * base.scale(0))).isCloseTo(variance, within(1e-6 * variance));
        }
    }

    private static void learn(Moments moments, int count, SplittableRandom random, List<Double> all) {
        for (int i = 0; i < count; i++) {
            double value = 1e5 + random.nextDouble();
            moments.learn(0, value, 1);
            all.add(value);
        }
    }

    private static Moments copy(Moments moments) {
        return Snapshots.read(Snapshots.bytes(moments::write), in -> new Moments(1, in));
    }

    @ParameterizedTest
    @MethodSource("averageable")
    void theAverageOfOneIsThatOne(LearnerType<?> type) {
        Apart apart = Apart.of(type, Map.of(), 150, 7);
        ((Averageable) apart.base).average(List.of(apart.first), new long[] {300});
        for (double[] x : records(100, new SplittableRandom(1))) {
            assertThat(outputs(apart.base, x)).containsExactly(outputs(apart.first, x), within(1e-9 * 500));
        }
    }

    private static double[] outputs(Learner learner, double[] x) {
        if (learner instanceof Regressor regressor) {
            return new double[] {regressor.predict(x)};
        }
        double[] into = new double[3];
        ((Classifier) learner).probabilities(x, into);
        return into;
    }

    /** An average goes on like any model, read back or not, and models learn nothing by being averaged. */
    @ParameterizedTest
    @MethodSource("averageable")
    void anAverageIsAModelLikeAnyOther(LearnerType<?> type) {
        Apart apart = Apart.of(type, Map.of(), 100, 10);
        byte[] first = Snapshots.bytes(apart.first);
        byte[] second = Snapshots.bytes(apart.second);
        apart.average();
        assertThat(Snapshots.bytes(apart.first)).isEqualTo(first);
        assertThat(Snapshots.bytes(apart.second)).isEqualTo(second);
        Learner restored = copy(apart.base, Learner.class);
        learn(apart.base, records(100, new SplittableRandom(11)), new SplittableRandom(12));
        learn(restored, records(100, new SplittableRandom(11)), new SplittableRandom(12));
        assertThat(Snapshots.bytes(restored)).isEqualTo(Snapshots.bytes(apart.base));
        assertThat(Snapshots.bytes(apart.base)).isNotEqualTo(first);
    }

    /** What only one model knows, it alone decides; the other's lack of it is no vote for nothing. */
    @Test
    void termsOfOneModelAreItsOwn() {
        for (LearnerType<?> type : regressors()) {
            Regressor base = (Regressor) type.create(SCHEMA, 1);
            learn(base, records(400, new SplittableRandom(1)), new SplittableRandom(2));
            Regressor first = copy(base, Regressor.class);
            Regressor second = copy(base, Regressor.class);
            SplittableRandom random = new SplittableRandom(3);
            for (double[] x : records(400, random)) {
                double[] rare = {x[0], x[1], 9};
                first.learn(rare, target(x, random) + 30);
                second.learn(x, target(x, random));
            }
            double[] x = {1_001, 0.01, 9};
            double[] none = {1_001, 0.01, Double.NaN};
            double weight = first.predict(x) - first.predict(none);
            assertThat(weight).isGreaterThan(1);
            ((Averageable) base).average(List.of(first, second), new long[] {400, 400});
            assertThat(base.predict(x) - base.predict(none)).isCloseTo(weight, within(1e-9 * 500));
        }
    }

    /** A class and a feature beyond the schema that came to one model alone. */
    @Test
    void classesAndFeaturesThatOneModelHasAreInTheAverage() {
        for (LearnerType<?> type : classifiers()) {
            Classifier base = (Classifier) type.create(SCHEMA, 1);
            Classifier first = copy(base, Classifier.class);
            Classifier second = copy(base, Classifier.class);
            SplittableRandom random = new SplittableRandom(3);
            for (double[] x : records(300, random)) {
                boolean left = x[0] < 1_001.5;
                first.learn(x, left ? 0 : 1);
                double[] longer = Arrays.copyOf(x, 4);
                longer[3] = left ? 0 : 5;
                second.learn(longer, left ? 0 : 2);
            }
            ((Averageable) base).average(List.of(first, second), new long[] {300, 300});
            assertThat(base.classes()).isEqualTo(3);
            assertThat(base.predict(new double[] {1_000.1, 0.01, 0, 0})).isZero();
            double[] right = outputs(base, new double[] {1_002.9, 0.01, 0, 5});
            assertThat(right[2]).isGreaterThan(10 * right[0]);
            assertThat(right[2]).isGreaterThan(outputs(base, new double[] {1_002.9, 0.01, 0, 0})[2]);
        }
    }

    @Test
    void penalisedWeightsStayZero() {
        Map<String, String> sparse = Map.of("l1", "20");
        Apart apart = Apart.of(LogisticRegression.TYPE, sparse, 0, 13);
        int most = ((LogisticRegression) apart.first).nonZeroWeights()
                + ((LogisticRegression) apart.second).nonZeroWeights();
        apart.average();
        LogisticRegression average = (LogisticRegression) apart.base;
        assertThat(average.nonZeroWeights())
                .isPositive()
                .isLessThanOrEqualTo(most)
                .isLessThan(3 * 6);
        LogisticRegression restored = copy(average, LogisticRegression.class);
        assertThat(restored.nonZeroWeights()).isEqualTo(average.nonZeroWeights());
    }

    @Test
    void othersAreRefused() {
        Regressor one = SgdRegressor.TYPE.create(SCHEMA, 1);
        Averageable base = (Averageable) SgdRegressor.TYPE.create(SCHEMA, 1);
        assertThatThrownBy(() -> base.average(List.of(), new long[0])).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> base.average(List.of(one), new long[] {1, 2})).hasMessageContaining("as many as");
        assertThatThrownBy(() -> base.average(List.of(one), new long[] {0}))
                .hasMessageContaining("at least 1 together");
        assertThatThrownBy(() -> base.average(List.of(one), new long[] {-1})).hasMessageContaining("not -1");
        assertThatThrownBy(() -> base.average(List.of(QuantileRegressor.TYPE.create(SCHEMA, 1)), new long[] {1}))
                .hasMessageContaining("of one setup");
        assertThatThrownBy(() ->
                        base.average(List.of(SgdRegressor.TYPE.create(SCHEMA, Map.of("l2", "0.5"), 1)), new long[] {1}))
                .hasMessageContaining("of one setup");
    }
}
