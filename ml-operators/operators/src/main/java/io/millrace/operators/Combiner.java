package io.millrace.operators;

import io.millrace.learners.SnapshotWriter;

/** Puts together what the pieces of a spread model answer. For one thread. */
interface Combiner {
    /** Takes the answers of all pieces to one step, of which the methods below tell until the next. */
    void begin(Pending answers, Answer answer);

    /** The number that was predicted. */
    double number();

    /** The probabilities of all classes known. */
    void probabilities(double[] into);

    /** Learns from the answers, and the step's target, how to put them together. */
    void learn();

    /** Writes what it has learned. */
    void write(SnapshotWriter out);
}
