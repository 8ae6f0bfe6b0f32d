package io.millrace.operators;

import io.millrace.common.record.FieldValues;
import io.millrace.common.state.StateTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.jspecify.annotations.Nullable;

/**
 * What a model predicted for a record, what those predict who look at labels alone, and the label once it is known. Of a
 * classification or a regression; what is of the other is empty. Immutable: its arrays are never changed.
 *
 * @param id of the record; {@code null} where it has none
 * @param key of the model; empty where all records have one
 * @param time of the record, event time in milliseconds; {@link FieldValues#MISSING} where there is none
 * @param classes the classes known, in the order of the model's numbers; empty for a regression
 * @param probabilities of the classes
 * @param predicted number of the likeliest class, the lowest of those that tie; -1 where none was known, and for a regression
 * @param value the number; NaN for a classification
 * @param learned how many records the model had learned
 * @param learnedUntil event time of the last of these; {@link FieldValues#MISSING} where there is none
 * @param baselines what was predicted without features
 * @param label the class that was right; {@code null} where it is not known, and for a regression
 * @param target the number that was right; NaN where it is not known, and for a classification
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere; a record for its brevity
public record Prediction(
        @Nullable String id,
        String key,
        long time,
        String[] classes,
        double[] probabilities,
        int predicted,
        double value,
        long learned,
        long learnedUntil,
        Baselines baselines,
        @Nullable String label,
        double target) {
    /** How Flink serializes it. */
    public static final TypeInformation<Prediction> TYPE = new StateTypeInfo<>(PredictionCodec.class);

    static final String[] NO_CLASSES = {};
    static final double[] NO_PROBABILITIES = {};

    /**
     * What was predicted without features, from the labels that were known then.
     *
     * @param lastLabel the last class known, as a number in {@link Prediction#classes}; -1 where there was none
     * @param majority the class known most often; -1 where there was none
     * @param lastTarget the last number known; 0 where there was none
     * @param mean of the numbers known; 0 where there were none
     */
    public record Baselines(int lastLabel, int majority, double lastTarget, double mean) {
        static Baselines ofLabels(int lastLabel, int majority) {
            return new Baselines(lastLabel, majority, 0, 0);
        }

        static Baselines ofTargets(double lastTarget, double mean) {
            return new Baselines(-1, -1, lastTarget, mean);
        }
    }

    /** Whether it is of a regression. */
    public boolean regression() {
        return !Double.isNaN(value);
    }

    /** The likeliest class; {@code null} where none was known, and for a regression. */
    public @Nullable String predictedClass() {
        return predicted < 0 ? null : classes[predicted];
    }

    /** Whether what was right is known. */
    public boolean labelled() {
        return label != null || Double.isFinite(target);
    }

    /** What it gave a class; 0 where that was not known. */
    public double probability(String name) {
        for (int i = 0; i < classes.length; i++) {
            if (classes[i].equals(name)) {
                return probabilities[i];
            }
        }
        return 0;
    }

    /** How long ago in event time the model last learned; {@link FieldValues#MISSING} where it has not, or without times. */
    public long modelAgeMillis() {
        return learnedUntil == FieldValues.MISSING || time == FieldValues.MISSING
                ? FieldValues.MISSING
                : Math.max(0, time - learnedUntil);
    }

    /** The same with a number predicted. */
    Prediction with(double predictedValue) {
        return new Prediction(
                id,
                key,
                time,
                classes,
                probabilities,
                predicted,
                predictedValue,
                learned,
                learnedUntil,
                baselines,
                label,
                target);
    }

    /** The same with classes and their probabilities, the likeliest of which is predicted. */
    Prediction with(String[] known, double[] itsProbabilities) {
        return new Prediction(
                id,
                key,
                time,
                known,
                itsProbabilities,
                Model.likeliest(itsProbabilities),
                value,
                learned,
                learnedUntil,
                baselines,
                label,
                target);
    }

    /** The same with what was right. */
    public Prediction with(@Nullable String itsLabel, double itsTarget) {
        return new Prediction(
                id,
                key,
                time,
                classes,
                probabilities,
                predicted,
                value,
                learned,
                learnedUntil,
                baselines,
                itsLabel,
                itsTarget);
    }
}
