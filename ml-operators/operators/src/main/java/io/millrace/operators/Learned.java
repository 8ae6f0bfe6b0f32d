package io.millrace.operators;

import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * What comes out of learning.
 *
 * @param predictions one for each example that asks for one, in the order of the examples of its model
 * @param models those exported
 * @param refused examples of keys that have no model, because there are too many
 */
public record Learned(
        DataStream<Prediction> predictions, DataStream<ModelRecord> models, DataStream<Example> refused) {}
