package io.millrace.operators;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.ToDoubleFunction;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/** The latest figures of all models together, by horizon; NaN before the first. */
final class EvaluationMetrics {
    private static final Map<String, ToDoubleFunction<Evaluation>> OF_CLASSES = new TreeMap<>(Map.of(
            "accuracy", Evaluation::accuracy,
            "kappa", Evaluation::kappa,
            "kappaM", Evaluation::kappaM,
            "kappaTemporal", Evaluation::kappaTemporal,
            "macroF1", Evaluation::macroF1,
            "logLoss", Evaluation::logLoss,
            "noChangeAccuracy", Evaluation::noChangeAccuracy,
            "majorityAccuracy", Evaluation::majorityAccuracy));
    private static final Map<String, ToDoubleFunction<Evaluation>> OF_NUMBERS = new TreeMap<>(Map.of(
            "mae", Evaluation::mae,
            "rmse", Evaluation::rmse,
            "r2", Evaluation::r2,
            "noChangeMae", Evaluation::noChangeMae,
            "noChangeRmse", Evaluation::noChangeRmse,
            "noChangeR2", Evaluation::noChangeR2,
            "meanMae", Evaluation::meanMae,
            "meanRmse", Evaluation::meanRmse,
            "meanR2", Evaluation::meanR2));

    private final AtomicReferenceArray<@Nullable Evaluation> latest = new AtomicReferenceArray<>(Score.HORIZONS.size());
    private volatile long records;
    private volatile long drifts;

    EvaluationMetrics(MetricGroup group, ModelSpec.Task task) {
        for (int i = 0; i < latest.length(); i++) {
            MetricGroup ofHorizon = group.addGroup(Score.HORIZONS.get(i));
            int horizon = i;
            (task == ModelSpec.Task.CLASSIFICATION ? OF_CLASSES : OF_NUMBERS)
                    .forEach((name, figure) -> ofHorizon.gauge(name, (Gauge<Double>) () -> {
                        Evaluation last = latest.get(horizon);
                        return last == null ? Double.NaN : figure.applyAsDouble(last);
                    }));
        }
        group.gauge("records", (Gauge<Long>) () -> records);
        group.gauge("drifts", (Gauge<Long>) () -> drifts);
    }

    void counted(Score score) {
        records = score.records();
        drifts = score.drifts();
    }

    void figures(int horizon, Evaluation figures) {
        latest.set(horizon, figures);
    }
}
