package io.millrace.operators;

import org.apache.flink.streaming.api.datastream.DataStream;

/** Predicts with models that another job learns, and takes each new one as it comes. */
public final class Serving {
    private Serving() {}

    /**
     * Predicts.
     *
     * @param models exported by a job with the same features and learner, unbounded or not
     * @param keyed whether each key has a model; else all records have one
     */
    public static Learned of(
            DataStream<Example> examples,
            DataStream<ModelRecord> models,
            ModelSpec spec,
            LearningSettings settings,
            boolean keyed) {
        throw new UnsupportedOperationException();
    }
}
