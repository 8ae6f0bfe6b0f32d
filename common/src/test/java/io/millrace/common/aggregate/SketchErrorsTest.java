package io.millrace.common.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Sketches keep within the errors that {@link Aggregates} states, whole and merged of parts. */
class SketchErrorsTest {
    private static <A, R> R whole(Aggregate<Reading, A, R> aggregate, int count, IntFunction<Reading> readings) {
        A accumulator = aggregate.create();
        for (int i = 0; i < count; i++) {
            aggregate.add(accumulator, readings.apply(i), i);
        }
        return aggregate.result(accumulator);
    }

    private static <A, R> R merged(Aggregate<Reading, A, R> aggregate, int count, IntFunction<Reading> readings) {
        A whole = aggregate.create();
        int parts = 37;
        for (int part = 0; part < parts; part++) {
            A accumulator = aggregate.create();
            for (int i = part; i < count; i += parts) {
                aggregate.add(accumulator, readings.apply(i), i);
            }
            aggregate.merge(whole, accumulator);
        }
        return aggregate.result(whole);
    }

    /** The bound holds in 99 of 100 cases: of 100, more than 8 beyond it come once in a million runs. */
    @Test
    void quantilesAreOffByLessThanStated() {
        double[] shares = {0.01, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.1};
        int count = 50_000;
        double bound = 2.296 / Math.pow(Aggregates.QUANTILE_K, 0.9723);
        assertThat(bound).isCloseTo(0.0068, within(0.00005));
        Aggregate<Reading, ?, double[]> quantiles = Aggregates.quantiles(Reading::x, shares);
        int beyond = 0;
        for (int trial = 0; trial < 10; trial++) {
            SplittableRandom random = new SplittableRandom(trial);
            double[] values = random.doubles(count).map(u -> Math.exp(9 * u)).toArray();
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            IntFunction<Reading> readings = i -> Reading.of(values[i]);
            double[] found = trial % 2 == 0 ? whole(quantiles, count, readings) : merged(quantiles, count, readings);
            for (int i = 0; i < shares.length; i++) {
                double rank = (Arrays.binarySearch(sorted, found[i]) + 1.0) / count;
                double off = Math.abs(rank - shares[i]);
                assertThat(off).as("quantile %s", shares[i]).isLessThan(3 * bound);
                beyond += off > bound ? 1 : 0;
            }
        }
        assertThat(beyond).isLessThanOrEqualTo(8);
    }

    @Test
    void leastAndGreatestAreExact() {
        assertThat(merged(Aggregates.quantiles(8, Reading::x, 0, 1), 10_000, i -> Reading.of(i * 7 % 10_000)))
                .containsExactly(0, 9_999);
    }

    @Test
    void distinctIsOffByLessThanThreeStandardErrors() {
        for (int count : new int[] {300, 1_000, 10_000, 100_000, 400_000}) {
            double error = 3 * 1.04 / Math.sqrt(1 << Aggregates.DISTINCT_LOG_SIZE) * count;
            Aggregate<Reading, ?, Long> distinct = Aggregates.distinctSketched(Reading::name);
            IntFunction<Reading> twice = i -> Reading.named("device-" + i / 2);
            assertThat((double) whole(distinct, 2 * count, twice)).isCloseTo(count, within(error));
            assertThat((double) merged(distinct, 2 * count, twice)).isCloseTo(count, within(error));
        }
        assertThat(whole(Aggregates.distinctSketched(Reading::name), 300, i -> Reading.named("n" + i)))
                .isEqualTo(300);
        assertThat((double) whole(
                        Aggregates.distinctLongsSketched(Reading::n, 14),
                        200_000,
                        i -> new Reading(0, 0, 0, i * 31L, null)))
                .isCloseTo(200_000, within(3 * 1.04 / 128 * 200_000));
    }

