package io.millrace.common.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.Partitioner;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

final class PartitionersTest {
    private enum Direction {
        NORTH,
        SOUTH
    }

    /** What a sender of this name sends, with a partitioner of its own, as Flink makes it: by serialization. */
    private static <T> List<Integer> sent(String sender, Partitioner<T> partitioner, List<T> values, int subtasks)
            throws Exception {
        Partitioner<T> own = InstantiationUtil.clone(partitioner);
        List<Integer> targets = new ArrayList<>();
        Thread thread = new Thread(() -> values.forEach(value -> targets.add(own.partition(value, subtasks))), sender);
        thread.start();
        thread.join(TimeUnit.MINUTES.toMillis(1));
        assertThat(targets).hasSameSizeAs(values);
        return targets;
    }

    private static List<String> texts(int count) {
        SplittableRandom random = new SplittableRandom(2);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add("key " + random.nextInt(count));
        }
        return texts;
    }

    @Test
    void aKeyHasOneSubtaskWhoeverSends() throws Exception {
        List<String> keys = texts(2_000);
        for (Partitioner<String> partitioner : List.of(
                new HashPartitioner<String>(),
                new ConsistentPartitioner<String>(ConsistentHashing.defaults().unbounded()))) {
            List<Integer> targets = sent("a (1/2)#0", partitioner, keys, 7);
            Map<String, Integer> byKey = new HashMap<>();
            for (int i = 0; i < keys.size(); i++) {
                Integer first = byKey.putIfAbsent(keys.get(i), targets.get(i));
                assertThat(first == null || first.equals(targets.get(i))).isTrue();
            }
            assertThat(sent("a (2/2)#0", partitioner, keys, 7)).isEqualTo(targets);
            assertThat(targets).contains(0, 1, 2, 3, 4, 5, 6).allMatch(target -> target >= 0 && target < 7);
        }
    }

    @Test
    void hashesAreFinishedAsMurmur3Does() {
        // fmix64 maps 0 to 0 and 1 to 0xB456BCFC34C2CB2C: the vector that implementations of MurmurHash3 agree upon.
        assertThat(Hashing.mix(0)).isZero();
        assertThat(Hashing.mix(1)).isEqualTo(0xB456BCFC34C2CB2CL);
        assertThat(Hashing.spread(0L, 5)).isZero();
        assertThat(Hashing.spread(-1L, 5)).isEqualTo(4);
        assertThat(Hashing.spread(0x8000000000000000L, 4)).isEqualTo(2);
    }

    @Test
    void keysWithoutAHashOfTheirContentsAreRefused() {
        HashPartitioner<Object> partitioner = new HashPartitioner<>();

        assertThatThrownBy(() -> partitioner.partition(new int[1], 2))
                .hasMessage("a key must have a hash of its contents: int[] has none, use a list or a record");
        assertThatThrownBy(() -> Hashing.ofKey(null)).hasMessage("a key must not be null: the key selector gave null");
        assertThat(Hashing.ofKey(Direction.SOUTH)).isEqualTo(Hashing.ofKey("SOUTH"));
    }

    @Test
    void whatIsMissingIsRefused() {
        assertThatThrownBy(() -> new RangePartitioner<>(RangeBoundaries.of(List.<Long>of())).partition(null, 2))
                .hasMessage("a field to partition by must not be null: the field selector gave null");
        assertThatThrownBy(() -> new TimePartitioner(Duration.ofHours(1)).partition(null, 2))
                .hasMessage("a timestamp must not be null: the timestamp selector gave null");
    }

    @Test
    void subtasksFollowTheOrderOfValues() {
        SplittableRandom random = new SplittableRandom(9);
        List<Double> sample = random.doubles(500, -5, 5).boxed().toList();
        List<Double> values = random.doubles(2_000, -6, 6).sorted().boxed().toList();
        // The highest of p ranges is p - 1, which is at (p - 1) * 8 / p.
        Map<Integer, Integer> highest = Map.of(1, 0, 3, 5, 8, 7, 20, 7);
        for (int parts : highest.keySet()) {
            RangePartitioner<Double> partitioner = new RangePartitioner<>(RangeBoundaries.learn(sample, parts));
            int last = 0;
            for (Double value : values) {
                int subtask = partitioner.partition(value, 8);
                assertThat(subtask).isBetween(last, 7);
                last = subtask;
            }
            assertThat(last).isEqualTo(highest.get(parts));
        }
    }

    @Test
    void aBucketHasOneSubtaskAndTheNextBucketTheNext() {
        TimePartitioner partitioner = new TimePartitioner(Duration.ofSeconds(10));

        for (long bucket = -5; bucket < 5; bucket++) {
            int first = partitioner.partition(bucket * 10_000, 3);
            assertThat(partitioner.partition(bucket * 10_000 + 9_999, 3)).isEqualTo(first);
            assertThat(partitioner.partition(bucket * 10_000 + 10_000, 3)).isEqualTo((first + 1) % 3);
        }
        assertThat(partitioner.partition(0L, 3)).isZero();
        assertThat(partitioner.partition(Long.MIN_VALUE, 3)).isBetween(0, 2);
        assertThatThrownBy(() -> new TimePartitioner(Duration.ZERO))
                .hasMessage("bucket must be whole milliseconds, at least 1 ms: PT0S");
        assertThatThrownBy(() -> new TimePartitioner(Duration.ofNanos(1_500_000)))
                .hasMessageContaining("whole milliseconds");
    }

    @Test
    void theSameSeedAndSenderDrawTheSame() throws Exception {
        List<String> records = texts(1_000);
        List<Integer> drawn = sent("a (1/2)#0", new RandomPartitioner<>(5), records, 4);

        assertThat(sent("a (1/2)#0", new RandomPartitioner<>(5), records, 4)).isEqualTo(drawn);
        assertThat(sent("a (2/2)#0", new RandomPartitioner<>(5), records, 4)).isNotEqualTo(drawn);
        assertThat(sent("a (1/2)#0", new RandomPartitioner<>(6), records, 4)).isNotEqualTo(drawn);
    }

    @Test
    void weightsAreMetInEveryRunOfACycle() throws Exception {
        int[] weights = {3, 0, 1, 2};
        List<Integer> targets = sent("a (1/2)#0", new WeightedPartitioner<>(30, 0, 10, 20), texts(100), 4);

        for (int from = 0; from + 6 <= targets.size(); from++) {
            int[] counts = new int[4];
            targets.subList(from, from + 6).forEach(target -> counts[target]++);
            assertThat(counts).isEqualTo(weights);
        }
    }

    @Test
    void sendersBeginTheirTurnsApart() throws Exception {
        int[] starts = new int[8];
        for (int sender = 1; sender <= 64; sender++) {
            List<Integer> first =
                    sent("a (" + sender + "/64)#0", new WeightedPartitioner<>(1, 1, 1, 1, 1, 1, 1, 1), List.of("x"), 8);
            starts[first.get(0)]++;
        }
        // 64 draws over 8: a subtask without any has a chance of 8 * (7/8)^64 = 0.2 %, 24 of one less than 0.001 %.
        assertThat(starts).doesNotContain(0);
        assertThat(Arrays.stream(starts).max().orElseThrow()).isLessThan(24);
    }

    @Test
    void weightsThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> new WeightedPartitioner<>(1, 1).partition("x", 3))
                .hasMessage("weights must be one for each subtask that receives: there are 2 weights, and the "
                        + "parallelism is 3");
        assertThatThrownBy(() -> new WeightedPartitioner<>(1, -1)).hasMessage("weights must not be negative: [1, -1]");
        assertThatThrownBy(() -> new WeightedPartitioner<>(0, 0)).hasMessage("weights must have one above 0: [0, 0]");
        assertThatThrownBy(WeightedPartitioner::new).hasMessage("weights must have one above 0: []");
    }

    @Test
    void oneSubtaskMoreMovesAboutItsShare() throws Exception {
        List<String> keys = texts(50_000);
        ConsistentPartitioner<String> partitioner =
                new ConsistentPartitioner<>(ConsistentHashing.defaults().unbounded());
        List<Integer> before = sent("a", partitioner, keys, 8);
        List<Integer> after = sent("a", partitioner, keys, 9);
        int moved = 0;
        for (int i = 0; i < keys.size(); i++) {
            if (!before.get(i).equals(after.get(i))) {
                assertThat(after.get(i)).isEqualTo(8);
                moved++;
            }
        }
        // A ninth, give or take four deviations of 1 / sqrt(128 points).
        assertThat(moved / 50_000.0).isBetween(1 / 9.0 * (1 - 4 / Math.sqrt(128)), 1 / 9.0 * (1 + 4 / Math.sqrt(128)));
    }
}
