package io.millrace.connectors.generator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.millrace.common.codec.CodecSettings;
import io.millrace.common.codec.WireFormat;
import io.millrace.common.edge.Decoded;
import io.millrace.common.edge.RecordEdge;
import io.millrace.common.record.RecordFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlowGeneratorTest {
    private static final long START = 1_700_000_000_000L;
    private static final Pattern JSON =
            Pattern.compile("\\{\"device\":\"(dev-\\d+)\",\"sent_at\":(\\d+),\"bytes\":(\\d+),\"seq\":(\\d+)}");
    private static final FlowSpec ROUGH = FlowSpec.builder()
            .devices(20)
            .rate(1000)
            .records(100_000)
            .seed(7)
            .day(Duration.ofSeconds(20), 0.8)
            .bursts(0.2, 5)
            .outage(Duration.ofSeconds(30), Duration.ofSeconds(10), 4)
            .disorder(0.05, Duration.ofMillis(500))
            .late(0.02, Duration.ofSeconds(3))
            .malformed(0.01)
            .build();

    private static List<String> lines(FlowGenerator flows, int most) {
        List<String> lines = new ArrayList<>();
        while (lines.size() < most && flows.next()) {
            lines.add(flows.sendOffsetNanos() + " " + new String(flows.bytes(), UTF_8));
        }
        return lines;
    }

    @Test
    void givesTheSameForTheSameSeedAndOtherwiseNot() {
        List<String> once = lines(new FlowGenerator(ROUGH, START), 5000);
        assertThat(lines(new FlowGenerator(ROUGH, START), 5000)).isEqualTo(once);
        FlowSpec other = ROUGH.toBuilder().seed(8).build();
        assertThat(lines(new FlowGenerator(other, START), 5000)).isNotEqualTo(once);
    }

    /** Every line is read with a pattern, and what is found is compared with what the generator says it did. */
    @Test
    void accountsForEveryFlow() {
        FlowGenerator flows = new FlowGenerator(ROUGH, START);
        Map<FlowKind, Long> kinds = new EnumMap<>(FlowKind.class);
        Map<String, Set<Long>> sequences = new HashMap<>();
        long unreadable = 0;
        long lastSend = 0;
        while (flows.next()) {
            kinds.merge(flows.kind(), 1L, Long::sum);
            assertThat(flows.sendOffsetNanos()).isGreaterThanOrEqualTo(lastSend);
            lastSend = flows.sendOffsetNanos();
            Matcher line = JSON.matcher(new String(flows.bytes(), UTF_8));
            if (!line.matches()) {
                unreadable++;
                continue;
            }
            assertThat(line.group(1)).isEqualTo(flows.deviceName());
            long delayMillis = START + lastSend / 1_000_000 - Long.parseLong(line.group(2));
            switch (flows.kind()) {
                case PUNCTUAL -> assertThat(delayMillis).isZero();
                case DISORDERED -> assertThat(delayMillis).isBetween(0L, 500L);
                default -> assertThat(delayMillis).isBetween(3500L, 3501L);
            }
            assertThat(sequences
                            .computeIfAbsent(line.group(1), d -> new TreeSet<>())
                            .add(Long.parseLong(line.group(4))))
                    .isTrue();
        }
        FlowCounts counts = flows.counts();
        assertThat(counts.sent()).isEqualTo(100_000);
        assertThat(counts.of(FlowKind.MALFORMED)).isEqualTo(unreadable);
        for (FlowKind kind : kinds.keySet()) {
            assertThat(counts.of(kind)).as(kind.name()).isEqualTo(kinds.get(kind));
        }
        for (int device = 0; device < 20; device++) {
            Set<Long> seen = sequences.get(ROUGH.deviceName(device));
            assertThat(counts.good(device)).isEqualTo(seen.size());
            long all = counts.good(device) + counts.of(device, FlowKind.MALFORMED) + counts.of(device, FlowKind.LOST);
            assertThat(((TreeSet<Long>) seen).last()).isLessThanOrEqualTo(all);
            assertThat(counts.of(device, FlowKind.LOST) > 0).isEqualTo(device < 4);
        }
        // Binomial with n = 100,000: four standard deviations.
        assertThat(counts.of(FlowKind.MALFORMED)).isCloseTo(1000, within(126L));
        assertThat(counts.of(FlowKind.LATE)).isCloseTo(2000, within(177L));
        assertThat(counts.of(FlowKind.DISORDERED)).isCloseTo(5000, within(276L));
    }

    @ParameterizedTest
    @EnumSource(WireFormat.class)
    void damagesWhatNoDecoderTakesAndNothingElse(WireFormat format) {
        FlowSpec spec =
                ROUGH.toBuilder().format(format).malformed(0.2).records(20_000).build();
        FlowGenerator flows = new FlowGenerator(spec, START);
        RecordEdge<?> edge = format == WireFormat.TEXT ? edge(Bare.FORMAT, format) : edge(Flow.FORMAT, format);
        Set<String> reasons = new TreeSet<>();
        while (flows.next()) {
            Decoded<?> decoded = edge.decode(flows.buffer(), 0, flows.length(), START + 1_000_000, "generator", 0, 0);
            assertThat(decoded.deadLetterOrNull() != null)
                    .as(decoded.toString())
                    .isEqualTo(flows.kind() == FlowKind.MALFORMED);
            if (decoded.deadLetterOrNull() != null) {
                reasons.add(decoded.deadLetterOrNull().reason().replaceAll("[0-9]+", "N"));
            }
        }
        assertThat(flows.counts().of(FlowKind.MALFORMED)).isBetween(3700L, 4300L);
        assertThat(reasons).hasSizeGreaterThanOrEqualTo(3);
    }

    /** A bare number. */
    public record Bare(long value) {
        public static final RecordFormat<Bare> FORMAT =
                RecordFormat.builder(Bare.class).integer("value", Bare::value).build(v -> new Bare(v.longValue(0)));
    }

    private static <T> RecordEdge<T> edge(RecordFormat<T> format, WireFormat wire) {
        return new RecordEdge<>(format, wire.decoder(format, CodecSettings.DEFAULT), Duration.ofDays(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 17, 29_999, 40_000, 99_990})
    void goesOnExactlyAfterARestore(int sent) throws IOException {
        FlowGenerator first = new FlowGenerator(ROUGH, START);
        lines(first, sent);
        first.nextSendOffsetNanos(); // looking ahead must not lose what was found
        ByteArrayOutputStream state = new ByteArrayOutputStream();
        first.write(new DataOutputStream(state));

        FlowGenerator second = new FlowGenerator(ROUGH, START);
        second.read(new DataInputStream(new ByteArrayInputStream(state.toByteArray())));
        assertThat(second.counts()).isEqualTo(first.counts());
        assertThat(lines(second, 30_000)).isEqualTo(lines(first, 30_000));
        assertThat(second.counts()).isEqualTo(first.counts());
    }

    @Test
    void refusesTheStateOfOtherDevices() throws IOException {
        ByteArrayOutputStream state = new ByteArrayOutputStream();
        new FlowGenerator(ROUGH, START).write(new DataOutputStream(state));
        FlowGenerator other = new FlowGenerator(ROUGH.toBuilder().devices(21).build(), START);
        org.assertj.core.api.Assertions.assertThatIOException()
                .isThrownBy(() -> other.read(new DataInputStream(new ByteArrayInputStream(state.toByteArray()))))
                .withMessage("the generator's state was written with devices = 20, now it is 21");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 12, 20})
    void splitsDevicesAndRecordsWithoutRemainder(int splits) {
        FlowCounts all = null;
        for (int split = 0; split < splits; split++) {
            FlowGenerator flows = new FlowGenerator(ROUGH, START, split, splits);
            while (flows.next()) {
                // Counted by the generator.
            }
            FlowCounts own = flows.counts();
            if (all != null) {
                for (int device = 0; device < 20; device++) {
                    assertThat(all.good(device) == 0 || own.good(device) == 0).isTrue();
                }
            }
            all = all == null ? own : all.plus(own);
        }
        assertThat(all.sent()).isEqualTo(100_000);
        for (int device = 0; device < 20; device++) {
            assertThat(all.good(device)).as("device %d", device).isPositive();
        }
    }

    @Test
    void keepsItsRate() {
        FlowSpec spec = FlowSpec.builder().rate(250_000).records(1_000_000).build();
        FlowGenerator flows = new FlowGenerator(spec, START);
        lastSend(flows);
        // The first is sent within one spacing of 4 us, the last 999,999 spacings later.
        assertThat(flows.sendOffsetNanos()).isCloseTo(4_000_000_000L, within(10_000L));
        assertThat(flows.timeMillis()).isBetween(START + 3_999, START + 4_000);
    }

    private static void lastSend(FlowGenerator flows) {
        while (flows.next()) {
            // The last one is what counts.
        }
    }

    /** The sine's half day has 1/2 + amplitude / pi of the flows, its quarters as much each. */
    @Test
    void showsADay() {
        FlowSpec spec =
                FlowSpec.builder().rate(10_000).day(Duration.ofSeconds(10), 0.8).build();
        Map<Long, Integer> perQuarter = new TreeMap<>();
        FlowGenerator flows = new FlowGenerator(spec, START);
        while (flows.next() && flows.sendOffsetNanos() < 10_000_000_000L) {
            perQuarter.merge(flows.sendOffsetNanos() / 2_500_000_000L, 1, Integer::sum);
        }
        int high = (int) (100_000 * (0.25 + 0.4 / Math.PI));
        int low = (int) (100_000 * (0.25 - 0.4 / Math.PI));
        assertThat(perQuarter.get(0L)).isCloseTo(high, within(high / 100));
        assertThat(perQuarter.get(1L)).isCloseTo(high, within(high / 100));
        assertThat(perQuarter.get(2L)).isCloseTo(low, within(low / 100));
        assertThat(perQuarter.get(3L)).isCloseTo(low, within(low / 100));
    }

    /** With bursts, the busiest 288th of a day of a device has several times its mean; the mean of all stays. */
    @Test
    void burstsWithoutChangingTheMean() {
        FlowSpec spec = FlowSpec.builder()
                .devices(30)
                .rate(28_800)
                .day(Duration.ofSeconds(288), 0)
                .bursts(0.1, 6)
                .build();
        FlowGenerator flows = new FlowGenerator(spec, START);
        int[][] counts = new int[30][288];
        long all = 0;
        while (flows.next() && flows.sendOffsetNanos() < 288_000_000_000L) {
            counts[flows.device()][(int) (flows.sendOffsetNanos() / 1_000_000_000L)]++;
            all++;
        }
        assertThat(all).isCloseTo(28_800L * 288, within(28_800L * 288 / 50));
        long bursts = Stream.of(counts)
                .mapToLong(device -> {
                    double mean = java.util.Arrays.stream(device).average().orElseThrow();
                    return java.util.Arrays.stream(device)
                            .filter(n -> n > 3 * mean)
                            .count();
                })
                .sum();
        // 30 devices, 24 hours, one in ten: 72 are expected, each in one or two cells; four deviations of 8 allowed.
        assertThat(bursts).isBetween(40L, 120L);
    }

    @Test
    void cutsOffOnlyTheFirstDevicesAndOnlyDuringTheOutage() {
        FlowSpec spec = FlowSpec.builder()
                .devices(10)
                .rate(10_000)
                .records(100_000)
                .outage(Duration.ofSeconds(2), Duration.ofSeconds(3), 2)
                .build();
        FlowGenerator flows = new FlowGenerator(spec, START);
        Map<Integer, Long> last = new HashMap<>();
        Map<Integer, Long> gaps = new HashMap<>();
        Map<Integer, Integer> duringOutage = new TreeMap<>();
        while (flows.next()) {
            long before = last.getOrDefault(flows.device(), 0L);
            gaps.merge(flows.device(), flows.sequence() - before - 1, Long::sum);
            last.put(flows.device(), flows.sequence());
            long second = flows.sendOffsetNanos() / 1_000_000_000L;
            if (second >= 2 && second < 5) {
                duringOutage.merge(flows.device(), 1, Integer::sum);
            }
        }
        assertThat(duringOutage.keySet()).containsExactly(2, 3, 4, 5, 6, 7, 8, 9);
        for (int device = 0; device < 10; device++) {
            assertThat(gaps.get(device)).isEqualTo(flows.counts().of(device, FlowKind.LOST));
        }
        assertThat(flows.counts().of(0, FlowKind.LOST)).isGreaterThan(300);
        assertThat(flows.counts().of(2, FlowKind.LOST)).isZero();
    }

    @Test
    void looksThroughALongOutageInSteps() {
        FlowSpec spec = FlowSpec.builder()
                .devices(1)
                .rate(1000)
                .outage(Duration.ZERO, Duration.ofSeconds(10), 1)
                .build();
        FlowGenerator flows = new FlowGenerator(spec, START);
        assertThat(flows.settle(5000)).isFalse();
        assertThat(flows.settle(4000)).isFalse();
        assertThat(flows.settle(2000)).isTrue();
        assertThat(flows.nextSendOffsetNanos()).isBetween(10_000_000_000L, 10_001_000_000L);
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlowSpec.builder()
                        .malformed(0.5)
                        .late(0.4, Duration.ZERO)
                        .disorder(0.2, Duration.ZERO)
                        .build())
                .withMessageStartingWith("the shares of malformed, late and disordered flows must not exceed 1: 1.1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlowSpec.builder().rate(Double.NaN))
                .withMessage("rate must be above 0 and at most 1e9: NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FlowGenerator(ROUGH, START, 0, 21))
                .withMessageContaining("from 1 to 20 devices");
    }
}
