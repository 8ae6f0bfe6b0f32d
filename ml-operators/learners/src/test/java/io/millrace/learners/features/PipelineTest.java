package io.millrace.learners.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learners.Classifier;
import io.millrace.learners.Learners;
import io.millrace.learners.Regressor;
import io.millrace.learners.Schema;
import io.millrace.learners.Snapshots;
import io.millrace.learners.Transformer;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class PipelineTest {
    @Test
    void isWhatItsPartsAreByHand() {
        Regressor pipeline = PipelineRegressor.TYPE.create(
                Schema.numeric(3), Map.of("steps", "standard-scaler(decay=0.99), polynomial", "learner", "sgd"), 1);
        Transformer scaler =
                Learners.transformer("standard-scaler").create(Schema.numeric(3), Map.of("decay", "0.99"), 1);
        Transformer pairs = Learners.transformer("polynomial").create(Schema.numeric(3), 1);
        Regressor learner = Learners.regressor("sgd").create(Schema.numeric(9), 1);
        SplittableRandom random = new SplittableRandom(1);
        double[] scaled = new double[3];
        double[] all = new double[9];
        for (int i = 0; i < 2_000; i++) {
            double[] row = {random.nextDouble(), 100 * random.nextDouble(), random.nextDouble()};
            double target = row[0] * row[1];
            scaler.transform(row, scaled);
            pairs.transform(scaled, all);
            assertThat(pipeline.predict(row)).isEqualTo(learner.predict(all));
            pipeline.learn(row, target, 1);
            learner.learn(all, target, 1);
            scaler.learn(row, 1);
        }
    }

    @Test
    void productsLetALineBend() {
        assertThat(error("")).isGreaterThan(0.2);
        assertThat(error("standard-scaler,polynomial")).isLessThan(0.05);
    }

    /** Mean absolute error of a product of two numbers around 0, once learned. */
    private static double error(String steps) {
        Regressor pipeline = PipelineRegressor.TYPE.create(
                Schema.numeric(2), Map.of("steps", steps, "learner", "recursive-least-squares"), 1);
        SplittableRandom random = new SplittableRandom(1);
        double error = 0;
        for (int i = 0; i < 3_000; i++) {
            double[] row = {2 * random.nextDouble() - 1, 2 * random.nextDouble() - 1};
            error += i < 2_000 ? 0 : Math.abs(pipeline.predict(row) - row[0] * row[1]) / 1_000;
            pipeline.learn(row, row[0] * row[1]);
        }
        return error;
    }

    @Test
    void goesOnFromASnapshotWithAllItsParts() {
        String steps =
                "imputation(strategy=last),clipping,robust-scaler,lag(lags=2),rolling(window=5),one-hot(categories=4)";
        Classifier pipeline = PipelineClassifier.TYPE.create(
                Schema.of(false, true, false),
                Map.of("steps", steps, "learner", "one-vs-rest(learner=linear-svm(regularisation=0.01))"),
                7);
        SplittableRandom random = new SplittableRandom(1);
        Classifier restored = pipeline;
        for (int i = 0; i < 1_000; i++) {
            double[] row = {
                random.nextInt(10) == 0 ? Double.NaN : random.nextDouble(), random.nextInt(6), random.nextDouble()
            };
            int label = row[1] > 3 ? 2 : row[2] > 0.5 ? 1 : 0;
            if (i == 500) {
                restored = Snapshots.read(Snapshots.bytes(pipeline), Classifier.class);
            }
            if (i >= 500) {
                double[] expected = new double[3];
                double[] told = new double[3];
                pipeline.probabilities(row, expected);
                restored.probabilities(row, told);
                assertThat(told).containsExactly(expected);
                restored.learn(row, label);
            }
            pipeline.learn(row, label);
        }
        assertThat(Snapshots.bytes(restored)).isEqualTo(Snapshots.bytes(pipeline));
    }

    @Test
    void textsThatAreNoLearners() {
        refused(Map.of("steps", "standard-scaler(decay=0.9"), "brackets do not match");
        refused(Map.of("steps", "scaler"), "there is no transformer \"scaler\"");
        refused(
                Map.of("steps", "standard-scaler(0.9)"),
                "a parameter of standard-scaler is parameter=value, not \"0.9\"");
        refused(Map.of("steps", "standard-scaler(decay=2)"), "decay is a number from 0.5 to 1, not 2.0");
        refused(Map.of("learner", "sgd(rate=1)"), "there is no parameter rate");
        refused(Map.of("learner", "pipeline"), "learner is not a pipeline within a pipeline");
        refused(Map.of("learner", ""), "a learner is name or name(parameter=value ...)");
    }

    private static void refused(Map<String, String> values, String message) {
        assertThatThrownBy(() -> PipelineRegressor.TYPE.create(Schema.numeric(2), values, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void namesWithParametersWithin() {
        assertThat(NamedLearner.parseAll(" a , b(c=1 d=e(f=2,g=3)) ,h()"))
                .containsExactly(
                        new NamedLearner("a", Map.of()),
                        new NamedLearner("b", Map.of("c", "1", "d", "e(f=2,g=3)")),
                        new NamedLearner("h", Map.of()));
        assertThat(NamedLearner.parseAll("")).isEmpty();
    }
}
