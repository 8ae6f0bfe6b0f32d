package io.millrace.jobs.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.common.record.FieldValues;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
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
        SequenceRange sequences = ofSequences(14, 11, 12, 17).sequences();
        // 11 to 17 are seven numbers, four came
        assertThat(sequences.expected(null)).isEqualTo(7);
        assertThat(sequences.lost(null)).isEqualTo(3);
        // the last one before was 8: 9 and 10 are lost as well
        assertThat(sequences.expected(8L)).isEqualTo(9);
        assertThat(sequences.lost(8L)).isEqualTo(5);
        assertThat(sequences.lost(10L)).isEqualTo(3);
        // the sender began anew after 9,000
        assertThat(sequences.lost(9_000L)).isEqualTo(3);
    }

    @Test
    void duplicatesNeverMakeLossNegative() {
        assertThat(ofSequences(1, 1, 1, 2).sequences().lost(null)).isZero();
    }

    @Test
    void recordsWithoutNumbersHaveNoRange() {
        assertThat(of(1, 2).sequences()).isEqualTo(SequenceRange.NONE);
        assertThat(of(1, 2).sequences().isEmpty()).isTrue();
    }

    @Test
    void delayIsArrivalMinusEventTime() {
        TrafficStats stats = new TrafficStats();
        for (long delay = 1; delay <= 100; delay++) {
            add(stats, new Flow("d", 1, 1_000, FieldValues.MISSING, 1_000 + delay));
        }
        add(stats, new Flow("d", 1, FieldValues.MISSING, FieldValues.MISSING, 5));
        assertThat(stats.delayMean()).isEqualTo(50.5);
        // 99 of 100 do not exceed 99
        assertThat(stats.delayQuantiles(0.99, 0.5)).containsExactly(99, 50);
        assertThat(of(1, 2).delayMean()).isNaN();
        assertThat(of(1, 2).delayQuantiles(0.99)).containsExactly(Double.NaN);
    }

    @Test
    void delaysMayBeNegative() {
        TrafficStats stats = new TrafficStats();
        add(stats, new Flow("d", 1, 1_000, FieldValues.MISSING, 400));
        assertThat(stats.delayQuantiles(0.99)).containsExactly(-600);
    }

    /** 20,000 different values, so that a value tells its rank; in parts, as slices are. */
    @Test
    void quantilesAreWithinTheStatedRankError() {
        List<Double> values = new ArrayList<>();
        IntStream.rangeClosed(1, 20_000).forEach(i -> values.add((double) i));
        Collections.shuffle(values, new Random(11));
        TrafficStats whole = new TrafficStats();
        for (int part = 0; part < 20; part++) {
            TrafficStats slice = new TrafficStats();
            values.subList(part * 1_000, (part + 1) * 1_000).forEach(v -> {
                add(slice, new Flow("d", v, 0, FieldValues.MISSING, 0));
            });
            whole.merge(slice);
        }
        double[] found = whole.valueQuantiles(0.5, 0.95, 0.99);
        // 0.68 % in 99 of 100 cases; the lots that are drawn have no seed, so three times that here
        assertThat(found[0] / 20_000).isCloseTo(0.5, within(3 * 0.0068));
        assertThat(found[1] / 20_000).isCloseTo(0.95, within(3 * 0.0068));
        assertThat(found[2] / 20_000).isCloseTo(0.99, within(3 * 0.0068));
    }

    @Test
    void quantilesOfFewValuesAreExact() {
        TrafficStats stats = new TrafficStats();
        for (int value = 200; value >= 1; value--) {
            add(stats, new Flow("d", value, 0, FieldValues.MISSING, 0));
        }
        assertThat(stats.valueQuantiles(0.5, 0.95, 0.99)).containsExactly(100, 190, 198);
    }

    /** Counted by hand for compressed references: objects of 8 byte steps with headers of 12, arrays with 16. */
    @Test
    void saysHowMuchMemoryItTakes() {
        TrafficStats plain = new TrafficStats();
        plain.add(new Flow("d", 1, 0, 1, 10));
        assertThat(codec.memoryBytes(plain)).isEqualTo(112);
        TrafficStats stats = new TrafficStats();
        for (int i = 0; i < 400; i++) {
            add(stats, new Flow("d", i, 0, 1, 10));
        }
        // two summaries of 400 doubles each
        assertThat(codec.memoryBytes(stats)).isBetween(112 + 2 * 3_216L, 112 + 2 * 3_300L);
    }

    @Test
    void readsBackWhatItWroteAndCopiesAreIndependent() throws IOException {
        TrafficStats stats = sample();
        byte[] bytes = bytes(stats);
        TrafficStats copy = codec.copy(stats);
        assertThat(bytes(codec.read(2, new DataInputDeserializer(bytes)))).isEqualTo(bytes);
        add(stats, new Flow("d", 9, 0, 99, 70));
        assertThat(bytes(copy)).isEqualTo(bytes);
    }

    @Test
    void mergingIntoACopyLeavesTheOriginal() throws IOException {
        TrafficStats stats = sample();
        byte[] bytes = bytes(stats);
        TrafficStats into = codec.copy(stats);
        into.merge(stats);
        assertThat(into.count()).isEqualTo(6);
        assertThat(into.delayQuantiles(0.99)).containsExactly(60);
        assertThat(bytes(stats)).isEqualTo(bytes);
    }

    @Test
    void stateOfVersionOneStaysReadableButForTheDelaysQuantiles() throws IOException {
        DataInputDeserializer in = new DataInputDeserializer(golden(1));
        TrafficStats stats = codec.read(1, in);
        assertThat(in.available()).isZero();
        assertIsSample(stats);
        assertThat(stats.delayQuantiles(0.99)).containsExactly(Double.NaN);
    }

    @Test
    void stateOfVersionTwoStaysReadable() throws IOException {
        byte[] golden = golden(2);
        TrafficStats stats = codec.read(2, new DataInputDeserializer(golden));
        assertIsSample(stats);
        assertThat(stats.delayQuantiles(0.99)).containsExactly(60);
        assertThat(stats.valueQuantiles(0.5)).containsExactly(5);
        assertThat(bytes(stats)).isEqualTo(golden);
    }

    private static void assertIsSample(TrafficStats stats) {
        assertThat(stats.count()).isEqualTo(3);
        assertThat(stats.sum()).isEqualTo(12);
        assertThat(stats.stddev()).isCloseTo(Math.sqrt(14 / 3.0), within(1e-12));
        assertThat(stats.sequences().lost(null)).isEqualTo(1);
        assertThat(stats.delayMean()).isEqualTo(30);
    }

    private static byte[] golden(int version) throws IOException {
        try (InputStream in =
                TrafficStatsTest.class.getResourceAsStream("/golden/traffic-stats-v" + version + ".hex")) {
            return HexFormat.of().parseHex(new String(in.readAllBytes()).strip());
        }
    }

    /** 1, 5, 6 (mean 4, squares 9 + 1 + 4 = 14), numbers 1, 2, 4, delays 10, 20, 60. */
    static TrafficStats sample() {
        TrafficStats stats = new TrafficStats();
        add(stats, new Flow("d", 1, 0, 1, 10));
        add(stats, new Flow("d", 5, 0, 2, 20));
        add(stats, new Flow("d", 6, 0, 4, 60));
        return stats;
    }

    private static void add(TrafficStats stats, Flow flow) {
        new TrafficAggregate(true, true).add(stats, flow, 0);
    }

    private static TrafficStats ofSequences(long... numbers) {
        TrafficStats stats = new TrafficStats();
        for (long number : numbers) {
            stats.add(new Flow("d", 1, 0, number, 0));
        }
        return stats;
    }

    private static TrafficStats of(double... values) {
        TrafficStats stats = new TrafficStats();
        for (double value : values) {
            stats.add(new Flow("d", value, 0, FieldValues.MISSING, 0));
        }
        return stats;
    }

    private byte[] bytes(TrafficStats stats) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(128);
        codec.write(stats, out);
        return out.getCopyOfBuffer();
    }
}
