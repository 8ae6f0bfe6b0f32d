package io.millrace.common.window;

import org.apache.flink.streaming.api.datastream.KeyedStream;

/**
 * Keyed windows that cut time into slices: a record updates one slice, however many windows are over it, and a window is
 * put together from slices.
 *
 * <pre>{@code
 * Windows.of(trips.keyBy(Trip::route))
 *         .sliding(Duration.ofMinutes(10), Duration.ofSeconds(10))
 *         .allowedLateness(Duration.ofSeconds(30))
 *         .aggregate(Aggregates.mean(Trip::minutes))
 *         .uid("delay").name("delay per route");
 * }</pre>
 */
public final class Windows {
    private Windows() {}

    /** Windows over a keyed stream. */
    public static <T, K> WindowBuilder<T, K> of(KeyedStream<T, K> stream) {
        return new WindowBuilder<>(stream);
    }
}
