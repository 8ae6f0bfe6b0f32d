package io.millrace.operators;

import java.io.Serializable;

/**
 * Takes the numbers from a record that a model is to predict by.
 *
 * @param <T> records
 */
@FunctionalInterface
public interface FeatureFunction<T> extends Serializable {
    /** The numbers, always as many and in the same order, NaN where one is missing. Not changed after they are given. */
    double[] of(T record);
}
