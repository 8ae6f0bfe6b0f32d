package io.millrace.learners.ensembles;

/** Parameters that every ensemble has, by which one is made in parts. */
interface EnsembleSettings {
    int members();

    int firstMember();

    long maxBytes();
}
