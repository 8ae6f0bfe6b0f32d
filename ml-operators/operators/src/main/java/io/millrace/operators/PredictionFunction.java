package io.millrace.operators;

import java.io.Serializable;

/**
 * Makes a result of a record and what was predicted for it.
 *
 * @param <T> records
 * @param <R> results
 */
@FunctionalInterface
public interface PredictionFunction<T, R> extends Serializable {
    R of(T record, Prediction prediction) throws Exception;
}
