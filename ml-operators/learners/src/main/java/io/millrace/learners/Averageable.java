package io.millrace.learners;

import java.util.List;

/**
 * A learner whose models can be made one when they went on from one beginning apart from each other, each with its share of
 * the records: Zinkevich, Weimer, Smola, Li, "Parallelized stochastic gradient descent", NIPS 2010, and, round after round
 * from the last average, McDonald, Hall, Mann, "Distributed training strategies for the structured perceptron", NAACL 2010.
 */
public interface Averageable extends Learner {
    /** Whether it can, as it was set up: one that is made of other learners, only where those can. */
    default boolean isAverageable() {
        return true;
    }

    /**
     * Makes this model, from which the others went on, their average. The same models in the same order give the same
     * average, to the bit. Time is in proportion to the models' size.
     *
     * @param models of the same setup, at least one; not changed
     * @param records how many each has learned since; at least 0 each, and more than that together
     * @throws IllegalArgumentException when a model is of another setup, or there are not as many numbers as models
     */
    void average(List<? extends Learner> models, long[] records);
}
