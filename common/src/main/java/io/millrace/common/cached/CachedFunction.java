package io.millrace.common.cached;

import java.io.Serializable;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * What is done with each record of a keyed stream and with the object kept for its key: Flink's {@code
 * KeyedProcessFunction} with one value state, whose object is changed in place and never written in between. See {@link
 * CachedStreams#process}.
 *
 * @param <K> keys
 * @param <IN> records
 * @param <V> the object of each key, mutable
 * @param <OUT> results
 */
public abstract class CachedFunction<K, IN, V, OUT> implements Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * What a call knows and can do. An object that it hands out may be changed until the call returns, or until the next
     * object is asked for; kept longer, what is changed in it is lost, or worse, gets into half a checkpoint.
     */
    public interface Context<K, V> {
        K key();

        /** Milliseconds of event time, of the record or of an event-time timer; {@link Long#MIN_VALUE} where there is none. */
        long timestamp();

        /** Milliseconds; {@link Long#MIN_VALUE} before the first watermark. */
        long currentWatermark();

        /** Milliseconds by the clock. */
        long processingTime();

        /** The key's object, to look at and not to change, which does not prolong its life; {@code null} where it has none. */
        @Nullable
        V peek() throws Exception;

        /** The key's object to change in place; {@code null} where it has none. */
        @Nullable
        V valueOrNull() throws Exception;

        /** The key's object to change in place, a {@linkplain CachedFunction#create new one} where it had none. */
        V value() throws Exception;

        /** Gives the key another object. Not needed after changing one in place. */
        void update(V value) throws Exception;

        /** Takes the key's object away. */
        void clear() throws Exception;

        /** Calls {@link CachedFunction#onTimer} for this key when the watermark reaches the time. One call for each time. */
        void registerEventTimeTimer(long time);

        /** Calls {@link CachedFunction#onTimer} for this key when the clock reaches the time. One call for each time. */
        void registerProcessingTimeTimer(long time);

        /** Takes back a timer of this key; nothing happens where there is none. */
        void deleteEventTimeTimer(long time);

        /** Takes back a timer of this key; nothing happens where there is none. */
        void deleteProcessingTimeTimer(long time);

        /** Sends something to a side output, with this call's timestamp. */
        <X> void output(OutputTag<X> tag, X value);
    }

    /**
     * Called once before all else. Other keyed state got from this context is the current key's in each call, and costs the
     * setting of the current key for each record.
     */
    public void open(RuntimeContext context) throws Exception {}

    /** Called at the end, also after a failure. */
    public void close() throws Exception {}

    /** A new object for a key that has none. */
    public abstract V create();

    /** Takes a record. */
    public abstract void process(IN record, Context<K, V> context, Collector<OUT> out) throws Exception;

    /**
     * Takes the time a timer was registered for.
     *
     * @param domain by which time
     */
    public void onTimer(long time, TimeDomain domain, Context<K, V> context, Collector<OUT> out) throws Exception {}
}
