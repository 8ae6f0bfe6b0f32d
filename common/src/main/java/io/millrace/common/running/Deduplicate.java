package io.millrace.common.running;

import io.millrace.common.cached.CacheSettings;
import io.millrace.common.cached.CachedStreams;
import java.time.Duration;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Drops what came before: the first record of each id passes, and others of the same id for the time to live after it do
 * not. They do not prolong that time: the first one after it passes again. The time is the operator's clock, and not event
 * time; it should be longer than the longest time between a record and its repetition. One live id takes 160 bytes.
 *
 * <p>The result is partitioned by the id: key it again for what comes next.
 */
public final class Deduplicate {
    private static final MemorySize CACHE = MemorySize.ofMebiBytes(64);

    private Deduplicate() {}

    /**
     * Drops repetitions of an id.
     *
     * @param id what tells a record from others; of a type whose hash code is stable, as for any key of Flink's
     * @param timeToLive for how long after its first record an id is known; zero for ever, with state that only grows
     */
    public static <T, K> SingleOutputStreamOperator<T> by(
            DataStream<T> stream, KeySelector<T, K> id, Duration timeToLive) {
        return by(stream.keyBy(id), timeToLive, CACHE, null);
    }

    /** As {@link #by(DataStream, KeySelector, Duration)}, with the repetitions in a side output. */
    public static <T, K> SingleOutputStreamOperator<T> by(
            DataStream<T> stream, KeySelector<T, K> id, Duration timeToLive, OutputTag<T> duplicates) {
        return by(stream.keyBy(id), timeToLive, CACHE, duplicates);
    }

    /**
     * Drops all but the first record of each key.
     *
     * @param timeToLive for how long after its first record a key is known; zero for ever, with state that only grows
     * @param cache how many bytes of ids each subtask keeps at hand; the rest is in the state backend alone
     * @param duplicates where repetitions go; {@code null} for nowhere
     */
    public static <T, K> SingleOutputStreamOperator<T> by(
            KeyedStream<T, K> stream, Duration timeToLive, MemorySize cache, @Nullable OutputTag<T> duplicates) {
        CacheSettings<Seen> settings = new CacheSettings<>("deduplicate", "seen", new Seen.Codec(), cache, timeToLive);
        return CachedStreams.process(stream, settings, new DeduplicateFunction<>(duplicates), stream.getType());
    }
}
