package io.millrace.common.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.FlinkExtension;
import io.millrace.testing.MiniClusters;
import io.millrace.testing.Zipf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How even partitioners are: the load of the fullest of 8 subtasks against the mean, and the table in the documents. */
final class BalanceTest {
    @RegisterExtension
    static final FlinkExtension FLINK = MiniClusters.extension(1, 8);

    private static final int SUBTASKS = 8;
    private static final int KEY_GROUPS = 128;
    private static final int KEYS = 100_000;
    private static final int RECORDS = 400_000;
    private static final double ZIPF = 1.2;
    /** Five deviations of a subtask's load against the mean where each record is drawn apart. */
    private static final double DRAWN = 5 * Math.sqrt((SUBTASKS - 1.0) / RECORDS);

    private static final Path PAGE = Path.of("..", "docs", "partitioning.md");

    /** What a partitioner does with keys of one distribution. */
    private static double balance(double exponent, IntUnaryOperator subtask) {
        return balance(loads(exponent, subtask));
    }

    private static int[] loads(double exponent, IntUnaryOperator subtask) {
        Zipf keys = new Zipf(KEYS, exponent, 1);
        int[] loads = new int[SUBTASKS];
        for (int i = 0; i < RECORDS; i++) {
            loads[subtask.applyAsInt(keys.next())]++;
        }
        return loads;
    }

    private static double balance(int... loads) {
        return Arrays.stream(loads).max().orElseThrow()
                * (double) loads.length
                / IntStream.of(loads).sum();
    }

    private static double share(int rank) {
        return new Zipf(KEYS, ZIPF, 1).share(rank);
    }

    /** The deviation of a subtask's load against the mean where keys from this rank on are hashed. */
    private static double deviationOfHashing(double exponent, int fromRank) {
        Zipf keys = new Zipf(KEYS, exponent, 1);
        double squares = 0;
        for (int rank = fromRank; rank < KEYS; rank++) {
            squares += keys.share(rank) * keys.share(rank);
        }
        return Math.sqrt(squares * (SUBTASKS - 1));
    }

    private static IntUnaryOperator byHash() {
        HashPartitioner<Integer> partitioner = new HashPartitioner<>();
        return key -> partitioner.partition(key, SUBTASKS);
    }

    private static int ofKeyGroup(Object key) {
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(key, KEY_GROUPS, SUBTASKS);
    }

    private static IntUnaryOperator byRange(double exponent) {
        Zipf sampled = new Zipf(KEYS, exponent, 2);
        List<Integer> sample =
                IntStream.range(0, 20_000).mapToObj(i -> sampled.next()).toList();
        RangePartitioner<Integer> partitioner = new RangePartitioner<>(RangeBoundaries.learn(sample, SUBTASKS));
        return key -> partitioner.partition(key, SUBTASKS);
    }

    /** A key stands for a second. */
    private static IntUnaryOperator byTime() {
        TimePartitioner partitioner = new TimePartitioner(Duration.ofSeconds(1));
        return key -> partitioner.partition(key * 1_000L, SUBTASKS);
    }

    private static IntUnaryOperator random() {
        RandomPartitioner<Integer> partitioner = new RandomPartitioner<>(1);
        return key -> partitioner.partition(key, SUBTASKS);
    }

    private static IntUnaryOperator weighted() {
        WeightedPartitioner<Integer> partitioner = new WeightedPartitioner<>(1, 1, 1, 1, 1, 1, 1, 1);
        return key -> partitioner.partition(key, SUBTASKS);
    }

    private static IntUnaryOperator consistent(ConsistentHashing settings) {
        ConsistentPartitioner<Integer> partitioner = new ConsistentPartitioner<>(settings);
        return key -> partitioner.partition(key, SUBTASKS);
    }

    private static IntUnaryOperator hotKeys() {
        HotKeySettings settings = HotKeySettings.ways(SUBTASKS);
        HeavyKeys<Integer> heavy = new HeavyKeys<>(settings, UnaryOperator.identity());
        return key -> {
            HeavyKeys.Count hot = heavy.hot(key);
            int part = hot == null ? 0 : hot.nextPart(() -> HotKeySplitter.partsOf(key, settings.ways(), KEY_GROUPS));
            return ofKeyGroup(new SplitKey<>(key, part));
        };
    }

    private static double roundRobin() throws Exception {
        int[] loads = new int[SUBTASKS];
        try (CloseableIterator<Integer> targets = Partition.roundRobin(
                        StreamExecutionEnvironment.getExecutionEnvironment(MiniClusters.strict())
                                .fromSequence(1, RECORDS)
                                .setParallelism(1)
                                .uid("numbers"))
                .map(new Where())
                .returns(Types.INT)
                .uid("where")
                .executeAndCollect()) {
            targets.forEachRemaining(target -> loads[target]++);
        }
        return balance(loads);
    }

    private static final class Where extends RichMapFunction<Long, Integer> {
        private static final long serialVersionUID = 1L;

        @Override
        public Integer map(Long number) {
            return getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
        }
    }

    @Test
    void hashingIsAsEvenAsTheKeys() {
        for (IntUnaryOperator hashed : List.of(byHash(), BalanceTest::ofKeyGroup)) {
            assertThat(balance(0, hashed)).isLessThan(1 + 5 * deviationOfHashing(0, 0) + DRAWN);
            // The subtask of the most frequent key has it, its part of the others, and no more than chance.
            assertThat(balance(ZIPF, hashed))
                    .isGreaterThan(SUBTASKS * share(0) - DRAWN)
                    .isLessThan(SUBTASKS * share(0) + 1 - share(0) + 4 * deviationOfHashing(ZIPF, 1));
        }
        assertThat(SUBTASKS * share(0)).isGreaterThan(1.5);
    }

