package io.millrace.common.cached;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** Applies functions with cached state to streams; {@code docs/state.md} has an example. */
public final class CachedStreams {
    private CachedStreams() {}

    /**
     * Applies a function to each record and the object of its key. The operator is called by the state's name, unless it is
     * given another; give it a {@code uid}.
     */
    public static <K, IN, V, OUT> SingleOutputStreamOperator<OUT> process(
            KeyedStream<IN, K> stream,
            CacheSettings<V> settings,
            CachedFunction<K, IN, V, OUT> function,
            TypeInformation<OUT> type) {
        return stream.transform(settings.name(), type, new CachedOperator<>(settings, function));
    }
}
