package io.millrace.operators;

import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.util.OutputTag;

/**
 * Learning in a job of one's own, from records of any type: one model for each key, that predicts a record and then learns it.
 *
 * <pre>{@code
 * Learn.perKey(trips, Trip::route)
 *         .features(Trip::features, "km", "hour")
 *         .target(Trip::minutes)
 *         .with("recursive-least-squares")
 *         .predictThenLearn(Estimate::of, Estimate.FORMAT)
 *         .uid("estimate").name("estimate per route");
 * }</pre>
 */
public final class Learn {
    /** The side output for exported models. */
    public static final OutputTag<ModelRecord> MODELS = KeyedLearning.MODELS;

    private Learn() {}

    /** One model for each key. */
    public static <T> LearnBuilder<T> perKey(DataStream<T> records, KeySelector<T, String> key) {
        return new LearnBuilder<>(records, key);
    }
}
