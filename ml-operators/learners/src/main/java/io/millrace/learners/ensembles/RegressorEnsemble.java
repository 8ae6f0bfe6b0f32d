package io.millrace.learners.ensembles;

import io.millrace.learners.Regressor;

/**
 * A regressor made of members that know nothing of each other: each is a function of parameters, seed, its number and the
 * records. So they may be spread: ensembles of fewer members, with numbers from another first one, have the same members
 * that one large ensemble has, and their predictions and words, put together in the order of numbers, give the same.
 */
public interface RegressorEnsemble extends Regressor {
    /** How many members it has here. */
    int members();

    /**
     * What one member says of a record. Changes nothing that a later call could tell.
     *
     * @param member from 0 to {@link #members()} - 1
     */
    double predict(int member, double[] features);

    /** What one member's word counts, at least 0; 0 where it knows nothing. */
    double word(int member);

    /** The mean of the first so many predictions, by what each counts; 0 where none counts. */
    static double combine(double[] predictions, double[] words, int count) {
        double sum = 0;
        double all = 0;
        for (int i = 0; i < count; i++) {
            sum += words[i] * predictions[i];
            all += words[i];
        }
        return all > 0 ? sum / all : 0;
    }
}
