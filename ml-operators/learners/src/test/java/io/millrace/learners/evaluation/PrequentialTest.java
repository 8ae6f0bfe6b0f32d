package io.millrace.learners.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learners.Learners;
import io.millrace.learners.Schema;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Learners that predict the last label they learned tell when they learned it. */
final class PrequentialTest {
    private static final double[] NOTHING = {};

    @Test
    void aLabelIsLearnedAfterAsManyFurtherPredictions() {
        assertThat(predictions(0)).containsExactly(-1, 3, 1, 4, 1);
        assertThat(predictions(1)).containsExactly(-1, -1, 3, 1, 4);
        assertThat(predictions(3)).containsExactly(-1, -1, -1, -1, 3);
    }

    private static int[] predictions(int delay) {
        PrequentialClassifier prequential =
                new PrequentialClassifier(Learners.classifier("no-change").create(Schema.numeric(0), 1), delay);
        int[] labels = {3, 1, 4, 1, 5};
        int[] predictions = new int[labels.length];
        for (int i = 0; i < labels.length; i++) {
            predictions[i] = prequential.next(NOTHING, labels[i]);
        }
        return predictions;
    }

    @Test
    void targetsLikewise() {
        PrequentialRegressor prequential =
                new PrequentialRegressor(Learners.regressor("no-change").create(Schema.numeric(0), 1), 2);

        assertThat(List.of(
                        prequential.next(NOTHING, 3.5),
                        prequential.next(NOTHING, 1),
                        prequential.next(NOTHING, 4),
                        prequential.next(NOTHING, 1),
                        prequential.next(NOTHING, 5)))
                .containsExactly(0.0, 0.0, 0.0, 3.5, 1.0);
    }

    @Test
    void probabilitiesAreThoseBeforeTheLabelWasLearned() {
        PrequentialClassifier prequential =
                new PrequentialClassifier(Learners.classifier("majority-class").create(Schema.numeric(0), 1), 0);

        prequential.next(NOTHING, 1);
        assertThat(prequential.probabilityOfLabel()).isZero();
        prequential.next(NOTHING, 0);
        prequential.next(NOTHING, 0);
        assertThat(prequential.next(NOTHING, 1)).isZero();
        // Of three labels one was 1.
        assertThat(prequential.probabilityOfLabel()).isEqualTo(1 / 3.0);
        assertThat(prequential.probability(0)).isEqualTo(2 / 3.0);
        assertThat(prequential.probability(9)).isZero();
    }

    @Test
    void aCurveHasAtMostSoManyPointsEvenlySpread() {
        LearningCurve curve = new LearningCurve(10, "accuracy", "kappa");
        for (long records = 1; records <= 1_000; records++) {
            if (curve.due(records)) {
                curve.add(records, records / 1_000.0, 0);
            }
        }

        // 1,000 in steps of 2^n, at most 10: steps of 128.
        assertThat(curve.points())
                .extracting(LearningCurve.Point::records)
                .containsExactly(128L, 256L, 384L, 512L, 640L, 768L, 896L);
        assertThat(curve.points().get(1).values()).containsExactly(0.256, 0.0);
        curve.add(1_000, 1, 1);
        assertThat(curve.points()).hasSize(8);
        assertThatThrownBy(() -> curve.add(1_000, 1, 1)).hasMessage("records are more than 1000, not 1000");
        assertThatThrownBy(() -> curve.add(1_001, 1)).hasMessageContaining("[accuracy, kappa]");
    }

    @Test
    void aShortCurveHasAllPoints() {
        LearningCurve curve = new LearningCurve(10, "mae");
        for (long records = 1; records <= 9; records++) {
            assertThat(curve.due(records)).isTrue();
            curve.add(records, 0);
        }

        assertThat(curve.points()).hasSize(9);
    }

    @Test
    void aDelayOutOfRangeIsRefused() {
        assertThatThrownBy(() ->
                        new PrequentialRegressor(Learners.regressor("mean").create(Schema.numeric(0), 1), -1))
                .hasMessage("delay is 0 to 10000000, not -1");
    }
}
