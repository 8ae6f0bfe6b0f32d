package io.millrace.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.learners.Classifier;
import io.millrace.learners.Learner;
import io.millrace.learners.Learners;
import io.millrace.learners.Regressor;
import io.millrace.learners.Schema;
import io.millrace.learners.Snapshots;
import io.millrace.operators.Model;
import io.millrace.operators.ModelParts;
import io.millrace.operators.ModelRecord;
import io.millrace.operators.ModelSpec;
import io.millrace.operators.ModelSpec.Task;
import io.millrace.operators.Models;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What learners without Flink make of rows in their order: one for each key, or one for all. */
final class LearningTruth {
    private final ModelSpec spec;
    private final boolean keyed;
    private final Map<String, Known> models = new HashMap<>();

    /** A learner and its classes, in the order in which they came. */
    private static final class Known {
        private final Learner learner;
        private final List<String> classes = new ArrayList<>();
        private long learned;

        Known(Learner learner) {
            this.learner = learner;
        }
    }

    LearningTruth(ModelSpec spec, boolean keyed) {
        this.spec = spec;
        this.keyed = keyed;
    }

    private Learner create() {
        Schema schema = Schema.numeric(LearningRow.FEATURES);
        return spec.task() == Task.REGRESSION
                ? Learners.regressor(spec.learner()).create(schema, spec.parameters(), spec.seed())
                : Learners.classifier(spec.learner()).create(schema, spec.parameters(), spec.seed());
    }

    /** That the prediction is what the learner predicts, bit for bit; then it learns the row. */
    void checkAndLearn(LearningRow row, JsonNode prediction) {
        assertThat(prediction).as("prediction of %s", row.id()).isNotNull();
        Known known = models.computeIfAbsent(keyed ? row.key() : "", key -> new Known(create()));
        assertThat(prediction.path("model_records").asLong())
                .as("learned before %s", row.id())
                .isEqualTo(known.learned);
        double[] features = row.features();
        if (known.learner instanceof Regressor regressor) {
            assertThat(prediction.path("value").doubleValue())
                    .as("value of %s", row.id())
                    .isEqualTo(regressor.predict(features));
            regressor.learn(features, row.target(), 1);
        } else {
            learn((Classifier) known.learner, known.classes, row, prediction);
        }
        known.learned++;
    }

    private static void learn(Classifier classifier, List<String> classes, LearningRow row, JsonNode prediction) {
        double[] probabilities = new double[classifier.classes()];
        classifier.probabilities(row.features(), probabilities);
        Map<String, Double> found = new HashMap<>();
        prediction
                .path("probabilities")
                .properties()
                .forEach(entry -> found.put(entry.getKey(), entry.getValue().doubleValue()));
        Map<String, Double> expected = new HashMap<>();
        for (int i = 0; i < probabilities.length; i++) {
            expected.put(classes.get(i), probabilities[i]);
        }
        assertThat(found).as("probabilities of %s", row.id()).isEqualTo(expected);
        if (!classes.contains(row.label())) {
            classes.add(row.label());
        }
        classifier.learn(row.features(), classes.indexOf(row.label()), 1);
    }

    /** That the models that were exported are these learners, byte for byte. */
    void checkModels(List<JsonNode> exported) {
        Models reader = new Models(spec);
        Map<String, List<ModelRecord>> parts = new HashMap<>();
        for (JsonNode each : exported) {
            parts.computeIfAbsent(each.path("key").asText(""), key -> new ArrayList<>())
                    .add(part(each));
        }
        Map<String, byte[]> found = new HashMap<>();
        parts.forEach((key, all) -> {
            all.sort(Comparator.comparingLong(ModelRecord::part));
            Model model = ModelParts.join(reader, all);
            assertThat(model.learned()).isEqualTo(models.get(key).learned);
            found.put(key, Snapshots.bytes(model.learner()));
        });
        assertThat(found.keySet()).isEqualTo(models.keySet());
        found.forEach((key, bytes) ->
                assertThat(bytes).as("model of \"%s\"", key).isEqualTo(Snapshots.bytes(models.get(key).learner)));
    }

    private static ModelRecord part(JsonNode json) {
        return new ModelRecord(
                json.path("model").asText(),
                json.path("key").asText(""),
                0,
                json.path("version").asLong(),
                json.path("part").asLong(),
                json.path("parts").asLong(),
                json.path("learner").asText(),
                json.path("learned").asLong(),
                json.path("snapshot").asText());
    }
}
