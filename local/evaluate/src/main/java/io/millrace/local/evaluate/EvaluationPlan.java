package io.millrace.local.evaluate;

import io.millrace.learners.Learner;
import io.millrace.learners.LearnerType;
import io.millrace.learners.Learners;
import io.millrace.learners.Schema;
import io.millrace.learners.evaluation.ClassificationEvaluation;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What to do with a data set.
 *
 * @param learners each of which goes through all of it
 * @param steps what is done to the features first
 * @param delay after how many further predictions a row is learned
 * @param seed of what learners draw by lot
 */
public record EvaluationPlan(List<Choice> learners, List<Choice> steps, int delay, long seed) {
    private static final String PIPELINE = "pipeline";
    private static final int WINDOW = 1_000;
    private static final int SMALLEST_WINDOW = 20;
    private static final int WINDOWS = 10;

    /** @throws IllegalArgumentException when the delay is out of range, or steps do not go before a learner */
    public EvaluationPlan {
        if (delay < 0 || delay > ClassificationEvaluation.MAX_DELAY) {
            throw new IllegalArgumentException(
                    "--delay is 0 to " + ClassificationEvaluation.MAX_DELAY + ", not " + delay);
        }
        learners = List.copyOf(learners);
        steps = List.copyOf(steps);
        for (Choice choice : learners) {
            learner(choice, steps, Schema.numeric(1), seed);
        }
    }

    /** A learner that has seen nothing, behind the steps. */
    Learner learner(Choice choice, Schema schema) {
        return learner(choice, steps, schema, seed);
    }

    private static Learner learner(Choice choice, List<Choice> steps, Schema schema, long seed) {
        if (steps.isEmpty()) {
            return choice.type().create(schema, choice.values(), seed);
        }
        Map<String, String> values = Map.of(
                "steps", steps.stream().map(Choice::text).collect(Collectors.joining(",")), "learner", choice.text());
        return choice.type().role() == LearnerType.Role.CLASSIFIER
                ? Learners.classifier(PIPELINE).create(schema, values, seed)
                : Learners.regressor(PIPELINE).create(schema, values, seed);
    }

    /** How many of the last rows figures of a window are of: 1,000, or a tenth of the rows where that is less. */
    public int window(int rows) {
        return Math.max(SMALLEST_WINDOW, Math.min(WINDOW, rows / WINDOWS));
    }
}