    @Test
    void heavyHittersAreWithinTheirBoundsAndNoneIsMissing() {
        int count = 200_000;
        int mapSize = 256;
        int[] keys = zipf(count, 20_000, 1.2);
        Map<String, Long> exact = new HashMap<>();
        long total = 0;
        for (int i = 0; i < count; i++) {
            exact.merge("key-" + keys[i], 1L + i % 3, Long::sum);
            total += 1 + i % 3;
        }
        double error = 3.5 / mapSize * total;
        Aggregate<Reading, ?, List<HeavyHitter>> hitters =
                Aggregates.heavyHitters(Reading::name, Reading::n, 100, mapSize);
        IntFunction<Reading> readings = i -> new Reading(0, 0, 0, 1 + i % 3, "key-" + keys[i]);
        for (List<HeavyHitter> found : List.of(whole(hitters, count, readings), merged(hitters, count, readings))) {
            assertThat(found).hasSize(100).allSatisfy(each -> {
                long weight = exact.get(each.text());
                assertThat(each.lowerBound()).isLessThanOrEqualTo(weight);
                assertThat(each.upperBound()).isGreaterThanOrEqualTo(weight);
                assertThat(each.estimate()).isBetween(weight, weight + (long) error);
            });
            assertThat(found).isSortedAccordingTo((a, b) -> Long.compare(b.estimate(), a.estimate()));
            List<String> heavy = exact.entrySet().stream()
                    .filter(each -> each.getValue() > error)
                    .map(Map.Entry::getKey)
                    .toList();
            assertThat(heavy).hasSizeGreaterThan(5);
            assertThat(found).extracting(HeavyHitter::text).containsAll(heavy);
        }
    }

    @Test
    void fewHeavyHittersAreExactAndEqualOnesInOrder() {
        String[] names = {"b", "a", "c", "b", "", "c", "b"};
        assertThat(whole(Aggregates.heavyHitters(Reading::name, 3), names.length, i -> Reading.named(names[i])))
                .containsExactly(
                        new HeavyHitter("b", 3, 3, 3), new HeavyHitter("c", 2, 2, 2), new HeavyHitter("", 1, 1, 1));
        assertThat(whole(
                        Aggregates.heavyHitters(Reading::name, Reading::n, 3, 8),
                        3,
                        i -> new Reading(0, 0, 0, i - 1, "weighs " + (i - 1))))
                .containsExactly(new HeavyHitter("weighs 1", 1, 1, 1));
    }

    private static int[] zipf(int count, int keys, double exponent) {
        double[] cumulated = new double[keys];
        double sum = 0;
        for (int i = 0; i < keys; i++) {
            sum += Math.pow(i + 1, -exponent);
            cumulated[i] = sum;
        }
        double whole = sum;
        SplittableRandom random = new SplittableRandom(11);
        return random.doubles(count)
                .mapToInt(u -> {
                    int at = Arrays.binarySearch(cumulated, u * whole);
                    return at < 0 ? -at - 1 : at;
                })
                .toArray();
    }

    @Test
    void sketchesOfOtherParametersAndDamagedOnesAreIoErrors() {
        IntFunction<Reading> readings = i -> new Reading(0, i, 0, 1, "text " + i);
        byte[] quantiles =
                refused(Aggregates.quantiles(16, Reading::x, 1), Aggregates.quantiles(8, Reading::x, 1), readings);
        refused(Aggregates.distinctSketched(Reading::name, 5), Aggregates.distinctSketched(Reading::name, 4), readings);
        refused(
                Aggregates.heavyHitters(Reading::name, Reading::n, 1, 16),
                Aggregates.heavyHitters(Reading::name, Reading::n, 1, 8),
                readings);
        quantiles[quantiles.length - 1] ^= 1;
        AggregateCase of = AggregateCase.of("", Aggregates.quantiles(16, Reading::x, 1), 1);
        assertThatThrownBy(() -> of.read(quantiles))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a sketch's checksum is");
    }

    private static byte[] refused(
            Aggregate<Reading, ?, ?> writer, Aggregate<Reading, ?, ?> reader, IntFunction<Reading> readings) {
        AggregateCase writes = AggregateCase.of("writes", writer, 1);
        AggregateCase reads = AggregateCase.of("reads", reader, 1);
        byte[] bytes = writes.bytes(
                writes.accumulate(IntStream.range(0, 100).mapToObj(readings).toList()));
        assertThatThrownBy(() -> reads.read(bytes))
                .isInstanceOf(IOException.class)
                .hasMessageMatching("(k of a sketch is 8|logSize of a sketch is 4|capacity of a map is 6), found .*");
        return bytes;
    }
}
