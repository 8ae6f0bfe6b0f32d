package io.millrace.operators;

import io.millrace.common.record.RecordFormat;
import io.millrace.learners.evaluation.ClassificationFigures;
import io.millrace.learners.evaluation.RegressionFigures;
import java.util.List;

/**
 * How well a model has predicted, by one way to forget: as {@link io.millrace.learners.evaluation.ClassificationFigures} and
 * {@link io.millrace.learners.evaluation.RegressionFigures}, of which the other's are NaN.
 *
 * @param model the model's key; empty where all records have one; {@code *} for all models together
 * @param horizon {@code whole}, {@code window} or {@code fading}
 * @param time event time of the last prediction evaluated, in milliseconds
 * @param records how many predictions were evaluated
 */
public record Evaluation(
        String model,
        String horizon,
        long time,
        long records,
        double accuracy,
        double kappa,
        double kappaM,
        double kappaTemporal,
        double macroF1,
        double logLoss,
        double noChangeAccuracy,
        double majorityAccuracy,
        double mae,
        double rmse,
        double r2,
        double noChangeMae,
        double noChangeRmse,
        double noChangeR2,
        double meanMae,
        double meanRmse,
        double meanR2) {
    public static final RecordFormat<Evaluation> FORMAT = RecordFormat.builder(Evaluation.class)
            .key("model", Evaluation::model)
            .text("horizon", Evaluation::horizon)
            .time("time", Evaluation::time)
            .integer("records", Evaluation::records)
            .number("accuracy", Evaluation::accuracy)
            .number("kappa", Evaluation::kappa)
            .number("kappa_m", Evaluation::kappaM)
            .number("kappa_temporal", Evaluation::kappaTemporal)
            .number("macro_f1", Evaluation::macroF1)
            .number("log_loss", Evaluation::logLoss)
            .number("no_change_accuracy", Evaluation::noChangeAccuracy)
            .number("majority_accuracy", Evaluation::majorityAccuracy)
            .number("mae", Evaluation::mae)
            .number("rmse", Evaluation::rmse)
            .number("r2", Evaluation::r2)
            .number("no_change_mae", Evaluation::noChangeMae)
            .number("no_change_rmse", Evaluation::noChangeRmse)
            .number("no_change_r2", Evaluation::noChangeR2)
            .number("mean_mae", Evaluation::meanMae)
            .number("mean_rmse", Evaluation::meanRmse)
            .number("mean_r2", Evaluation::meanR2)
            .build(v -> new Evaluation(
                    v.text(0),
                    v.text(1),
                    v.longValue(2),
                    v.longValue(3),
                    v.doubleValue(4),
                    v.doubleValue(5),
                    v.doubleValue(6),
                    v.doubleValue(7),
                    v.doubleValue(8),
                    v.doubleValue(9),
                    v.doubleValue(10),
                    v.doubleValue(11),
                    v.doubleValue(12),
                    v.doubleValue(13),
                    v.doubleValue(14),
                    v.doubleValue(15),
                    v.doubleValue(16),
                    v.doubleValue(17),
                    v.doubleValue(18),
                    v.doubleValue(19),
                    v.doubleValue(20)));

    /** What there is of a classification, to write it out. */
    public static final RecordFormat<Evaluation> CLASSIFICATION = FORMAT.select(List.of(
            "model",
            "horizon",
            "time",
            "records",
            "accuracy",
            "kappa",
            "kappa_m",
            "kappa_temporal",
            "macro_f1",
            "log_loss",
            "no_change_accuracy",
            "majority_accuracy"));

    /** What there is of a regression, to write it out. */
    public static final RecordFormat<Evaluation> REGRESSION = FORMAT.select(List.of(
            "model",
            "horizon",
            "time",
            "records",
            "mae",
            "rmse",
            "r2",
            "no_change_mae",
            "no_change_rmse",
            "no_change_r2",
            "mean_mae",
            "mean_rmse",
            "mean_r2"));

    /** What there is of a task, to write it out. */
    public static RecordFormat<Evaluation> format(ModelSpec.Task task) {
        return task == ModelSpec.Task.CLASSIFICATION ? CLASSIFICATION : REGRESSION;
    }

    static Evaluation of(String model, String horizon, long time, long records, ClassificationFigures figures) {
        return new Evaluation(
                model,
                horizon,
                time,
                records,
                figures.accuracy(),
                figures.kappa(),
                figures.kappaM(),
                figures.kappaTemporal(),
                figures.macroF1(),
                figures.logLoss(),
                figures.noChangeAccuracy(),
                figures.majorityAccuracy(),
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN);
    }

    static Evaluation of(String model, String horizon, long time, long records, RegressionFigures figures) {
        return new Evaluation(
                model,
                horizon,
                time,
                records,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                figures.mae(),
                figures.rmse(),
                figures.r2(),
                figures.noChange().mae(),
                figures.noChange().rmse(),
                figures.noChange().r2(),
                figures.mean().mae(),
                figures.mean().rmse(),
                figures.mean().r2());
    }
}
