package io.millrace.local.evaluate;

import io.millrace.learners.evaluation.LearningCurve;
import java.util.ArrayList;
import java.util.List;

/**
 * Has learners predict and then learn all rows of a data set, one learner after the other. Time is that of predicting and
 * learning alone, of one thread; before each learner others of its kind go through the rows for half a second and are thrown
 * away, so that the JVM has compiled what it is going to run.
 */
public final class Evaluator {
    private static final int POINTS = 500;
    private static final long WARM_UP_NANOS = 500_000_000L;

    /** Is told how far it is, some times a second or more. */
    @FunctionalInterface
    public interface Listener {
        /**
         * So far it is.
         *
         * @param learner the one that is at work
         * @param done rows of all learners that are through
         * @param all rows of all learners
         */
        void at(String learner, long done, long all);
    }

    private final Dataset data;
    private final EvaluationPlan plan;
    private final Listener listener;

    public Evaluator(Dataset data, EvaluationPlan plan, Listener listener) {
        this.data = data;
        this.plan = plan;
        this.listener = listener;
    }

    /** One result for each learner, in their order. */
    public List<Result> run() {
        List<Result> results = new ArrayList<>();
        for (Choice choice : plan.learners()) {
            results.add(run(choice, (long) results.size() * data.rows()));
        }
        return results;
    }

    private Result run(Choice choice, long before) {
        long all = (long) plan.learners().size() * data.rows();
        listener.at(choice.type().name(), before, all);
        warmUp(choice);
        Trial trial = trial(choice);
        LearningCurve curve = new LearningCurve(POINTS, series());
        long nanos = 0;
        for (int from = 0; from < data.rows(); from += Trial.BLOCK) {
            int to = Math.min(data.rows(), from + Trial.BLOCK);
            long start = System.nanoTime();
            trial.run(from, to);
            nanos += System.nanoTime() - start;
            trial.evaluate(from, to, curve);
            listener.at(choice.type().name(), before + to, all);
        }
        return new Result(choice, data.rows(), nanos / 1e9, trial.modelBytes(), trial.figures(), curve);
    }

    private void warmUp(Choice choice) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < WARM_UP_NANOS) {
            Trial thrownAway = trial(choice);
            for (int from = 0; from < data.rows() && System.nanoTime() - start < WARM_UP_NANOS; from += Trial.BLOCK) {
                thrownAway.run(from, Math.min(data.rows(), from + Trial.BLOCK));
            }
        }
    }

    private Trial trial(Choice choice) {
        return switch (data.task()) {
            case CLASSIFICATION -> new ClassificationTrial(data, choice, plan);
            case REGRESSION -> new RegressionTrial(data, choice, plan);
        };
    }

    private String[] series() {
        return switch (data.task()) {
            case CLASSIFICATION -> ClassificationTrial.SERIES;
            case REGRESSION -> RegressionTrial.SERIES;
        };
    }
}
