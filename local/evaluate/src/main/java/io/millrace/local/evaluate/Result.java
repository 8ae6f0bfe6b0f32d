package io.millrace.local.evaluate;

import io.millrace.learners.evaluation.LearningCurve;
import java.util.Map;

/**
 * How one learner did.
 *
 * @param choice the learner
 * @param rows how many rows it predicted
 * @param seconds that predicting and learning took
 * @param modelBytes what it takes on the heap after the last row
 * @param figures by name; NaN where there is none
 * @param curve figures by the number of rows
 */
public record Result(
        Choice choice, int rows, double seconds, long modelBytes, Map<String, Double> figures, LearningCurve curve) {
    /** Its name. */
    public String learner() {
        return choice.type().name();
    }

    /** One figure. */
    public double figure(String name) {
        return figures.getOrDefault(name, Double.NaN);
    }

    /** Rows predicted and learned per second. */
    public double perSecond() {
        return rows / Math.max(seconds, 1e-9);
    }
}
