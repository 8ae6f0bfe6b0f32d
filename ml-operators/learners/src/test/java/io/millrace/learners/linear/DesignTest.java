package io.millrace.learners.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learners.Schema;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class DesignTest {
    @Test
    void slotsComeInTheOrderOfAppearance() {
        Design design = new Design(Schema.of(false, true), true, 100);
        Terms terms;
        assertThat(design.size()).isEqualTo(2);
        terms = design.forLearning(new double[] {4, 7}, 1);
        assertThat(text(terms)).isEqualTo("0=1.0 1=0.0 2=1.0");
        terms = design.forLearning(new double[] {8, 3}, 1);
        // Mean 6, deviation 2.
        assertThat(text(terms)).isEqualTo("0=1.0 1=1.0 3=1.0");
        terms = design.forPrediction(new double[] {2, 7});
        assertThat(text(terms)).isEqualTo("0=1.0 1=-2.0 2=1.0");
        terms = design.forPrediction(new double[] {Double.NaN, 5});
        assertThat(text(terms)).isEqualTo("0=1.0");
        terms = design.forPrediction(new double[] {1e9, Double.NaN});
        assertThat(text(terms)).isEqualTo("0=1.0 1=5.0");
        terms = design.forLearning(new double[] {6, 7, 1}, 1);
        assertThat(text(terms)).isEqualTo("0=1.0 1=0.0 2=1.0 4=0.0");
    }

    @Test
    void whatIsBeyondTheLimitIsNoTerm() {
        Design design = new Design(Schema.of(true, false), false, 3);
        design.forLearning(new double[] {0, 1}, 1);
        Terms terms = design.forLearning(new double[] {1, 2}, 1);
        assertThat(design.size()).isEqualTo(3);
        assertThat(text(terms)).isEqualTo("1=1.0");
        design.restrict(2);
        terms = design.forPrediction(new double[] {0, 2});
        assertThat(design.size()).isEqualTo(2);
        assertThat(text(terms)).isEqualTo("1=1.0");
    }

    private static String text(Terms terms) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < terms.count; i++) {
            text.append(i == 0 ? "" : " ").append(terms.index[i]).append('=').append(terms.value[i] + 0.0);
        }
        return text.toString();
    }

    @Test
    void meanAndDeviationAreThoseOfTwoPasses() {
        SplittableRandom random = new SplittableRandom(1);
        double[] values = random.doubles(1_000, 1e6, 1e6 + 3).toArray();
        Moments moments = new Moments(1);
        double weight = 0;
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            moments.learn(0, values[i], 1 + i % 4);
            weight += 1 + i % 4;
            sum += (1 + i % 4) * values[i];
        }
        double mean = sum / weight;
        double squares = 0;
        for (int i = 0; i < values.length; i++) {
            squares += (1 + i % 4) * Math.pow(values[i] - mean, 2);
        }
        assertThat(moments.mean(0)).isCloseTo(mean, within(1e-8));
        assertThat(1 / moments.scale(0)).isCloseTo(Math.sqrt(squares / weight), within(1e-8));
    }

    @Test
    void oneWildValueSpoilsNothingAndAMoveIsFollowed() {
        Moments moments = new Moments(1);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 1_000; i++) {
            moments.learn(0, i == 500 ? 1e100 : random.nextDouble(), 1);
        }
        // At most 16 deviations of 0.3, shared by 1,000: the mean is off by less than 0.01, the deviation by a factor
        // of 1.13 at most.
        assertThat(moments.mean(0)).isBetween(0.4, 0.6);
        assertThat(1 / moments.scale(0)).isBetween(0.25, 0.4);
        double[] moved = random.doubles(2_000, 1e6, 1e6 + 1).toArray();
        for (double value : moved) {
            moments.learn(0, value, 1);
        }
        assertThat(moments.mean(0)).isCloseTo(2.0 / 3 * 1e6, within(2e4));
        assertThat(moments.standardised(0, Arrays.stream(moved).max().orElseThrow()))
                .isBetween(0.6, 0.8);
    }

    @Test
    void roundingErrorsOfAConstantAreNoDeviation() {
        Moments moments = new Moments(1);
        for (int i = 0; i < 10_000; i++) {
            moments.learn(0, i % 2 == 0 ? 1e15 : Math.nextUp(1e15), 1 + i % 3);
        }
        assertThat(moments.scale(0)).isZero();
        assertThat(moments.standardised(0, 0)).isZero();
    }
}
