package io.millrace.learners.ensembles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learners.Classifier;
import io.millrace.learners.Learners;
import io.millrace.learners.Regressor;
import io.millrace.learners.SplitMix64;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against base learners that are given the same weights by hand. */
final class OnlineBaggingTest {
    private static final int MEMBERS = 3;

    private final PoissonWeights weights = new PoissonWeights(1);

    private static SplitMix64[] lots(long seed) {
        SplitMix64[] lots = new SplitMix64[MEMBERS];
        for (int i = 0; i < MEMBERS; i++) {
            lots[i] = new SplitMix64(TreeEnsemble.seed(seed, i));
        }
        return lots;
    }

    @Test
    void classifiersAreTheMeanOfBaseLearnersWithTheirWeights() {
        Classifier bag = Learners.classifier("online-bagging")
                .create(
                        Concepts.SCHEMA,
                        Map.of("members", "3", "learner", "logistic-regression(learning-rate=0.3)"),
                        7);
        SplitMix64[] lots = lots(7);
        Classifier[] bases = new Classifier[MEMBERS];
        for (int i = 0; i < MEMBERS; i++) {
            bases[i] = Learners.classifier("logistic-regression")
                    .create(Concepts.SCHEMA, Map.of("learning-rate", "0.3"), i);
        }
        Concepts stream = new Concepts(5, 10_000);
        double[] told = new double[3];
        for (int record = 0; record < 2_000; record++) {
            stream.next();
            double[] sum = new double[3];
            for (Classifier base : bases) {
                double[] one = new double[3];
                base.probabilities(stream.features, one);
                for (int c = 0; c < 3; c++) {
                    sum[c] += one[c];
                }
            }
            bag.probabilities(stream.features, told);
            double all = sum[0] + sum[1] + sum[2];
            for (int c = 0; c < 3 && all > 0; c++) {
                assertThat(told[c]).as("record %d", record).isEqualTo(sum[c] / all);
            }
            bag.learn(stream.features, stream.label, 1);
            for (int i = 0; i < MEMBERS; i++) {
                bases[i].learn(stream.features, stream.label, weights.next(lots[i]));
            }
        }
    }

    @Test
    void regressorsAreTheMeanOfBaseLearnersThatKnowAnything() {
        Regressor bag = Learners.regressor("online-bagging")
                .create(Concepts.SCHEMA, Map.of("members", "3", "learner", "mean"), 8);
        SplitMix64[] lots = lots(8);
        double[] sums = new double[MEMBERS];
        double[] counts = new double[MEMBERS];
        Concepts stream = new Concepts(5, 10_000);
        for (int record = 0; record < 500; record++) {
            stream.next();
            double mean = 0;
            int known = 0;
            for (int i = 0; i < MEMBERS; i++) {
                if (counts[i] > 0) {
                    mean += sums[i] / counts[i];
                    known++;
                }
            }
            assertThat(bag.predict(stream.features))
                    .isCloseTo(known == 0 ? 0 : mean / known, org.assertj.core.api.Assertions.within(1e-9));
            bag.learn(stream.features, stream.target, 2);
            for (int i = 0; i < MEMBERS; i++) {
                double weight = 2.0 * weights.next(lots[i]);
                sums[i] += weight * stream.target;
                counts[i] += weight;
            }
        }
    }

    @Test
    void membersShareTheMemory() {
        Classifier bag = Learners.classifier("online-bagging")
                .create(Concepts.SCHEMA, Map.of("members", "3", "max-bytes", "300 kb"), 8);
        // A tree has at least 10,000 bytes: 30 of them do not go into 200 kb.
        assertThat(bag.memoryBytes()).isLessThan(300 << 10);
        assertThatThrownBy(() -> Learners.classifier("online-bagging")
                        .create(Concepts.SCHEMA, Map.of("members", "30", "max-bytes", "200 kb"), 8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("max-bytes");
    }

    @Test
    void whatIsNoLearnerIsRefused() {
        for (String wrong : new String[] {"online-bagging", "no-such", "hoeffding-tree(no-such=1)"}) {
            assertThatThrownBy(() ->
                            Learners.classifier("online-bagging").create(Concepts.SCHEMA, Map.of("learner", wrong), 8))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
