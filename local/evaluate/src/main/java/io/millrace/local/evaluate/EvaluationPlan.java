package io.millrace.local.evaluate;

import io.millrace.learners.evaluation.ClassificationEvaluation;
import java.util.List;

/**
 * What to do with a data set.
 *
 * @param learners each of which goes through all of it
 * @param steps what is done to the features first
 * @param delay after how many further predictions a row is learned
 * @param seed of what learners draw by lot
 */
public record EvaluationPlan(List<Choice> learners, List<Choice> steps, int delay, long seed) {
    private static final int WINDOW = 1_000;
    private static final int SMALLEST_WINDOW = 20;
    private static final int WINDOWS = 10;

    /** @throws IllegalArgumentException when the delay is out of range */
    public EvaluationPlan {
        if (delay < 0 || delay > ClassificationEvaluation.MAX_DELAY) {
            throw new IllegalArgumentException(
                    "--delay is 0 to " + ClassificationEvaluation.MAX_DELAY + ", not " + delay);
        }
        learners = List.copyOf(learners);
        steps = List.copyOf(steps);
    }

    /** How many of the last rows figures of a window are of: 1,000, or a tenth of the rows where that is less. */
    public int window(int rows) {
        return Math.max(SMALLEST_WINDOW, Math.min(WINDOW, rows / WINDOWS));
    }
}
