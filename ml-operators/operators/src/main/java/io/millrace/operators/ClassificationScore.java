package io.millrace.operators;

import static java.util.Objects.requireNonNull;

import io.millrace.learners.Classifier;
import io.millrace.learners.HeapSize;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.Vocabulary;
import io.millrace.learners.evaluation.ClassificationEvaluation;
import io.millrace.learners.evaluation.ClassificationFigures;
import io.millrace.learners.evaluation.Horizon;

/** Of classes, which get numbers as they come. */
final class ClassificationScore extends Score {
    private final Vocabulary classes;
    private final ClassificationEvaluation[] evaluations;

    ClassificationScore(Evaluations.Settings settings) {
        super(settings);
        Horizon[] horizons = horizons(settings);
        this.classes = new Vocabulary(Classifier.MAX_CLASSES);
        this.evaluations = new ClassificationEvaluation[horizons.length];
        for (int i = 0; i < horizons.length; i++) {
            evaluations[i] = new ClassificationEvaluation(horizons[i], 0);
        }
    }

    ClassificationScore(Evaluations.Settings settings, SnapshotReader in) {
        super(settings, in);
        Horizon[] horizons = horizons(settings);
        this.classes = new Vocabulary(Classifier.MAX_CLASSES, in);
        this.evaluations = new ClassificationEvaluation[horizons.length];
        for (int i = 0; i < horizons.length; i++) {
            ClassificationEvaluation read = new ClassificationEvaluation(in);
            evaluations[i] = read.horizon().equals(horizons[i]) ? read : new ClassificationEvaluation(horizons[i], 0);
        }
    }

    @Override
    ModelSpec.Task task() {
        return ModelSpec.Task.CLASSIFICATION;
    }

    @Override
    void writeFigures(SnapshotWriter out) {
        classes.write(out);
        for (ClassificationEvaluation evaluation : evaluations) {
            evaluation.write(out);
        }
    }

    @Override
    long figuresBytes() {
        long bytes = HeapSize.ints(evaluations.length) + classes.memoryBytes();
        for (ClassificationEvaluation evaluation : evaluations) {
            bytes += evaluation.memoryBytes();
        }
        return bytes;
    }

    @Override
    double evaluate(Outcome outcome) {
        int label = classes.code(requireNonNull(outcome.label()));
        String predicted = outcome.predicted();
        int prediction = predicted == null ? -1 : classes.code(predicted);
        for (ClassificationEvaluation evaluation : evaluations) {
            evaluation.add(
                    label,
                    prediction,
                    outcome.probability(),
                    outcome.noChangeHit() ? label : -1,
                    outcome.majorityHit() ? label : -1);
        }
        return label == prediction ? 0 : 1;
    }

    @Override
    Evaluation figures(String model, int horizon) {
        ClassificationFigures figures = evaluations[horizon].figures();
        return Evaluation.of(model, HORIZONS.get(horizon), time(), records(), figures);
    }
}
