package io.millrace.common.window;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * How a window operator runs, apart from what it computes.
 *
 * @param keys the records' keys
 * @param function makes records of results
 * @param lateTags for each definition where late records go, or {@code null}
 * @param processingTime whether windows go by the clock
 * @param cache bytes of live windows
 * @param timeToLive how long count windows of a silent key are kept
 */
record WindowSettings<T, K, R, OUT>(
        KeySelector<T, K> keys,
        ResultFunction<K, R, OUT> function,
        List<@Nullable OutputTag<T>> lateTags,
        boolean processingTime,
        MemorySize cache,
        Duration timeToLive)
        implements Serializable {}
