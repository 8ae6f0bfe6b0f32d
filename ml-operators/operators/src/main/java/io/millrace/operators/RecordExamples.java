package io.millrace.operators;

import io.millrace.common.aggregate.DoubleField;
import io.millrace.common.aggregate.TextField;
import java.util.ArrayList;
import java.util.Arrays;
import org.apache.flink.api.java.functions.KeySelector;
import org.jspecify.annotations.Nullable;

/**
 * Makes examples of a user's records: first the features that are numbers, then the nominal ones.
 *
 * @param count of the features that are numbers
 * @param target the number to be predicted; {@code null} for a classification
 * @param label the class to be predicted; {@code null} for a regression
 */
record RecordExamples<T>(
        KeySelector<T, String> key,
        FeatureFunction<T> features,
        int count,
        ArrayList<TextField<T>> nominals,
        @Nullable DoubleField<T> target,
        @Nullable TextField<T> label)
        implements LearningPlan.Examples<T> {
    @Override
    public Example of(T record, long time) throws Exception {
        double[] numbers = features.of(record);
        if (numbers.length != count) {
            throw new IllegalArgumentException(
                    "features: the function gave " + numbers.length + " numbers, and there are " + count + " names");
        }
        @Nullable String[] names = Example.NO_NAMES;
        if (!nominals.isEmpty()) {
            names = new @Nullable String[nominals.size()];
            numbers = Arrays.copyOf(numbers, count + names.length);
            Arrays.fill(numbers, count, numbers.length, Double.NaN);
            for (int i = 0; i < names.length; i++) {
                names[i] = nominals.get(i).of(record);
            }
        }
        return new Example(
                null,
                key.getKey(record),
                time,
                numbers,
                names,
                label == null ? null : label.of(record),
                target == null ? Double.NaN : target.of(record),
                Example.Action.BOTH);
    }
}
