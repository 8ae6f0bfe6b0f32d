package io.millrace.common.running;

import io.millrace.common.aggregate.Aggregate;
import io.millrace.common.cached.CacheSettings;
import io.millrace.common.cached.CachedStreams;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * Aggregates over all records of a key, without windows. A key without a record for the time to live is forgotten, and
 * starts anew after that.
 *
 * <pre>{@code
 * Running.aggregate(trips.keyBy(Trip::route), Aggregates.mean(Trip::minutes), Duration.ofDays(30))
 *         .uid("mean-so-far").name("mean per route so far");
 * }</pre>
 */
public final class Running {
    /** How many bytes of live accumulators each subtask keeps; the rest is in the state backend alone. */
    public static final MemorySize CACHE = MemorySize.ofMebiBytes(64);

    private Running() {}

    /**
     * An updated result for each record; the aggregate must know the type of its results.
     *
     * @param timeToLive for how long a key is kept after its last record, by the clock; zero for ever
     */
    public static <T, K, A, R> SingleOutputStreamOperator<RunningResult<K, R>> aggregate(
            KeyedStream<T, K> stream, Aggregate<? super T, A, R> aggregate, Duration timeToLive) {
        return aggregate(stream, aggregate, timeToLive, 1);
    }

    /**
     * An updated result for each n-th record of a key; the aggregate must know the type of its results.
     *
     * @param timeToLive for how long a key is kept after its last record, by the clock; zero for ever
     * @param every n, at least 1
     */
    public static <T, K, A, R> SingleOutputStreamOperator<RunningResult<K, R>> aggregate(
            KeyedStream<T, K> stream, Aggregate<? super T, A, R> aggregate, Duration timeToLive, int every) {
        TypeInformation<R> type = aggregate
                .resultType()
                .orElseThrow(() -> new IllegalArgumentException(
                        aggregate.signature() + " does not know the type of its results: give it"));
        return aggregate(stream, aggregate, type, timeToLive, every, CACHE);
    }

    /**
     * An updated result for each n-th record of a key.
     *
     * @param type the type of the aggregate's results
     * @param timeToLive for how long a key is kept after its last record, by the clock; zero for ever
     * @param every n, at least 1
     * @param cache how many bytes of live accumulators each subtask keeps
     */
    public static <T, K, A, R> SingleOutputStreamOperator<RunningResult<K, R>> aggregate(
            KeyedStream<T, K> stream,
            Aggregate<? super T, A, R> aggregate,
            TypeInformation<R> type,
            Duration timeToLive,
            int every,
            MemorySize cache) {
        if (every < 1) {
            throw new IllegalArgumentException("every must be at least 1: " + every);
        }
        CacheSettings<Counted<A>> settings = new CacheSettings<>(
                "running", aggregate.signature(), new Counted.Codec<>(aggregate.codec()), cache, timeToLive);
        return CachedStreams.process(
                stream,
                settings,
                new RunningFunction<>(aggregate, every),
                new RunningResultTypeInfo<>(stream.getKeyType(), type));
    }
}
