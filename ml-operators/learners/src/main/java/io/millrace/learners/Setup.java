package io.millrace.learners;

/**
 * What a learner is made of: shared by all that are made of it, and part of their snapshots.
 *
 * @param schema kinds of the features
 * @param settings the parameters, checked here against their ranges
 * @param seed of the learner's random numbers, where it draws any
 */
public record Setup<S extends Record>(Schema schema, S settings, long seed) {
    /** @throws IllegalArgumentException when a parameter is out of its range; it names the parameter, range and value */
    public Setup {
        Parameters.check(settings);
    }
}
