package io.millrace.operators.job;

import io.millrace.common.codec.JsonText;
import io.millrace.common.record.RecordFormat;
import io.millrace.operators.ModelSpec.Task;
import io.millrace.operators.Prediction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How predictions are written. */
final class PredictionFormat {
    /** Names of fields that predictions have of their own, beside the user's for id, key and time. */
    static final List<String> OWN_NAMES =
            List.of("label", "value", "class", "probability", "probabilities", "model_records", "model_age_ms");

    private PredictionFormat() {}

    /** @param labels whether records may have labels, which predictions then carry */
    static RecordFormat<Prediction> of(LearningFields fields, Task task, boolean labels) {
        RecordFormat.Builder<Prediction> format =
                RecordFormat.builder(Prediction.class).typed(Prediction.TYPE);
        if (fields.id() != null) {
            format.text(fields.id(), Prediction::id);
        }
        if (fields.key() != null) {
            format.key(fields.key(), Prediction::key);
        }
        if (fields.time() != null) {
            format.eventTime(fields.time(), Prediction::time);
        }
        if (task == Task.CLASSIFICATION) {
            if (labels) {
                format.text("label", Prediction::label);
            }
            format.text("class", Prediction::predictedClass)
                    .number("probability", PredictionFormat::probability)
                    .json("probabilities", PredictionFormat::probabilities);
        } else {
            if (labels) {
                format.number("label", Prediction::target);
            }
            format.number("value", Prediction::value);
        }
        return format.integer("model_records", Prediction::learned)
                .integer("model_age_ms", Prediction::modelAgeMillis)
                .build(values -> {
                    throw new IllegalStateException("predictions are only written");
                });
    }

    private static double probability(Prediction prediction) {
        return prediction.predicted() < 0 ? Double.NaN : prediction.probabilities()[prediction.predicted()];
    }

    private static @Nullable String probabilities(Prediction prediction) {
        return JsonText.object(prediction.classes(), prediction.probabilities());
    }
}