    @Test
    void learnedRangesAreEvenUnlessOneValueIsMore() {
        // A range's share of the sample is an eighth; five deviations of a share of a sample of 20,000.
        double sampling = 5 * Math.sqrt((SUBTASKS - 1.0) / 20_000);
        assertThat(balance(0, byRange(0))).isLessThan(1 + sampling + DRAWN);
        assertThat(balance(ZIPF, byRange(ZIPF)))
                .isGreaterThan(SUBTASKS * share(0) - DRAWN)
                .isLessThan(SUBTASKS * share(0) + DRAWN);
    }

    @Test
    void timeBucketsAreAsEvenAsTime() {
        Zipf buckets = new Zipf(KEYS, ZIPF, 1);
        double first = IntStream.range(0, KEYS / SUBTASKS)
                .mapToDouble(bucket -> buckets.share(bucket * SUBTASKS))
                .sum();
        assertThat(balance(0, byTime())).isLessThan(1 + DRAWN);
        assertThat(balance(ZIPF, byTime())).isBetween(SUBTASKS * first - 2 * DRAWN, SUBTASKS * first + 2 * DRAWN);
    }

    @Test
    void whatDoesNotLookAtKeysIsEven() throws Exception {
        assertThat(roundRobin()).isEqualTo(1);
        for (double exponent : new double[] {0, ZIPF}) {
            assertThat(balance(exponent, random())).isLessThan(1 + DRAWN);
            assertThat(balance(exponent, weighted())).isEqualTo(1);
        }
    }

    @Test
    void loadsAreBounded() {
        ConsistentHashing settings = ConsistentHashing.defaults();
        double rounding = (1 + RECORDS / (double) settings.window()) * SUBTASKS / RECORDS;
        for (double exponent : new double[] {0, ZIPF}) {
            for (double capacity : new double[] {1.05, 1.25}) {
                assertThat(balance(exponent, consistent(settings.withCapacity(capacity))))
                        .isLessThan(capacity + rounding);
            }
        }
        assertThat(balance(ZIPF, consistent(settings.unbounded()))).isGreaterThan(SUBTASKS * share(0) - DRAWN);
        // A node's share of the ring deviates by 1 / sqrt(points); chance of more than four, for one of 8: 0.05 %.
        assertThat(balance(0, consistent(settings.unbounded())))
                .isLessThan(1 + 4 / Math.sqrt(settings.points()) + 5 * deviationOfHashing(0, 0));
    }

    @Test
    void hotKeysAreEvenButForThoseThatAreNotHot() {
        HotKeySettings settings = HotKeySettings.ways(SUBTASKS);
        double top = share(0);
        int firstCold = (int) IntStream.range(0, KEYS)
                .filter(rank -> top * Math.pow(rank + 1, -ZIPF) >= settings.share())
                .count();
        assertThat(firstCold).isBetween(5, 50);
        assertThat(balance(0, hotKeys())).isLessThan(1 + 5 * deviationOfHashing(0, 0) + DRAWN);
        assertThat(balance(ZIPF, hotKeys())).isLessThan(1 + 4 * deviationOfHashing(ZIPF, firstCold) + DRAWN);
    }

    @Test
    void theTableOnThePageIsWhatIsMeasured() throws Exception {
        double turns = roundRobin();
        ConsistentHashing consistent = ConsistentHashing.defaults();
        List<String> table = new ArrayList<>();
        table.add(row("`keyBy`", balance(0, BalanceTest::ofKeyGroup), balance(ZIPF, BalanceTest::ofKeyGroup)));
        table.add(row("`byHash`", balance(0, byHash()), balance(ZIPF, byHash())));
        table.add(row("`byRange`, learned from 20,000", balance(0, byRange(0)), balance(ZIPF, byRange(ZIPF))));
        table.add(row("`byTime`, a key standing for a bucket", balance(0, byTime()), balance(ZIPF, byTime())));
        table.add(row("`roundRobin`", turns, turns));
        table.add(asSender(() -> row("`random`", balance(0, random()), balance(ZIPF, random()))));
        table.add(row("`weighted`, all alike", balance(0, weighted()), balance(ZIPF, weighted())));
        table.add(row(
                "`consistent`, capacity 1.25",
                balance(0, consistent(consistent)),
                balance(ZIPF, consistent(consistent))));
        table.add(row(
                "`consistent`, unbounded",
                balance(0, consistent(consistent.unbounded())),
                balance(ZIPF, consistent(consistent.unbounded()))));
        table.add(row("`HotKeys.split`, 8 ways", balance(0, hotKeys()), balance(ZIPF, hotKeys())));

        assertThat(Files.readString(PAGE)).endsWith(String.join("\n", table) + "\n");
    }

    /** The sender's name is where its sequence of random subtasks begins. */
    private static String asSender(Supplier<String> sender) {
        Thread thread = Thread.currentThread();
        String name = thread.getName();
        thread.setName("sender (1/1)#0");
        try {
            return sender.get();
        } finally {
            thread.setName(name);
        }
    }

    private static String row(String name, double uniform, double zipf) {
        return String.format(Locale.ROOT, "| %s | %.2f | %.2f |", name, uniform, zipf);
    }
}
