package io.millrace.learners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class InputsTest {
    private static final double NAN = Double.NaN;
    private final Inputs inputs = new Inputs(Schema.of(false, true, false));

    @Test
    void handsOnWhatIsFine() {
        double[] fine = {NAN, 4_095, -1e100};
        assertThat(inputs.forPrediction(fine)).isSameAs(fine);
    }

    @Test
    void mendsWhatIsNot() {
        double inf = Double.POSITIVE_INFINITY;
        assertThat(inputs.forPrediction(new double[] {inf, 1, -inf})).containsExactly(NAN, 1, NAN);
        assertThat(inputs.forPrediction(new double[] {1e101, 1.9, -1e300})).containsExactly(1e100, 1, -1e100);
        assertThat(inputs.forPrediction(new double[] {1, -1, 2})).containsExactly(1, NAN, 2);
        assertThat(inputs.forPrediction(new double[] {1, 1e9, 2})).containsExactly(1, 4_095, 2);
        assertThat(inputs.forPrediction(new double[] {1, NAN, 2})).containsExactly(1, NAN, 2);
        assertThat(inputs.forPrediction(new double[] {1})).containsExactly(1, NAN, NAN);
        assertThat(inputs.forPrediction(new double[] {1, 2, 3, 4})).containsExactly(1, 2, 3);
    }

    @Test
    void widensOnlyByLearning() {
        inputs.forPrediction(new double[5]);
        assertThat(inputs.width()).isEqualTo(3);
        assertThat(inputs.forLearning(new double[] {1, 2, 3, 4, 5})).hasSize(5);
        assertThat(inputs.width()).isEqualTo(5);
        assertThat(inputs.forLearning(new double[] {1, 2})).containsExactly(1, 2, NAN, NAN, NAN);
        assertThat(inputs.nominal(4)).isFalse();
        assertThatThrownBy(() -> inputs.forLearning(new double[Schema.MAX_FEATURES + 1]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
