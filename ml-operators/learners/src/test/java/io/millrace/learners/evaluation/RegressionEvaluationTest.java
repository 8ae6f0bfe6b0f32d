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

final class RegressionEvaluationTest {
    /** Errors are 1, -1, 2, 0; the targets' mean is 2.5, and their squares about it 5. */
    @Test
    void byHand() {
        RegressionEvaluation evaluation = new RegressionEvaluation(Horizon.whole(), 0, 0.9);
        double[] targets = {1, 2, 3, 4};
        double[] predictions = {2, 1, 5, 4};
        for (int i = 0; i < 4; i++) {
            evaluation.add(targets[i], predictions[i]);
        }

        RegressionFigures figures = evaluation.figures();

        assertThat(figures.records()).isEqualTo(4);
        assertThat(figures.mae()).isCloseTo(1, within(1e-12));
        assertThat(figures.rmse()).isCloseTo(Math.sqrt(6 / 4.0), within(1e-12));
        assertThat(figures.r2()).isCloseTo(1 - 6 / 5.0, within(1e-12));
        assertThat(figures.mape()).isCloseTo((1 + 1 / 2.0 + 2 / 3.0 + 0) / 4, within(1e-12));
        // Too little costs 0.9, too much 0.1.
        assertThat(figures.pinball()).isCloseTo((0.1 + 0.9 + 0.2) / 4, within(1e-12));
        // Predicts 0, 1, 2, 3: each 1 too little.
        assertThat(figures.noChange().mae()).isCloseTo(1, within(1e-12));
        assertThat(figures.noChange().r2()).isCloseTo(1 - 4 / 5.0, within(1e-12));
        // Predicts 0, 1, 1.5, 2.
        assertThat(figures.mean().mae()).isCloseTo((1 + 1 + 1.5 + 2) / 4, within(1e-12));
        assertThat(figures.mean().rmse()).isCloseTo(Math.sqrt((1 + 1 + 2.25 + 4) / 4), within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({
        "WHOLE, 0, 0, 0",
        "WHOLE, 0, 7, 1e9",
        "SLIDING, 100, 0, 1e9",
        "SLIDING, 100, 3, 0",
        "FADING, 0, 0, 1e9",
        "FADING, 0, 5, 0"
    })
    void figuresAreThoseOfTheFormulas(Horizon.Kind kind, int window, int delay, double offset) {
        double factor = kind == Horizon.Kind.FADING ? 0.9 : 1;
        RegressionEvaluation evaluation = new RegressionEvaluation(new Horizon(kind, window, factor), delay, 0.3);
        SplitMix64 random = new SplitMix64(3);
        double[] targets = new double[2_000];
        double[] predictions = new double[2_000];
        for (int n = 1; n <= targets.length; n++) {
            targets[n - 1] = n % 13 == 0 && offset == 0 ? 0 : offset + random.nextGaussian();
            predictions[n - 1] = targets[n - 1] + random.nextGaussian() / 2;
            evaluation.add(targets[n - 1], predictions[n - 1]);
            if (n > 1 && (n < 10 || n % 97 == 0)) {
                double[] weights = new double[n];
                for (int i = 0; i < n; i++) {
                    weights[i] = window > 0 ? (i >= n - window ? 1 : 0) : Math.pow(factor, n - 1 - i);
                }
                double[] noChange = new double[n];
                double[] mean = new double[n];
                for (int i = 0; i < n; i++) {
                    int known = Math.max(0, i - delay);
                    noChange[i] = known == 0 ? 0 : targets[known - 1];
                    for (int j = 0; j < known; j++) {
                        mean[i] += targets[j] / known;
                    }
                }
                RegressionFigures found = evaluation.figures();
                same(
                        naive(targets, predictions, weights),
                        found.mae(),
                        found.rmse(),
                        found.r2(),
                        found.mape(),
                        found.pinball());
                RegressionFigures.Baseline last = found.noChange();
                same(naive(targets, noChange, weights), last.mae(), last.rmse(), last.r2());
                RegressionFigures.Baseline average = found.mean();
                same(naive(targets, mean, weights), average.mae(), average.rmse(), average.r2());
            }
        }
    }

    private static void same(double[] expected, double... found) {
        for (int i = 0; i < found.length; i++) {
            assertThat(found[i])
                    .as("figure " + i)
                    .isCloseTo(expected[i], within(1e-5 * Math.max(1, Math.abs(expected[i]))));
        }
    }

    /** By the definitions, in two passes: mae, rmse, R2, mape, pinball at 0.3. */
    private static double[] naive(double[] targets, double[] predictions, double[] weights) {
        double weight = 0;
        double mean = 0;
        for (int i = 0; i < weights.length; i++) {
            weight += weights[i];
        }
        for (int i = 0; i < weights.length; i++) {
            mean += weights[i] / weight * targets[i];
        }
        double[] sums = new double[6];
        for (int i = 0; i < weights.length; i++) {
            double error = predictions[i] - targets[i];
            sums[0] += weights[i] * Math.abs(error) / weight;
            sums[1] += weights[i] * error * error / weight;
            sums[2] += weights[i] * (targets[i] - mean) * (targets[i] - mean) / weight;
            if (targets[i] != 0) {
                sums[3] += weights[i] * Math.abs(error / targets[i]);
                sums[4] += weights[i];
            }
            sums[5] += weights[i] * Math.max(-0.3 * error, 0.7 * error) / weight;
        }
        return new double[] {sums[0], Math.sqrt(sums[1]), 1 - sums[1] / sums[2], sums[3] / sums[4], sums[5]};
    }

    @Test
    void partsOfAStreamAreMerged() {
        RegressionEvaluation whole = new RegressionEvaluation(Horizon.whole(), 0);
        RegressionEvaluation merged = new RegressionEvaluation(Horizon.whole(), 0);
        RegressionEvaluation second = new RegressionEvaluation(Horizon.whole(), 0);
        SplitMix64 random = new SplitMix64(4);
        for (int i = 0; i < 1_000; i++) {
            double target = (i < 700 ? 1e6 : 2e6) + random.nextGaussian();
            double prediction = target + random.nextGaussian();
            whole.add(target, prediction);
            (i < 700 ? merged : second).add(target, prediction);
        }
        merged.merge(second);
        merged.merge(new RegressionEvaluation(Horizon.whole(), 0));

        assertThat(merged.figures().records()).isEqualTo(1_000);
        assertThat(merged.figures().rmse()).isCloseTo(whole.figures().rmse(), within(1e-9));
        assertThat(1 - merged.figures().r2()).isCloseTo(1 - whole.figures().r2(), within(1e-14));
        assertThatThrownBy(() -> merged.merge(new RegressionEvaluation(Horizon.whole(), 0, 0.1)))
                .hasMessage("quantiles to be merged are the same, not 0.5 and 0.1");
        assertThatThrownBy(() -> merged.merge(new RegressionEvaluation(Horizon.sliding(9), 0)))
                .hasMessageContaining("WHOLE and SLIDING");
    }

    @ParameterizedTest
    @CsvSource({"WHOLE, 0", "SLIDING, 50", "FADING, 0"})
    void readBackItGoesOnToTheBit(Horizon.Kind kind, int window) {
        Horizon horizon = new Horizon(kind, window, kind == Horizon.Kind.FADING ? 0.99 : 1);
        RegressionEvaluation never = new RegressionEvaluation(horizon, 4);
        RegressionEvaluation stopped = new RegressionEvaluation(horizon, 4);
        SplitMix64 random = new SplitMix64(6);
        for (int i = 0; i < 300; i++) {
            double target = random.nextGaussian();
            double prediction = random.nextGaussian();
            never.add(target, prediction);
            stopped.add(target, prediction);
            stopped = Snapshots.read(Snapshots.bytes(stopped::write), RegressionEvaluation::new);
            assertThat(stopped.figures()).isEqualTo(never.figures());
        }
        assertThat(Snapshots.bytes(stopped::write)).isEqualTo(Snapshots.bytes(never::write));
    }

    @Test
    void aBrokenSnapshotIsRefusedOrWorks() {
        RegressionEvaluation evaluation = new RegressionEvaluation(Horizon.sliding(20), 3);
        for (int i = 0; i < 100; i++) {
            evaluation.add(i, i + 1);
        }
        Mutations.tried(Snapshots.bytes(evaluation::write), RegressionEvaluation::new, read -> {
            read.add(1, 0);
            read.figures();
        });
    }

    @Test
    void extremesStayFinite() {
        RegressionEvaluation evaluation = new RegressionEvaluation(Horizon.fading(0.5), 0);
        for (int i = 0; i < 5_000; i++) {
            evaluation.add(i % 2 == 0 ? 1e300 : -1e300, Double.NEGATIVE_INFINITY);
        }
        evaluation.add(Double.MIN_VALUE, 1e100);

        assertThat(evaluation.figures().rmse()).isFinite();
        assertThat(evaluation.figures().r2()).isFinite();
        assertThat(evaluation.figures().mape()).isFinite();
    }

    @Test
    void whatHasNoValueIsNaN() {
        RegressionEvaluation evaluation = new RegressionEvaluation(Horizon.whole(), 0);

        assertThat(evaluation.figures().mae()).isNaN();
        evaluation.add(0, 1);
        evaluation.add(0, 1);
        assertThat(evaluation.figures().mae()).isEqualTo(1);
        assertThat(evaluation.figures().r2()).isNaN();
        assertThat(evaluation.figures().mape()).isNaN();
    }

    @Test
    void memoryIsWhatAWalkFinds() {
        RegressionEvaluation evaluation = new RegressionEvaluation(Horizon.sliding(500), 200);

        long walked = GraphLayout.parseInstance(evaluation).totalSize();

        assertThat((double) evaluation.memoryBytes()).isBetween(0.9 * walked, 1.1 * walked);
    }

    @Test
    void whatIsNoNumberIsRefused() {
        RegressionEvaluation evaluation = new RegressionEvaluation(Horizon.whole(), 0);

        assertThatThrownBy(() -> evaluation.add(Double.NaN, 0)).hasMessageContaining("target");
        assertThatThrownBy(() -> evaluation.add(0, Double.NaN)).hasMessageContaining("prediction");
        assertThatThrownBy(() -> new RegressionEvaluation(Horizon.whole(), 0, 1))
                .hasMessageContaining("quantile");
        assertThat(evaluation.figures().records()).isZero();
    }
}
