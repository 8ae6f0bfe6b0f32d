package io.millrace.learners.ensembles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learners.SplitMix64;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the distribution's formula: a mean and variance of λ, and probabilities {@code e^-λ λ^k / k!}. */
final class PoissonWeightsTest {
    private static final int DRAWS = 200_000;

    @ParameterizedTest
    @ValueSource(doubles = {1e-3, 0.5, 1, 6, 30, 100})
    void hasTheMeanVarianceAndProbabilitiesOfItsFormula(double mean) {
        PoissonWeights weights = new PoissonWeights(mean);
        SplitMix64 random = new SplitMix64(11);
        int[] counts = new int[400];
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < DRAWS; i++) {
            int drawn = weights.next(random);
            counts[drawn]++;
            sum += drawn;
            squares += (drawn - mean) * (drawn - mean);
        }
        double deviation = Math.sqrt(mean / DRAWS);
        assertThat(sum / DRAWS).isCloseTo(mean, within(4 * deviation));
        double fourth = mean + 2 * mean * mean;
        assertThat(squares / DRAWS).isCloseTo(mean, within(4 * Math.sqrt(fourth / DRAWS)));
        double probability = Math.exp(-mean);
        for (int k = 0; k < 12; k++) {
            double spread = Math.sqrt(probability * (1 - probability) / DRAWS);
            assertThat((double) counts[k] / DRAWS).as("%d", k).isCloseTo(probability, within(4 * spread + 1e-5));
            probability *= mean / (k + 1);
        }
    }
}
