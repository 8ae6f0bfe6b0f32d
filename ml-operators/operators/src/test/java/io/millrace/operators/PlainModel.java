package io.millrace.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.common.record.FieldValues;
import io.millrace.learners.Classifier;
import io.millrace.learners.Learner;
import io.millrace.learners.Learners;
import io.millrace.learners.Regressor;
import io.millrace.learners.Schema;
import io.millrace.learners.Snapshots;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * A learner without Flink and without {@link Model}, with names numbered in the order in which they were learned, for features
 * as in {@link ExampleStream}.
 */
final class PlainModel {
    final Learner learner;
    private final List<String> colours = new ArrayList<>();
    private final List<String> classes = new ArrayList<>();
    private final List<Integer> labels = new ArrayList<>();
    private final List<Double> targets = new ArrayList<>();
    private long until = FieldValues.MISSING;

    PlainModel(ModelSpec spec) {
        Schema schema = Schema.of(false, false, true, false, false);
        learner = spec.task() == ModelSpec.Task.CLASSIFICATION
                ? Learners.classifier(spec.learner()).create(schema, spec.parameters(), spec.seed())
                : Learners.regressor(spec.learner()).create(schema, spec.parameters(), spec.seed());
    }

    /** What every key's model is after these examples, and what was predicted on the way. */
    static Map<String, PlainModel> run(ModelSpec spec, List<Example> examples, List<Prediction> predictions) {
        Map<String, PlainModel> models = new HashMap<>();
        Map<String, List<Prediction>> left = new HashMap<>();
        predictions.forEach(made ->
                left.computeIfAbsent(made.key(), key -> new ArrayList<>()).add(made));
        for (Example example : examples) {
            PlainModel model = models.computeIfAbsent(example.key(), key -> new PlainModel(spec));
            if (example.action() != Example.Action.LEARN) {
                model.check(example, left.get(example.key()).remove(0));
            }
            if (example.action() != Example.Action.PREDICT) {
                model.learn(example);
            }
        }
        assertThat(left.values()).allMatch(List::isEmpty);
        return models;
    }

    private double[] features(Example example, int colour) {
        double[] features = example.numbers().clone();
        features[2] = example.names()[0] == null ? Double.NaN : colour;
        return features;
    }

    private void check(Example example, Prediction made) {
        int known = colours.indexOf(example.names()[0]);
        double[] features = features(example, known < 0 ? colours.size() : known);
        assertThat(made.id()).isEqualTo(example.id());
        assertThat(made.time()).isEqualTo(example.time());
        assertThat(made.learned()).isEqualTo(labels.size() + targets.size());
        assertThat(made.learnedUntil()).isEqualTo(until);
        assertThat(made.label()).isEqualTo(example.label());
        assertThat(made.target()).isEqualTo(Double.valueOf(example.target()));
        if (learner instanceof Regressor regressor) {
            assertThat(made.value()).isEqualTo(Double.valueOf(regressor.predict(features)));
            assertThat(made.predicted()).isEqualTo(-1);
            assertThat(made.baselines().lastTarget())
                    .isEqualTo(targets.isEmpty() ? 0 : targets.get(targets.size() - 1));
            assertThat(made.baselines().mean())
                    .isCloseTo(targets.stream().mapToDouble(t -> t).average().orElse(0), within(1e-9));
            return;
        }
        Classifier classifier = (Classifier) learner;
        double[] probabilities = new double[classes.size()];
        classifier.probabilities(features, probabilities);
        assertThat(made.classes()).containsExactlyElementsOf(classes);
        assertThat(made.probabilities()).containsExactly(probabilities);
        double most = DoubleStream.of(probabilities).max().orElse(-1);
        assertThat(made.predicted())
                .isEqualTo(DoubleStream.of(probabilities).boxed().toList().indexOf(most));
        assertThat(made.value()).isNaN();
        assertThat(made.baselines().lastLabel()).isEqualTo(labels.isEmpty() ? -1 : labels.get(labels.size() - 1));
        assertThat(made.baselines().majority()).isEqualTo(majority());
    }

    private int majority() {
        int best = -1;
        for (int label = classes.size() - 1; label >= 0; label--) {
            if (best < 0 || Collections.frequency(labels, label) >= Collections.frequency(labels, best)) {
                best = label;
            }
        }
        return best;
    }

    private void learn(Example example) {
        String label = example.label();
        if (label == null && Double.isNaN(example.target())) {
            return;
        }
        String colour = example.names()[0];
        if (colour != null && !colours.contains(colour)) {
            colours.add(colour);
        }
        double[] features = features(example, colours.indexOf(colour));
        if (learner instanceof Regressor regressor) {
            regressor.learn(features, example.target());
            targets.add(example.target());
        } else {
            if (!classes.contains(label)) {
                classes.add(label);
            }
            labels.add(classes.indexOf(label));
            ((Classifier) learner).learn(features, classes.indexOf(label));
        }
        until = Math.max(until, example.time());
    }

    long learned() {
        return labels.size() + targets.size();
    }

    /** The learner's own bytes are those of an exported model's learner. */
    void assertSame(Model model) {
        assertThat(model.learned()).isEqualTo(learned());
        assertThat(model.learnedUntil()).isEqualTo(until);
        assertThat(model.classes().names()).isEqualTo(classes);
        assertThat(model.categories(0).names()).isEqualTo(colours);
        assertThat(Snapshots.bytes(model.learner())).isEqualTo(Snapshots.bytes(learner));
    }
}
