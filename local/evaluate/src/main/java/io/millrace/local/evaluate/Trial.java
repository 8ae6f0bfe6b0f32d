package io.millrace.local.evaluate;

import io.millrace.learners.evaluation.LearningCurve;
import java.util.Map;

/** One learner going through the rows of a data set. */
interface Trial {
    /** Most rows of one call of {@link #run}. */
    int BLOCK = 512;

    /** Predicts and learns these rows: what time is taken of. */
    void run(int from, int to);

    /** Evaluates what was predicted for the same rows, and adds to the curve what is due. */
    void evaluate(int from, int to, LearningCurve curve);

    /** Figures by name, after all rows; NaN where there is none. */
    Map<String, Double> figures();

    /** Bytes that the learner takes. */
    long modelBytes();
}
