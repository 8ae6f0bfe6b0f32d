package io.millrace.learners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class SplitMix64Test {
    /** The values that go with seed 1234567 in the generator's public test vectors. */
    @Test
    void drawsThePublishedNumbers() {
        SplitMix64 random = new SplitMix64(1234567);
        assertThat(random.nextLong()).isEqualTo(6457827717110365317L);
        assertThat(random.nextLong()).isEqualTo(3203168211198807973L);
        assertThat(Long.toUnsignedString(random.nextLong())).isEqualTo("9817491932198370423");
        assertThat(random.nextLong()).isEqualTo(4593380528125082431L);
        assertThat(Long.toUnsignedString(random.nextLong())).isEqualTo("16408922859458223821");
    }

    @Test
    void goesOnFromItsState() {
        SplitMix64 random = new SplitMix64(9);
        random.nextLong();
        SplitMix64 other = new SplitMix64(random.state());
        assertThat(other.nextLong()).isEqualTo(random.nextLong());
    }

    @Test
    void momentsAreThoseOfTheDistributions() {
        SplitMix64 random = new SplitMix64(42);
        int n = 200_000;
        double uniform = 0;
        double gaussian = 0;
        double squares = 0;
        double poisson = 0;
        double poissonSquares = 0;
        int[] faces = new int[6];
        for (int i = 0; i < n; i++) {
            uniform += random.nextDouble();
            double g = random.nextGaussian();
            gaussian += g;
            squares += g * g;
            int k = random.nextPoisson(6);
            poisson += k;
            poissonSquares += (k - 6.0) * (k - 6.0);
            faces[random.nextInt(6)]++;
        }
        // Bounds of about five standard errors.
        assertThat(uniform / n).isCloseTo(0.5, within(0.0033));
        assertThat(gaussian / n).isCloseTo(0, within(0.0112));
        assertThat(squares / n).isCloseTo(1, within(0.016));
        assertThat(poisson / n).isCloseTo(6, within(0.0274));
        assertThat(poissonSquares / n).isCloseTo(6, within(0.1));
        for (int face : faces) {
            assertThat(face).isCloseTo(n / 6, within(830));
        }
    }
}
