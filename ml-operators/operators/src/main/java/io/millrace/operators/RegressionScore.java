package io.millrace.operators;

import io.millrace.learners.HeapSize;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.evaluation.Horizon;
import io.millrace.learners.evaluation.RegressionEvaluation;

/** Of numbers. */
final class RegressionScore extends Score {
    private final RegressionEvaluation[] evaluations;

    RegressionScore(Evaluations.Settings settings) {
        super(settings);
        Horizon[] horizons = horizons(settings);
        this.evaluations = new RegressionEvaluation[horizons.length];
        for (int i = 0; i < horizons.length; i++) {
            evaluations[i] = new RegressionEvaluation(horizons[i], 0);
        }
    }

    RegressionScore(Evaluations.Settings settings, SnapshotReader in) {
        super(settings, in);
        Horizon[] horizons = horizons(settings);
        this.evaluations = new RegressionEvaluation[horizons.length];
        for (int i = 0; i < horizons.length; i++) {
            RegressionEvaluation read = new RegressionEvaluation(in);
            evaluations[i] = read.horizon().equals(horizons[i]) ? read : new RegressionEvaluation(horizons[i], 0);
        }
    }

    @Override
    ModelSpec.Task task() {
        return ModelSpec.Task.REGRESSION;
    }

    @Override
    void writeFigures(SnapshotWriter out) {
        for (RegressionEvaluation evaluation : evaluations) {
            evaluation.write(out);
        }
    }

    @Override
    long figuresBytes() {
        long bytes = HeapSize.ints(evaluations.length);
        for (RegressionEvaluation evaluation : evaluations) {
            bytes += evaluation.memoryBytes();
        }
        return bytes;
    }

    @Override
    double evaluate(Outcome outcome) {
        for (RegressionEvaluation evaluation : evaluations) {
            evaluation.add(outcome.target(), outcome.value(), outcome.noChange(), outcome.mean());
        }
        return Math.min(Double.MAX_VALUE, Math.abs(outcome.value() - outcome.target()));
    }

    @Override
    Evaluation figures(String model, int horizon) {
        return Evaluation.of(model, HORIZONS.get(horizon), time(), records(), evaluations[horizon].figures());
    }
}
