package io.millrace.operators;

import org.apache.flink.streaming.api.datastream.DataStream;

/** Examples in the order of event time, whatever the order in which they came. */
public final class ExampleOrder {
    private ExampleOrder() {}

    /**
     * Holds examples back until the watermark passes them, and lets them go by time, then id, then action: so that what models
     * learn does not depend on the order of arrival, as long as nothing is late.
     *
     * @param keyed whether each key is sorted by itself, to be followed by {@link KeyedLearning}; else all together, in one
     *     subtask
     */
    public static DataStream<Example> byEventTime(DataStream<Example> examples, boolean keyed) {
        throw new UnsupportedOperationException();
    }
}
