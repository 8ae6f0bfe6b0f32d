package io.millrace.operators;

import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** Examples in the order of event time, whatever the order in which they came. {@code docs/learning.md} says how. */
public final class ExampleOrder {
    private static final MemorySize CACHE = MemorySize.ofMebiBytes(128);

    private ExampleOrder() {}

    /**
     * Holds examples back until the watermark passes them, and lets them go by time, then id, then action: so that what models
     * learn does not depend on the order of arrival, as long as nothing is late. What is behind the watermark when it comes
     * goes on at once. The operator's uid is {@code order}.
     *
     * @param keyed whether each key is sorted by itself, to be followed by {@link KeyedLearning}; else all together, in one
     *     subtask
     */
    public static DataStream<Example> byEventTime(DataStream<Example> examples, boolean keyed) {
        KeySelector<Example, String> keys = keyed ? Example::key : example -> "";
        SingleOutputStreamOperator<Example> ordered = examples.keyBy(keys, Types.STRING)
                .transform("order by event time", Example.TYPE, new OrderOperator(keys, CACHE))
                .uid("order");
        return keyed ? ordered : ordered.setParallelism(1);
    }
}
