package io.millrace.local.evaluate;

import io.millrace.learners.Regressor;
import io.millrace.learners.evaluation.Horizon;
import io.millrace.learners.evaluation.LearningCurve;
import io.millrace.learners.evaluation.PrequentialRegressor;
import io.millrace.learners.evaluation.RegressionEvaluation;
import io.millrace.learners.evaluation.RegressionFigures;
import java.util.LinkedHashMap;
import java.util.Map;

final class RegressionTrial implements Trial {
    static final String[] SERIES = {
        "rmse", "mae", "r2", "windowRmse", "windowMae", "windowR2", "windowNoChangeMae", "windowMeanMae"
    };

    private final Dataset data;
    private final Regressor learner;
    private final PrequentialRegressor prequential;
    private final RegressionEvaluation whole;
    private final RegressionEvaluation window;
    private final double[] predictions = new double[BLOCK];

    RegressionTrial(Dataset data, Choice choice, EvaluationPlan plan) {
        this.data = data;
        this.learner = (Regressor) plan.learner(choice, data.schema());
        this.prequential = new PrequentialRegressor(learner, plan.delay());
        this.whole = new RegressionEvaluation(Horizon.whole(), plan.delay());
        this.window = new RegressionEvaluation(Horizon.sliding(plan.window(data.rows())), plan.delay());
    }

    @Override
    public void run(int from, int to) {
        for (int row = from; row < to; row++) {
            predictions[row - from] = prequential.next(data.features()[row], data.targets()[row]);
        }
    }

    @Override
    public void evaluate(int from, int to, LearningCurve curve) {
        for (int row = from; row < to; row++) {
            whole.add(data.targets()[row], predictions[row - from]);
            window.add(data.targets()[row], predictions[row - from]);
            if (curve.due(row + 1) || row + 1 == data.rows()) {
                curve.add(row + 1, point());
            }
        }
    }

    private double[] point() {
        RegressionFigures all = whole.figures();
        RegressionFigures last = window.figures();
        return new double[] {
            all.rmse(),
            all.mae(),
            all.r2(),
            last.rmse(),
            last.mae(),
            last.r2(),
            last.noChange().mae(),
            last.mean().mae()
        };
    }

    @Override
    public Map<String, Double> figures() {
        RegressionFigures all = whole.figures();
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("rmse", all.rmse());
        figures.put("mae", all.mae());
        figures.put("r2", all.r2());
        figures.put("mape", all.mape());
        figures.put("pinball", all.pinball());
        figures.put("windowRmse", window.figures().rmse());
        figures.put("noChangeRmse", all.noChange().rmse());
        figures.put("noChangeMae", all.noChange().mae());
        figures.put("noChangeR2", all.noChange().r2());
        figures.put("meanRmse", all.mean().rmse());
        figures.put("meanMae", all.mean().mae());
        figures.put("meanR2", all.mean().r2());
        return figures;
    }

    @Override
    public long modelBytes() {
        return learner.memoryBytes();
    }
}
