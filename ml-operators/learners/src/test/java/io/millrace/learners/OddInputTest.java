package io.millrace.learners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No input brings a learner to NaN, to an exception, or out of what its role promises. */
final class OddInputTest {
    private static final Set<String> LABELS_ALONE = Set.of("no-change", "majority-class");

    static List<LearnerType<?>> learners() {
        return Learners.all();
    }

    static List<LearnerType<?>> predictors() {
        return LearnerContractTest.predictors();
    }

    @ParameterizedTest
    @MethodSource("learners")
    void oddRecordsAnyTime(LearnerType<?> type) {
        Subject subject = Subject.fresh(type, Stream.SCHEMA, 4);
        Stream stream = new Stream(4);
        SplittableRandom random = new SplittableRandom(4);
        for (double[] odd : Rows.ODD) {
            checked(type, subject, odd);
        }
        for (int i = 0; i < 4_000; i++) {
            if (random.nextInt(8) == 0) {
                double[] odd = Rows.ODD.get(random.nextInt(Rows.ODD.size()));
                checked(type, subject, odd);
                double target = random.nextInt(4) == 0 ? (random.nextBoolean() ? 1e308 : -1e308) : random.nextDouble();
                subject.learn(odd, random.nextInt(4), target, random.nextInt(3) == 0 ? 1e6 : 1);
            } else {
                stream.next();
                checked(type, subject, stream.features);
                subject.learn(stream.features, stream.label, stream.target, 1);
            }
        }
        Snapshots.read(Snapshots.bytes(subject.learner), Learner.class);
    }

    @ParameterizedTest
    @MethodSource("predictors")
    void comesBackFromOneWildRecord(LearnerType<?> type) {
        if (type.role() != LearnerType.Role.REGRESSOR) {
            return;
        }
        Subject subject = Subject.fresh(type, Schema.numeric(2), 4);
        SplittableRandom random = new SplittableRandom(4);
        double error = 0;
        for (int i = 0; i < 20_000; i++) {
            double[] row = {random.nextDouble(), random.nextDouble()};
            double target = 10 + 5 * row[0] - 3 * row[1];
            if (i > 19_000) {
                error += Math.abs(subject.predict(row)[0] - target) / 1_000;
            }
            subject.learn(i == 500 ? new double[] {50, -50} : row, 0, i == 500 ? 1e3 : target, 1);
        }
        // The mean absolute deviation of the target from its mean is about 1.4.
        assertThat(error).as(type.id()).isLessThan(3);
    }

    @ParameterizedTest
    @MethodSource("predictors")
    void nothingLearnedYet(LearnerType<?> type) {
        Subject subject = Subject.fresh(type, Schema.numeric(3), 1);
        double[] told = subject.predict(new double[] {1, 2, 3});
        assertThat(told).containsExactly(type.role() == LearnerType.Role.CLASSIFIER ? -1 : 0);
    }

    @ParameterizedTest
    @MethodSource("predictors")
    void noFeaturesAtAll(LearnerType<?> type) {
        Subject subject = Subject.fresh(type, Schema.numeric(0), 1);
        for (int i = 0; i < 500; i++) {
            double[] none = new double[0];
            checked(type, subject, none);
            subject.learn(none, i % 3 == 0 ? 1 : 0, i % 3, 1);
        }
    }

    @ParameterizedTest
    @MethodSource("predictors")
    void constantFeaturesAndOneClass(LearnerType<?> type) {
        Subject subject = Subject.fresh(type, Schema.numeric(3), 1);
        double[] same = {5, 0, -2};
        for (int i = 0; i < 2_000; i++) {
            checked(type, subject, same);
            subject.learn(same, 0, 42, 1);
        }
        double[] told = subject.predict(same);
        if (type.role() == LearnerType.Role.CLASSIFIER) {
            assertThat(told).containsExactly(1, 0);
        } else {
            assertThat(told[0]).as(type.id()).isCloseTo(42, within(0.5));
        }
    }

    @ParameterizedTest
    @MethodSource("predictors")
    void aNewClassAfterTenThousandRecords(LearnerType<?> type) {
        if (type.role() != LearnerType.Role.CLASSIFIER) {
            return;
        }
        Subject subject = Subject.fresh(type, Schema.numeric(2), 1);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 10_000; i++) {
            double x = random.nextDouble();
            subject.learn(new double[] {x, random.nextDouble()}, x < 0.5 ? 0 : 1, 0, 1);
        }
        int hits = 0;
        for (int i = 0; i < 6_000; i++) {
            int label = random.nextInt(3);
            double[] row = {label + random.nextDouble() * 0.4, random.nextDouble()};
            double[] told = checked(type, subject, row);
            if (i >= 5_000 && told[told.length - 1] == label) {
                hits++;
            }
            subject.learn(row, label == 2 ? 7 : label, 0, 1);
        }
        assertThat(((Classifier) subject.learner).classes()).isEqualTo(8);
        if (!LABELS_ALONE.contains(type.name())) {
            // The classes do not overlap; by chance 333 are right.
            assertThat(hits).as(type.id()).isGreaterThan(600);
        }
        checked(type, subject, new double[] {2.2, 0.5});
    }

    @ParameterizedTest
    @MethodSource("predictors")
    void tenThousandFeatures(LearnerType<?> type) {
        int width = 10_000;
        Subject subject = Subject.fresh(type, Schema.numeric(width), 1);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 250; i++) {
            double[] row = new double[width];
            for (int j = 0; j < width; j++) {
                row[j] = random.nextInt(10) == 0 ? random.nextDouble() : 0;
            }
            int label = random.nextInt(2);
            row[0] = label;
            checked(type, subject, row);
            subject.learn(row, label, label, 1);
        }
        assertThat(subject.learner.memoryBytes()).as(type.id()).isLessThan(256L << 20);
    }

    @ParameterizedTest
    @MethodSource("predictors")
    void featuresAndCategoriesThatAppearLater(LearnerType<?> type) {
        Subject subject = Subject.fresh(type, Schema.of(false, true), 1);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 3_000; i++) {
            int width = i < 1_000 ? 2 : i < 2_000 ? 3 : 7;
            double[] row = new double[width];
            for (int j = 0; j < width; j++) {
                row[j] = random.nextDouble();
            }
            row[1] = random.nextInt(1 + i / 50);
            checked(type, subject, row);
            subject.learn(row, (int) row[1] % 3, row[0] + row[1] % 3, 1);
        }
        for (int width = 0; width < 10; width++) {
            checked(type, subject, new double[width]);
        }
    }

    static double[] checked(LearnerType<?> type, Subject subject, double[] row) {
        double[] told = subject.predict(row);
        if (type.role() == LearnerType.Role.REGRESSOR) {
            assertThat(told[0]).as(type.id()).isFinite();
        } else if (type.role() == LearnerType.Role.CLASSIFIER && told.length > 1) {
            int classes = told.length - 1;
            double sum = 0;
            int best = 0;
            for (int c = 0; c < classes; c++) {
                if (!(told[c] >= 0 && told[c] <= 1)) {
                    assertThat(told[c])
                            .as("%s, probability of class %d", type, c)
                            .isBetween(0.0, 1.0);
                }
                sum += told[c];
                best = told[c] > told[best] ? c : best;
            }
            assertThat(sum).as(type.id()).isCloseTo(1, within(1e-9));
            assertThat(told[classes]).as(type.id()).isEqualTo(best);
        }
        return told;
    }
}
