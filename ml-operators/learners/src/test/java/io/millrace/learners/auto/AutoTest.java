package io.millrace.learners.auto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learners.Learner;
import io.millrace.learners.Schema;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AutoTest {
    private static double[] noise(SplittableRandom random, int width) {
        double[] x = new double[width];
        for (int j = 0; j < width; j++) {
            x[j] = random.nextDouble();
        }
        return x;
    }

    /** No change is right 19 times of 20 here, and nothing can be better. */
    @Test
    void isHardlyWorseThanNoChangeWhereThatIsBest() {
        AutoClassifier auto = AutoClassifier.TYPE.create(Schema.numeric(5), 1);
        SplittableRandom random = new SplittableRandom(1);
        int label = 0;
        int wrong = 0;
        int changes = 0;
        for (int i = 0; i < 6_000; i++) {
            int before = label;
            if (random.nextInt(20) == 0) {
                label = (label + 1 + random.nextInt(3)) % 4;
            }
            double[] x = noise(random, 5);
            if (i >= 1_000) {
                wrong += auto.predict(x) == label ? 0 : 1;
                changes += before == label ? 0 : 1;
            }
            auto.learn(x, label);
        }
        assertThat(wrong).isLessThan((int) (1.1 * changes));
    }

    /** The majority is right 7 times of 10 here, and nothing can be better. */
    @Test
    void isHardlyWorseThanTheMajorityWhereThatIsBest() {
        AutoClassifier auto = AutoClassifier.TYPE.create(Schema.numeric(5), 1);
        SplittableRandom random = new SplittableRandom(2);
        int wrong = 0;
        int others = 0;
        for (int i = 0; i < 6_000; i++) {
            double[] x = noise(random, 5);
            int label = random.nextInt(10) < 7 ? 1 : random.nextInt(3);
            if (i >= 1_000) {
                wrong += auto.predict(x) == label ? 0 : 1;
                others += label == 1 ? 0 : 1;
            }
            auto.learn(x, label);
        }
        assertThat(wrong).isLessThan((int) (1.05 * others));
    }

    /** A random walk: the last target has the least error there can be. */
    @Test
    void isHardlyWorseThanTheLastTargetWhereThatIsBest() {
        AutoRegressor auto = AutoRegressor.TYPE.create(Schema.numeric(4), 1);
        SplittableRandom random = new SplittableRandom(3);
        double target = 100;
        double error = 0;
        double least = 0;
        for (int i = 0; i < 6_000; i++) {
            double step = random.nextDouble() - 0.5;
            double[] x = noise(random, 4);
            target += step;
            if (i >= 1_000) {
                error += Math.pow(target - auto.predict(x), 2);
                least += step * step;
            }
            auto.learn(x, target);
        }
        assertThat(error).isLessThan(1.1 * least);
    }

    /** Nothing but noise: the mean has the least error there can be. */
    @Test
    void isHardlyWorseThanTheMeanWhereThatIsBest() {
        AutoRegressor auto = AutoRegressor.TYPE.create(Schema.numeric(4), 1);
        SplittableRandom random = new SplittableRandom(4);
        double error = 0;
        double least = 0;
        for (int i = 0; i < 6_000; i++) {
            double[] x = noise(random, 4);
            double target = 7 + random.nextDouble();
            if (i >= 1_000) {
                error += Math.pow(target - auto.predict(x), 2);
                least += Math.pow(target - 7.5, 2);
            }
            auto.learn(x, target);
        }
        assertThat(error).isLessThan(1.05 * least);
    }

    @ParameterizedTest
    @CsvSource({
        "64 kb, 2, 2",
        "64 kb, 40, 2",
        "64 kb, 2, 40",
        "64 kb, 40, 40",
        "1 mb, 2, 2",
        "1 mb, 40, 2",
        "1 mb, 40, 40",
        "16 mb, 2, 2",
        "16 mb, 40, 40",
        "64 kb, 2, 0",
        "64 kb, 40, 0",
        "1 mb, 40, 0",
        "16 mb, 40, 0"
    })
    void keepsTheBudget(String memory, int width, int classes) {
        Schema schema = Schema.numeric(width);
        Map<String, String> settings = Map.of("memory", memory);
        AutoClassifier classifier = AutoClassifier.TYPE.create(schema, settings, 1);
        AutoRegressor regressor = AutoRegressor.TYPE.create(schema, settings, 1);
        Learner auto = classes > 0 ? classifier : regressor;
        String[] size = memory.split(" ", -1);
        long budget = Long.parseLong(size[0]) << (size[1].equals("kb") ? 10 : 20);
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 3_000; i++) {
            double[] x = noise(random, width);
            x[0] = random.nextInt(6);
            double sum = x[0] + x[1];
            if (classes > 0) {
                classifier.learn(x, Math.min(classes - 1, (int) (sum * classes / 7)));
            } else {
                regressor.learn(x, sum);
            }
            if (i % 50 == 49) {
                assertThat(auto.memoryBytes()).as("after %d", i + 1).isLessThanOrEqualTo(budget);
            }
        }
    }

    @Test
    void growsWithClassesCategoriesAndFeatures() {
        AutoClassifier auto = AutoClassifier.TYPE.create(Schema.of(true, false), 1);
        SplittableRandom random = new SplittableRandom(6);
        int late = 0;
        int hits = 0;
        for (int i = 0; i < 8_000; i++) {
            boolean second = i >= 4_000;
            double[] x = noise(random, second ? 3 : 2);
            x[0] = random.nextInt(second ? 8 : 4);
            int label = x[1] > 0.5 ? 1 : 0;
            if (second && x[0] >= 6) {
                label = x[2] > 0.5 ? 3 : 2;
            }
            if (i >= 7_000 && x[0] >= 6) {
                late++;
                hits += auto.predict(x) == label ? 1 : 0;
            }
            auto.learn(x, label);
        }
        assertThat(auto.classes()).isEqualTo(4);
        assertThat(hits).isGreaterThan((int) (0.9 * late));
    }

    @Test
    void manyFeaturesStayWithinTheBudgetAndTheOneThatMattersIsFound() {
        AutoClassifier auto = AutoClassifier.TYPE.create(Schema.numeric(10_000), 1);
        SplittableRandom random = new SplittableRandom(7);
        int hits = 0;
        for (int i = 0; i < 1_500; i++) {
            double[] x = noise(random, 10_000);
            int label = x[7_777] > 0.5 ? 1 : 0;
            hits += i >= 1_300 && auto.predict(x) == label ? 1 : 0;
            auto.learn(x, label);
        }
        assertThat(hits).isGreaterThan(150);
        assertThat(auto.memoryBytes()).isLessThanOrEqualTo(16 << 20);
    }

    @Test
    void tellsWhichMembersCarryIt() {
        AutoClassifier classifier = AutoClassifier.TYPE.create(Schema.numeric(2), 1);
        AutoRegressor regressor = AutoRegressor.TYPE.create(Schema.numeric(2), 1);
        SplittableRandom random = new SplittableRandom(8);
        int label = 0;
        for (int i = 0; i < 3_000; i++) {
            double[] x = noise(random, 2);
            label = random.nextInt(50) == 0 ? 1 - label : label;
            classifier.learn(x, label);
            regressor.learn(x, 2 * x[0] - x[1]);
        }
        assertThat(classifier.shares().stream().mapToDouble(MemberShare::share).sum())
                .isCloseTo(1, within(1e-9));
        assertThat(regressor.shares().stream().mapToDouble(MemberShare::share).sum())
                .isCloseTo(1, within(1e-9));
        assertThat(share(classifier, "no-change")).isGreaterThan(2 * share(classifier, "majority-class"));
        assertThat(regressor.shares()).extracting(MemberShare::member).contains("curves", "linear-fast", "mean");
    }

    private static double share(AutoClassifier auto, String member) {
        return auto.shares().stream()
                .filter(each -> each.member().equals(member))
                .mapToDouble(MemberShare::share)
                .sum();
    }
}
