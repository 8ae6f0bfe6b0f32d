package io.millrace.learners.ensembles;

import io.millrace.learners.Classifier;
import java.util.Arrays;

/**
 * A classifier made of members that know nothing of each other: each is a function of parameters, seed, its number and the
 * records. So they may be spread: ensembles of fewer members, with numbers from another first one, have the same members
 * that one large ensemble has, and their votes, added up in the order of numbers, give the same prediction.
 */
public interface ClassifierEnsemble extends Classifier {
    /** How many members it has here. */
    int members();

    /**
     * What one member says of a record, times what its word counts. Changes nothing that a later call could tell.
     *
     * @param member from 0 to {@link #members()} - 1
     * @param into at least {@link #classes()} long; its first {@code classes()} elements are set, each at least 0; all 0
     *     where the member knows nothing
     * @throws IllegalArgumentException when {@code into} is too short
     */
    void votes(int member, double[] features, double[] into);

    /**
     * Makes probabilities of the votes of all members, added up in the order of their numbers; equal ones where there are
     * no votes.
     */
    static void combine(double[] sum, int classes) {
        double total = 0;
        for (int i = 0; i < classes; i++) {
            total += sum[i];
        }
        if (total > 0) {
            for (int i = 0; i < classes; i++) {
                sum[i] /= total;
            }
        } else {
            Arrays.fill(sum, 0, classes, classes == 0 ? 0 : 1.0 / classes);
        }
    }
}
