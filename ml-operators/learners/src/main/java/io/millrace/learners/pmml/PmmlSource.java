package io.millrace.learners.pmml;

/** A learner that can be told in PMML, with the same predictions. */
public interface PmmlSource {
    /**
     * Writes its model element.
     *
     * @throws IllegalStateException when what it has learned cannot be told so that predictions are the same; it says why
     */
    void writePmml(PmmlWriter out);
}
