package io.millrace.common.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class RangeBoundariesTest {
    @Test
    void aBoundaryIsTheFirstValueAboveIt() {
        RangeBoundaries<Double> ranges = RangeBoundaries.of(List.of(1.0, 2.5));

        assertThat(ranges.ranges()).isEqualTo(3);
        assertThat(ranges.rangeOf(Double.NEGATIVE_INFINITY)).isZero();
        assertThat(ranges.rangeOf(0.999)).isZero();
        assertThat(ranges.rangeOf(1.0)).isEqualTo(1);
        assertThat(ranges.rangeOf(2.499)).isEqualTo(1);
        assertThat(ranges.rangeOf(2.5)).isEqualTo(2);
        assertThat(ranges.rangeOf(Double.NaN)).isEqualTo(2);
        assertThat(RangeBoundaries.of(List.<Long>of()).rangeOf(7L)).isZero();
    }

    @Test
    void distinctValuesAreCutInEqualParts() {
        List<Long> sample = new ArrayList<>(LongStream.range(0, 100).boxed().toList());
        Collections.shuffle(sample, new Random(1));

        assertThat(RangeBoundaries.learn(sample, 4).boundaries()).containsExactly(25L, 50L, 75L);
        assertThat(RangeBoundaries.learn(sample, 1).boundaries()).isEmpty();
    }

    @Test
    void equalValuesStayTogetherAndTheRestIsSharedOut() {
        List<String> sample = new ArrayList<>(Collections.nCopies(50, "m"));
        for (String other : List.of("a", "b", "x", "y", "z")) {
            sample.addAll(Collections.nCopies(10, other));
        }

        // Four parts of 100: "m" alone is 50, before it are 20, behind it 30 in two parts of 10 and 20 or 20 and 10.
        assertThat(RangeBoundaries.learn(sample, 4).boundaries()).hasSize(3).startsWith("m", "x");
    }

    @Test
    void fewValuesGetARangeEach() {
        assertThat(RangeBoundaries.learn(List.of(3L, 1L, 3L, 2L, 1L), 8).boundaries())
                .containsExactly(2L, 3L);
        assertThat(RangeBoundaries.learn(List.of(5.0, 5.0), 8).boundaries()).isEmpty();
    }

    @Test
    void theFullestRangeIsAsSmallAsCanBe() {
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 300; round++) {
            int values = random.nextInt(1, 60);
            int distinct = random.nextInt(1, 25);
            int parts = random.nextInt(1, 10);
            List<Long> sample = new ArrayList<>();
            for (int i = 0; i < values; i++) {
                sample.add((long) (distinct * Math.pow(random.nextDouble(), 3)));
            }

            RangeBoundaries<Long> learned = RangeBoundaries.learn(sample, parts);

            int[] counts = new int[learned.ranges()];
            sample.forEach(value -> counts[learned.rangeOf(value)]++);
            int[] perValue = new int[distinct];
            sample.forEach(value -> perValue[value.intValue()]++);
            assertThat(counts)
                    .hasSize((int) Math.min(parts, sample.stream().distinct().count()));
            assertThat(counts).doesNotContain(0);
            assertThat(Arrays.stream(counts).max().orElseThrow()).isEqualTo(smallestMax(perValue, 0, parts));
        }
    }

    /** By trying all ends of the first part. */
    private static int smallestMax(int[] counts, int from, int parts) {
        return smallestMax(counts, from, parts, new int[counts.length + 1][parts + 1]);
    }

    private static int smallestMax(int[] counts, int from, int parts, int[][] known) {
        if (from == counts.length) {
            return 0;
        }
        if (parts == 0) {
            return Integer.MAX_VALUE;
        }
        if (known[from][parts] == 0) {
            int best = Integer.MAX_VALUE;
            int sum = 0;
            for (int end = from; end < counts.length; end++) {
                sum += counts[end];
                best = Math.min(best, Math.max(sum, smallestMax(counts, end + 1, parts - 1, known)));
            }
            known[from][parts] = best + 1;
        }
        return known[from][parts] - 1;
    }

    @Test
    void refusesWhatHasNoOrder() {
        assertThatThrownBy(() -> RangeBoundaries.of(List.of(1.0, Double.NaN)))
                .hasMessage("boundaries must hold no NaN");
        assertThatThrownBy(() -> RangeBoundaries.of(List.of(2L, 2L)))
                .hasMessage("boundaries must ascend: 2 comes after 2");
        assertThatThrownBy(() -> RangeBoundaries.learn(List.of(1f, Float.NaN), 2))
                .hasMessage("sample must hold no NaN");
        assertThatThrownBy(() -> RangeBoundaries.learn(List.<Long>of(), 2))
                .hasMessage("sample must have at least one value: it has none");
        assertThatThrownBy(() -> RangeBoundaries.learn(List.of(1L), 0)).hasMessage("parts must be at least 1: 0");
    }
}
