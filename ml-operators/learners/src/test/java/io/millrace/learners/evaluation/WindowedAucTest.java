package io.millrace.learners.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learners.Snapshots;
import io.millrace.learners.SplitMix64;
import org.junit.jupiter.api.Test;

final class WindowedAucTest {
    /** Of the four pairs, 0.8 stands above 0.4 and 0.5, and 0.4 ties with 0.4 and is below 0.5. */
    @Test
    void byHand() {
        WindowedAuc auc = new WindowedAuc(4);
        auc.add(true, 0.8);
        auc.add(false, 0.4);
        auc.add(false, 0.5);
        auc.add(true, 0.4);

        assertThat(auc.value()).isEqualTo(2.5 / 4);
    }

    @Test
    void onlyTheWindowCounts() {
        WindowedAuc auc = new WindowedAuc(60);
        SplitMix64 random = new SplitMix64(8);
        double[] scores = new double[500];
        boolean[] positives = new boolean[500];
        for (int i = 0; i < scores.length; i++) {
            positives[i] = random.nextInt(3) == 0;
            scores[i] = (random.nextInt(20) + (positives[i] ? 4 : 0)) / 20.0 * (random.nextInt(9) == 0 ? -0.0 : 1);
            auc.add(positives[i], scores[i]);
            if (i > 10) {
                assertThat(auc.value()).isCloseTo(pairs(scores, positives, Math.max(0, i - 59), i), within(1e-12));
            }
        }
    }

    private static double pairs(double[] scores, boolean[] positives, int from, int to) {
        double right = 0;
        int pairs = 0;
        for (int i = from; i <= to; i++) {
            for (int j = from; j <= to; j++) {
                if (positives[i] && !positives[j]) {
                    pairs++;
                    right += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                }
            }
        }
        return right / pairs;
    }

    @Test
    void oneClassAloneHasNone() {
        WindowedAuc auc = new WindowedAuc(2);

        assertThat(auc.value()).isNaN();
        auc.add(true, 1);
        assertThat(auc.value()).isNaN();
        auc.add(false, 0);
        assertThat(auc.value()).isEqualTo(1);
        auc.add(false, 0);
        assertThat(auc.value()).isNaN();
    }

    @Test
    void readBackItGoesOn() {
        WindowedAuc never = new WindowedAuc(7);
        WindowedAuc stopped = new WindowedAuc(7);
        SplitMix64 random = new SplitMix64(9);
        for (int i = 0; i < 50; i++) {
            boolean positive = random.nextInt(2) == 0;
            double score = random.nextDouble();
            never.add(positive, score);
            stopped.add(positive, score);
            stopped = Snapshots.read(Snapshots.bytes(stopped::write), WindowedAuc::new);
            assertThat(stopped.value()).isEqualTo(Double.valueOf(never.value()));
        }
        Mutations.tried(Snapshots.bytes(stopped::write), WindowedAuc::new, read -> {
            read.add(true, 0.5);
            read.value();
        });
    }

    @Test
    void whatIsOutOfRangeIsRefused() {
        assertThatThrownBy(() -> new WindowedAuc(0)).hasMessageContaining("window is 1 to");
        assertThatThrownBy(() -> new WindowedAuc(1).add(true, Double.NaN)).hasMessageContaining("score");
    }
}
