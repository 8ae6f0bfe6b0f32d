package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.examples.RouteTimesJob.Trip;
import org.junit.jupiter.api.Test;

class GeometricMeanTest {
    private final GeometricMean<Trip> mean = new GeometricMean<>(Trip::minutes);

    private double[] of(double... minutes) {
        double[] accumulator = mean.create();
        for (double each : minutes) {
            mean.add(accumulator, new Trip("a", each, 0), 0);
        }
        return accumulator;
    }

    @Test
    void isTheRootOfTheProduct() {
        double[] whole = of(2);
        mean.merge(whole, of(8, 4));

        assertThat(mean.result(whole)).isCloseTo(4, within(1e-12));
        assertThat(mean.result(of())).isNaN();
        assertThat(mean.codec().memoryBytes(whole)).isEqualTo(32);
    }
}
