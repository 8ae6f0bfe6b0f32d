package io.millrace.common.partition;

import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * Which subtask of the next operator a record goes to. None of these keys a stream: keyed state, timers and windows need
 * {@code keyBy}, whose key groups decide. {@code docs/partitioning.md} says when to use which, and how even each is.
 *
 * <p>What each knows, it knows on the sender: nothing is asked over the network, and nothing is checkpointed. Key selectors
 * must depend on the record alone. A key or field that is null stops the job and says so.
 *
 * <p>All but {@link #roundRobin} are custom partitioners to Flink, which refuses a job that has one and unaligned checkpoints.
 * They are not to be forced either: what is on the wire would be sent anew after rescaling, and partly lost.
 */
public final class Partition {
    private Partition() {}

    /**
     * By the hash of a key: the same key, the same subtask, for as long as the parallelism is the same. For caches and
     * connections per key, without keyed state. As even as the keys are: who has a key of a third of all records has a third
     * of all records. The key's {@code hashCode} is finished as MurmurHash3 does (A. Appleby, 2011), so that neighbouring
     * numbers do not fall into a pattern; enum constants are hashed by their names, arrays are refused.
     */
    public static <T, K> DataStream<T> byHash(DataStream<T> stream, KeySelector<T, K> key) {
        return stream.partitionCustom(new HashPartitioner<>(), key);
    }

    /**
     * By ranges of a field's values: subtask 0 has the lowest, the last subtask the highest. For output sorted across files,
     * and for neighbours that must meet. Ranges and subtasks need not be as many: ranges are spread over the subtasks in
     * order, {@code range * subtasks / ranges}. Takes time logarithmic in the number of ranges.
     */
    public static <T, C extends Comparable<? super C> & Serializable> DataStream<T> byRange(
            DataStream<T> stream, KeySelector<T, C> field, RangeBoundaries<C> boundaries) {
        return stream.partitionCustom(new RangePartitioner<>(boundaries), field);
    }

    /**
     * By time: the records of one bucket go to one subtask, the next bucket to the next subtask. For files and batches per hour,
     * and for backfills. Not for live streams, where all that is new is of one bucket, and all but one subtask rest.
     *
     * @param bucket whole milliseconds, at least 1 ms; buckets begin at 1970-01-01T00:00Z
     * @param timestamp milliseconds since 1970, may be negative
     */
    public static <T> DataStream<T> byTime(DataStream<T> stream, Duration bucket, KeySelector<T, Long> timestamp) {
        return stream.partitionCustom(new TimePartitioner(bucket), timestamp);
    }

    /**
     * In turn: of what one sender sends, no subtask has more than one record more than another. For records that all cost the
     * same and need no key. This is Flink's {@code rebalance}: senders begin at a random subtask, unaligned checkpoints work.
     */
    public static <T> DataStream<T> roundRobin(DataStream<T> stream) {
        return stream.rebalance();
    }

    /**
     * At random, each subtask as likely, by SplitMix64 from the seed and the sender's name (G. Steele, D. Lea, C. Flood, Fast
     * Splittable Pseudorandom Number Generators, OOPSLA 2014, DOI 10.1145/2660193.2660195). For streams with a period that
     * turns would fall in with. Of {@code m} records on {@code n} subtasks, a subtask's number is off by about
     * {@code sqrt(m / n)}. After a restart another sequence begins.
     */
    public static <T> DataStream<T> random(DataStream<T> stream, long seed) {
        return stream.partitionCustom(new RandomPartitioner<T>(seed), record -> record);
    }

    /**
     * In turn, by weights: a subtask of weight 3 has three records where one of weight 1 has one, well mixed, and exactly so
     * in any run of as many records of a sender as the weights, divided by what they have in common, sum up to. For subtasks
     * on unlike machines. Takes time linear in the number of subtasks.
     *
     * @param weights one for each subtask that receives, none negative, one at least above 0; a wrong number stops the job at
     *     its first record, since the parallelism of the next operator is not known before
     */
    public static <T> DataStream<T> weighted(DataStream<T> stream, int... weights) {
        return stream.partitionCustom(new WeightedPartitioner<T>(weights), record -> record);
    }

    /**
     * By consistent hashing with bounded loads: a key keeps to one subtask until that has {@code capacity} times the mean, and
     * goes to the next on the ring then. For caches per key that must survive a change of parallelism (one subtask more takes
     * about {@code 1 / n} of the keys, and no other moves) and hot keys (no subtask has more than {@code capacity} times the
     * mean). As a key may be on several subtasks, results per key are partial, unless {@linkplain ConsistentHashing#unbounded
     * unbounded}. Each sender counts what it sends; so the bound holds for their sum, too. More at {@link BoundedLoads}.
     */
    public static <T, K> DataStream<T> consistent(
            DataStream<T> stream, KeySelector<T, K> key, ConsistentHashing settings) {
        return stream.partitionCustom(new ConsistentPartitioner<>(settings), key);
    }
}
