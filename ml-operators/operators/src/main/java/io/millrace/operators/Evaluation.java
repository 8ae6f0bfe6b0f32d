package io.millrace.operators;

import io.millrace.common.record.RecordFormat;

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
}
