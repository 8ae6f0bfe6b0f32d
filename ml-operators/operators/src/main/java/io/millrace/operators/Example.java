package io.millrace.operators;

import io.millrace.common.record.FieldValues;
import io.millrace.common.state.StateTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.jspecify.annotations.Nullable;

/**
 * One record on its way to a model, and what the model is to do with it. Immutable: its arrays are never changed.
 *
 * @param id what tells it from others, where labels come later; {@code null} where it has none
 * @param key whose model it is for; empty where all records have one model
 * @param time event time in milliseconds; {@link FieldValues#MISSING} where there is none
 * @param numbers values of all features by their position; NaN where one is missing or nominal
 * @param names values of the nominal features, in their order; {@code null} where one is missing
 * @param label the class, where it is known and this is a classification
 * @param target the number, where it is known and this is a regression; NaN elsewhere
 * @param action what the model is to do
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere; a record for its brevity
public record Example(
        @Nullable String id,
        String key,
        long time,
        double[] numbers,
        @Nullable String[] names,
        @Nullable String label,
        double target,
        Action action) {
    /** No nominal features. */
    public static final @Nullable String[] NO_NAMES = {};

    /** How Flink serializes it. */
    public static final TypeInformation<Example> TYPE = new StateTypeInfo<>(ExampleCodec.class);

    /** What a model does with an example. */
    public enum Action {
        /** It predicts. */
        PREDICT,
        /** It learns, without predicting: the prediction was made before. */
        LEARN,
        /** It predicts, then learns if there is a label. */
        BOTH;

        boolean predicts() {
            return this != LEARN;
        }

        boolean learns() {
            return this != PREDICT;
        }
    }

    /** Whether it has a label to learn: a class or a finite number. */
    public boolean labelled() {
        return label != null || Double.isFinite(target);
    }

    /** The same, to do something else with it. */
    public Example with(Action other) {
        return new Example(id, key, time, numbers, names, label, target, other);
    }

    /** The same with a label that came later, to learn from. */
    public Example learning(@Nullable String itsLabel, double itsTarget, long itsTime) {
        return new Example(id, key, itsTime, numbers, names, itsLabel, itsTarget, Action.LEARN);
    }
}
