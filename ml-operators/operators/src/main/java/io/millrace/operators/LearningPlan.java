package io.millrace.operators;

import java.io.Serializable;
import org.apache.flink.util.OutputTag;

/**
 * What keyed learning does with records.
 *
 * @param spec of the models
 * @param settings how they are kept
 * @param examples what is to be predicted and learned of a record
 * @param results what comes of a record and its prediction
 * @param refused where records of keys without a model go when there are too many
 */
record LearningPlan<IN, OUT>(
        ModelSpec spec,
        LearningSettings settings,
        Examples<IN> examples,
        PredictionFunction<IN, OUT> results,
        OutputTag<IN> refused)
        implements Serializable {
    /** Makes examples of records. */
    @FunctionalInterface
    interface Examples<IN> extends Serializable {
        /** @param time event time of the record; {@link io.millrace.common.record.FieldValues#MISSING} where there is none */
        Example of(IN record, long time) throws Exception;
    }

    /** @throws IllegalArgumentException when not even one model is allowed */
    LearningPlan {
        KeyedModelCodec codec = new KeyedModelCodec(spec);
        long one = codec.memoryBytes(new KeyedModel(codec.models().create()));
        if (settings.maxModelBytes().getBytes() < one) {
            throw new IllegalArgumentException("maxModelBytes is at least what a model takes that has learned nothing, "
                    + one + " bytes, not " + settings.maxModelBytes());
        }
    }
}
