package io.millrace.learners.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learners.Snapshots;
import io.millrace.learners.SplitMix64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jol.info.GraphLayout;

/** Evaluations that are told what the baselines predicted. */
final class ToldBaselinesTest {
    /** Labels 1, 0, 1, 1 with baselines as somebody knew them, which no delay that is the same for all records gives. */
    @Test
    void hitsAreThoseOfWhatItWasTold() {
        ClassificationEvaluation evaluation = new ClassificationEvaluation(Horizon.whole(), 0);
        evaluation.add(1, 1, 0.5, -1, -1);
        evaluation.add(0, 1, 0.5, 0, -1);
        evaluation.add(1, 1, 0.5, 1, 1);
        evaluation.add(1, 0, 0.5, 0, 1);

        ClassificationFigures figures = evaluation.figures();

        assertThat(figures.noChangeAccuracy()).isEqualTo(2 / 4.0);
        assertThat(figures.majorityAccuracy()).isEqualTo(2 / 4.0);
        assertThat(figures.accuracy()).isEqualTo(2 / 4.0);
    }

    /** Targets 1 and 3, no change said 2 and -1, the mean 0 and 3: errors of 1 and 4, and of 1 and 0. */
    @Test
    void errorsAreThoseOfWhatItWasTold() {
        RegressionEvaluation evaluation = new RegressionEvaluation(Horizon.whole(), 5);
        evaluation.add(1, 1.5, 2, 0);
        evaluation.add(3, 2.5, -1, 3);

        RegressionFigures figures = evaluation.figures();

        assertThat(figures.mae()).isEqualTo(0.5);
        assertThat(figures.noChange().mae()).isEqualTo(2.5);
        assertThat(figures.noChange().rmse()).isCloseTo(Math.sqrt(8.5), within(1e-12));
        assertThat(figures.mean().mae()).isEqualTo(0.5);
    }

    @ParameterizedTest
    @CsvSource({"WHOLE, 0, 0", "WHOLE, 0, 7", "SLIDING, 100, 3", "FADING, 0, 5"})
    void theSameToldOrNot(Horizon.Kind kind, int window, int delay) {
        Horizon horizon = new Horizon(kind, window, kind == Horizon.Kind.FADING ? 0.9 : 1);
        ClassificationEvaluation told = new ClassificationEvaluation(horizon, 0);
        ClassificationEvaluation own = new ClassificationEvaluation(horizon, delay);
        RegressionEvaluation toldTargets = new RegressionEvaluation(horizon, 0);
        RegressionEvaluation ownTargets = new RegressionEvaluation(horizon, delay);
        SplitMix64 random = new SplitMix64(8);
        int[] labels = new int[500];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = random.nextInt(3);
            int prediction = random.nextInt(3);
            double probability = random.nextDouble();
            int known = Math.max(0, i - delay);
            int[] counts = new int[3];
            double sum = 0;
            for (int j = 0; j < known; j++) {
                counts[labels[j]]++;
                sum += labels[j];
            }
            int majority = counts[1] > counts[0] ? 1 : 0;
            majority = counts[2] > counts[majority] ? 2 : majority;
            own.add(labels[i], prediction, probability);
            told.add(
                    labels[i],
                    prediction,
                    probability,
                    known == 0 ? -1 : labels[known - 1],
                    known == 0 ? -1 : majority);
            ownTargets.add(labels[i], prediction);
            toldTargets.add(labels[i], prediction, known == 0 ? 0 : labels[known - 1], known == 0 ? 0 : sum / known);
        }

        assertThat(told.figures()).isEqualTo(own.figures());
        assertThat(toldTargets.figures().noChange())
                .isEqualTo(ownTargets.figures().noChange());
        assertThat(toldTargets.figures().mean().mae())
                .isCloseTo(ownTargets.figures().mean().mae(), within(1e-12));
        assertThat(toldTargets.figures().rmse()).isEqualTo(ownTargets.figures().rmse());
    }

    @Test
    void aLongWindowTakesRoomAsItFills() {
        ClassificationEvaluation labels = new ClassificationEvaluation(Horizon.sliding(1_000_000), 0);
        RegressionEvaluation targets = new RegressionEvaluation(Horizon.sliding(1_000_000), 0);
        for (int i = 0; i < 100; i++) {
            labels.add(0, 0, 1, 0, 0);
            targets.add(0, 0, 0, 0);
        }

        assertThat(GraphLayout.parseInstance(labels).totalSize()).isLessThan(5_000);
        assertThat(GraphLayout.parseInstance(targets).totalSize()).isLessThan(6_000);
        assertThat(labels.memoryBytes()).isLessThan(5_000);
        assertThat(targets.memoryBytes()).isLessThan(6_000);
    }

    @Test
    void whatBaselinesSayStaysFinite() {
        RegressionEvaluation evaluation = new RegressionEvaluation(Horizon.whole(), 0);
        evaluation.add(1, 1, Double.MAX_VALUE, Double.NEGATIVE_INFINITY);

        RegressionEvaluation read = Snapshots.read(Snapshots.bytes(evaluation::write), RegressionEvaluation::new);

        assertThat(read.figures().noChange().rmse()).isCloseTo(1e100, within(1e90));
        assertThatThrownBy(() -> evaluation.add(1, 1, Double.NaN, 0))
                .hasMessage("prediction of no change is a number, not NaN");
        assertThat(evaluation.figures().records()).isEqualTo(1);
    }

    /** Magnitudes 2, 2, 8, 0: means 2, 2, 4, 3. */
    @Test
    void errorsOfAnyUnitAsShares() {
        RelativeError small = new RelativeError();
        assertThat(small.next(2)).isEqualTo(0.5);
        assertThat(small.next(2)).isEqualTo(0.5);
        assertThat(small.next(8)).isCloseTo(8.0 / 12, within(1e-15));
        small = Snapshots.read(Snapshots.bytes(small::write), RelativeError::new);
        assertThat(small.next(0)).isZero();
        assertThat(small.next(3)).isCloseTo(0.5, within(1e-15));
        small.reset();
        assertThat(small.next(1e-3)).isEqualTo(0.5);

        RelativeError huge = new RelativeError();
        assertThat(huge.next(2e300)).isEqualTo(0.5);
        assertThat(huge.next(Double.MIN_VALUE)).isBetween(0.0, 1e-300);
        assertThatThrownBy(() -> huge.next(-1))
                .hasMessage("the magnitude of an error is finite and at least 0, not -1.0");
        assertThat(huge.memoryBytes()).isEqualTo(GraphLayout.parseInstance(huge).totalSize());
    }
}
