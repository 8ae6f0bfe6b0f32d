package io.millrace.local.evaluate;

import io.millrace.learners.Classifier;
import io.millrace.learners.evaluation.ClassificationEvaluation;
import io.millrace.learners.evaluation.ClassificationFigures;
import io.millrace.learners.evaluation.Horizon;
import io.millrace.learners.evaluation.LearningCurve;
import io.millrace.learners.evaluation.PrequentialClassifier;
import io.millrace.learners.evaluation.WindowedAuc;
import java.util.LinkedHashMap;
import java.util.Map;

final class ClassificationTrial implements Trial {
    static final String[] SERIES = {
        "accuracy",
        "kappa",
        "kappaTemporal",
        "logLoss",
        "windowAccuracy",
        "windowKappa",
        "windowNoChangeAccuracy",
        "windowMajorityAccuracy"
    };

    private final Dataset data;
    private final Classifier learner;
    private final PrequentialClassifier prequential;
    private final ClassificationEvaluation whole;
    private final ClassificationEvaluation window;
    private final WindowedAuc auc;
    private final int[] predictions = new int[BLOCK];
    private final double[] ofLabel = new double[BLOCK];
    private final double[] ofSecond = new double[BLOCK];

    ClassificationTrial(Dataset data, Choice choice, EvaluationPlan plan) {
        this.data = data;
        this.learner = (Classifier) plan.learner(choice, data.schema());
        this.prequential = new PrequentialClassifier(learner, plan.delay());
        this.whole = new ClassificationEvaluation(Horizon.whole(), plan.delay());
        this.window = new ClassificationEvaluation(Horizon.sliding(plan.window(data.rows())), plan.delay());
        this.auc = new WindowedAuc(plan.window(data.rows()));
    }

    @Override
    public void run(int from, int to) {
        for (int row = from; row < to; row++) {
            int at = row - from;
            predictions[at] = prequential.next(data.features()[row], data.labels()[row]);
            ofLabel[at] = prequential.probabilityOfLabel();
            ofSecond[at] = prequential.probability(1);
        }
    }

    @Override
    public void evaluate(int from, int to, LearningCurve curve) {
        for (int row = from; row < to; row++) {
            int at = row - from;
            int label = data.labels()[row];
            whole.add(label, predictions[at], ofLabel[at]);
            window.add(label, predictions[at], ofLabel[at]);
            auc.add(label == 1, ofSecond[at]);
            if (curve.due(row + 1) || row + 1 == data.rows()) {
                curve.add(row + 1, point());
            }
        }
    }

    private double[] point() {
        ClassificationFigures all = whole.figures();
        ClassificationFigures last = window.figures();
        return new double[] {
            all.accuracy(),
            all.kappa(),
            all.kappaTemporal(),
            all.logLoss(),
            last.accuracy(),
            last.kappa(),
            last.noChangeAccuracy(),
            last.majorityAccuracy()
        };
    }

    @Override
    public Map<String, Double> figures() {
        ClassificationFigures all = whole.figures();
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("accuracy", all.accuracy());
        figures.put("kappa", all.kappa());
        figures.put("kappaTemporal", all.kappaTemporal());
        figures.put("kappaM", all.kappaM());
        figures.put("macroF1", all.macroF1());
        figures.put("logLoss", all.logLoss());
        figures.put("windowAuc", data.classes().size() == 2 ? auc.value() : Double.NaN);
        figures.put("windowAccuracy", window.figures().accuracy());
        figures.put("noChangeAccuracy", all.noChangeAccuracy());
        figures.put("majorityAccuracy", all.majorityAccuracy());
        return figures;
    }

    @Override
    public long modelBytes() {
        return learner.memoryBytes();
    }
}
