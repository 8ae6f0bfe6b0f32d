package io.millrace.jobs.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.common.record.FieldValues;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.Random;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class TrafficStatsTest {
    private final TrafficStats.Codec codec = new TrafficStats.Codec();

    @Test
    void workedByHand() {
        // 2, 4, 4, 4, 5, 5, 7, 9: sum 40, mean 5, squares of differences 9+1+1+1+0+0+4+16 = 32, spread sqrt(32/8) = 2
        TrafficStats stats = of(2, 4, 4, 4, 5, 5, 7, 9);
        assertThat(stats.count()).isEqualTo(8);
        assertThat(stats.sum()).isEqualTo(40);
        assertThat(stats.min()).isEqualTo(2);
        assertThat(stats.max()).isEqualTo(9);
        assertThat(stats.stddev()).isCloseTo(2, within(1e-12));
    }

    @Test
    void spreadIsStableFarFromZero() {
        // 1e9 + {4, 7, 13, 16}: mean 1e9 + 10, squares 36 + 9 + 9 + 36 = 90, spread sqrt(90/4)
        assertThat(of(1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16).stddev()).isCloseTo(Math.sqrt(22.5), within(1e-9));
    }

    @Test
    void mergingPartsGivesTheWhole() {
        double[] values = new Random(3).doubles(1_000, -50, 900).toArray();
        TrafficStats whole = of(values);
        TrafficStats left = of(java.util.Arrays.copyOfRange(values, 0, 13));
        left.merge(new TrafficStats());
        TrafficStats right = of(java.util.Arrays.copyOfRange(values, 13, 1_000));
        TrafficStats merged = new TrafficStats();
        merged.merge(left);
        merged.merge(right);
        assertThat(merged.count()).isEqualTo(1_000);
        assertThat(merged.sum()).isCloseTo(whole.sum(), within(1e-6));
        assertThat(merged.min()).isEqualTo(whole.min());
        assertThat(merged.max()).isEqualTo(whole.max());
        assertThat(merged.stddev()).isCloseTo(whole.stddev(), within(1e-9));
    }

    @Test
    void lossCountsGapsInsideAndBeforeTheWindow() {
        TrafficStats stats = new TrafficStats();
        for (long sequence : new long[] {14, 11, 12, 17}) {
            stats.add(new Flow("d", 1, 0, sequence, 0), false);
        }
        // 11 to 17 are seven numbers, four came
        assertThat(stats.expected(null)).isEqualTo(7);
        assertThat(stats.lost(null)).isEqualTo(3);
        // the last one before was 8: 9 and 10 are lost as well
        assertThat(stats.expected(8L)).isEqualTo(9);
        assertThat(stats.lost(8L)).isEqualTo(5);
        assertThat(stats.lost(10L)).isEqualTo(3);
        // the sender began anew after 9,000
        assertThat(stats.lost(9_000L)).isEqualTo(3);
    }

    @Test
    void duplicatesNeverMakeLossNegative() {
        TrafficStats stats = new TrafficStats();
        for (long sequence : new long[] {1, 1, 1, 2}) {
            stats.add(new Flow("d", 1, 0, sequence, 0), false);
        }
        assertThat(stats.lost(null)).isZero();
    }

    @Test
    void delayIsArrivalMinusEventTime() {
        TrafficStats stats = new TrafficStats();
        for (long delay = 1; delay <= 100; delay++) {
            stats.add(new Flow("d", 1, 1_000, FieldValues.MISSING, 1_000 + delay), true);
        }
        stats.add(new Flow("d", 1, FieldValues.MISSING, FieldValues.MISSING, 5), true);
        assertThat(stats.delayMean()).isEqualTo(50.5);
        assertThat(stats.delayQuantile(0.99)).isCloseTo(99, within(0.99));
        assertThat(of(1, 2).delayMean()).isNaN();
        assertThat(of(1, 2).delayQuantile(0.99)).isNaN();
    }

    @Test
    void readsBackWhatItWroteAndCopiesAreIndependent() throws IOException {
        TrafficStats stats = sample();
        byte[] bytes = bytes(stats);
        TrafficStats copy = codec.copy(stats);
        assertThat(bytes(codec.read(1, new DataInputDeserializer(bytes)))).isEqualTo(bytes);
        stats.add(new Flow("d", 9, 0, 99, 70), true);
        assertThat(bytes(copy)).isEqualTo(bytes);
    }

    @Test
    void stateOfVersionOneStaysReadable() throws IOException {
        byte[] golden;
        try (InputStream in = TrafficStatsTest.class.getResourceAsStream("/golden/traffic-stats-v1.hex")) {
            golden = HexFormat.of().parseHex(new String(in.readAllBytes()).strip());
        }
        TrafficStats stats = codec.read(1, new DataInputDeserializer(golden));
        assertThat(stats.count()).isEqualTo(3);
        assertThat(stats.sum()).isEqualTo(12);
        assertThat(stats.stddev()).isCloseTo(Math.sqrt(14 / 3.0), within(1e-12));
        assertThat(stats.lost(null)).isEqualTo(1);
        assertThat(stats.delayMean()).isEqualTo(30);
        assertThat(bytes(stats)).isEqualTo(golden);
    }

    /** 1, 5, 6 (mean 4, squares 9 + 1 + 4 = 14), numbers 1, 2, 4, delays 10, 20, 60. */
    static TrafficStats sample() {
        TrafficStats stats = new TrafficStats();
        stats.add(new Flow("d", 1, 0, 1, 10), true);
        stats.add(new Flow("d", 5, 0, 2, 20), true);
        stats.add(new Flow("d", 6, 0, 4, 60), true);
        return stats;
    }

    private static TrafficStats of(double... values) {
        TrafficStats stats = new TrafficStats();
        for (double value : values) {
            stats.add(new Flow("d", value, 0, FieldValues.MISSING, 0), false);
        }
        return stats;
    }

    private byte[] bytes(TrafficStats stats) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(128);
        codec.write(stats, out);
        return out.getCopyOfBuffer();
    }
}
