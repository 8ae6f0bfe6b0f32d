package io.millrace.operators;

import io.millrace.common.record.FieldValues;
import io.millrace.common.state.StateTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.jspecify.annotations.Nullable;

/**
 * What a prediction has come to, as far as it is evaluated: of a classification or a regression.
 *
 * @param key of the model
 * @param time of the record, event time in milliseconds
 * @param label the class that was right; {@code null} for a regression
 * @param predicted the likeliest class; {@code null} where none was known, and for a regression
 * @param probability of the label
 * @param noChangeHit whether the last class known was right
 * @param majorityHit whether the class known most often was right
 * @param target the number that was right
 * @param value what was predicted
 * @param noChange the last number known
 * @param mean of the numbers known
 */
record Outcome(
        String key,
        long time,
        @Nullable String label,
        @Nullable String predicted,
        double probability,
        boolean noChangeHit,
        boolean majorityHit,
        double target,
        double value,
        double noChange,
        double mean) {
    static final TypeInformation<Outcome> TYPE = new StateTypeInfo<>(OutcomeCodec.class);

    static Outcome ofClass(
            String key,
            long time,
            String label,
            @Nullable String predicted,
            double probability,
            boolean noChangeHit,
            boolean majorityHit) {
        return new Outcome(key, time, label, predicted, probability, noChangeHit, majorityHit, 0, 0, 0, 0);
    }

    static Outcome ofNumber(String key, long time, double target, double value, double noChange, double mean) {
        return new Outcome(key, time, null, null, 0, false, false, target, value, noChange, mean);
    }

    /**
     * What is to be evaluated of a prediction; {@code null} where there is nothing: it has no label, or one of the other task, or
     * a number that is none.
     *
     * @param timestamp of its record in the stream, where the prediction has no time
     */
    static @Nullable Outcome of(Prediction prediction, ModelSpec.Task task, long timestamp) {
        long time = prediction.time() == FieldValues.MISSING ? timestamp : prediction.time();
        return task == ModelSpec.Task.CLASSIFICATION ? ofClass(prediction, time) : ofNumber(prediction, time);
    }

    private static @Nullable Outcome ofClass(Prediction prediction, long time) {
        String label = prediction.label();
        if (label == null) {
            return null;
        }
        double probability = prediction.probability(label);
        return ofClass(
                prediction.key(),
                time,
                label,
                prediction.predictedClass(),
                probability >= 0 ? Math.min(1, probability) : 0,
                names(prediction, prediction.baselines().lastLabel(), label),
                names(prediction, prediction.baselines().majority(), label));
    }

    private static boolean names(Prediction prediction, int number, String label) {
        return number >= 0 && prediction.classes()[number].equals(label);
    }

    private static @Nullable Outcome ofNumber(Prediction prediction, long time) {
        Prediction.Baselines baselines = prediction.baselines();
        boolean numbers = Double.isFinite(prediction.target())
                && !Double.isNaN(prediction.value())
                && !Double.isNaN(baselines.lastTarget())
                && !Double.isNaN(baselines.mean());
        return numbers
                ? ofNumber(
                        prediction.key(),
                        time,
                        prediction.target(),
                        prediction.value(),
                        baselines.lastTarget(),
                        baselines.mean())
                : null;
    }
}
