package io.millrace.jobs.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class QuantileSketchTest {
    @Test
    void quantilesLieWithinOnePerCentOfTheSortedValues() {
        Random random = new Random(7);
        double[] values = random.doubles(20_000).map(u -> Math.exp(u * 14)).toArray();
        QuantileSketch sketch = new QuantileSketch();
        Arrays.stream(values).forEach(sketch::add);
        Arrays.sort(values);
        for (double share : new double[] {0.001, 0.25, 0.5, 0.95, 0.99, 0.999, 1}) {
            double exact = values[(int) Math.ceil(share * values.length) - 1];
            assertThat(sketch.quantile(share)).as("quantile %s", share).isCloseTo(exact, within(exact * 0.0101));
        }
    }

    @Test
    void orderAndGroupingDoNotMatter() throws IOException {
        Random random = new Random(8);
        double[] values = random.doubles(5_000, 0, 1e6).toArray();
        QuantileSketch whole = new QuantileSketch();
        Arrays.stream(values).forEach(whole::add);
        QuantileSketch merged = new QuantileSketch();
        for (int start = 4_000; start >= 0; start -= 1_000) {
            QuantileSketch part = new QuantileSketch();
            Arrays.stream(values, start, start + 1_000).forEach(part::add);
            merged.merge(part);
        }
        assertThat(bytes(merged)).isEqualTo(bytes(whole));
    }

    @Test
    void emptyAndExtremeValues() {
        QuantileSketch sketch = new QuantileSketch();
        assertThat(sketch.quantile(0.5)).isNaN();
        sketch.add(Double.NaN);
        assertThat(sketch.quantile(0.5)).isNaN();
        sketch.add(-5);
        sketch.add(0);
        assertThat(sketch.quantile(1)).isZero();
        sketch.add(Double.POSITIVE_INFINITY);
        assertThat(sketch.quantile(1)).isCloseTo(1e12, within(1.01e10));
    }

    @Test
    void neverMoreBucketsThanStatedAndReadsBackWhatItWrote() throws IOException {
        QuantileSketch sketch = new QuantileSketch();
        for (double value = 0.5; value < 1e13; value *= 1.005) {
            sketch.add(value);
        }
        byte[] bytes = bytes(sketch);
        assertThat(new DataInputDeserializer(bytes).readInt())
                .isGreaterThan(1_300)
                .isLessThanOrEqualTo(QuantileSketch.MOST_BUCKETS);
        assertThat(bytes(QuantileSketch.read(new DataInputDeserializer(bytes)))).isEqualTo(bytes);
        assertThat(bytes(sketch.copy())).isEqualTo(bytes);
    }

    private static byte[] bytes(QuantileSketch sketch) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        sketch.write(out);
        return out.getCopyOfBuffer();
    }
}
