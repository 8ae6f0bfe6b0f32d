package io.millrace.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.common.record.FieldValues;
import io.millrace.learners.Averageable;
import io.millrace.learners.Classifier;
import io.millrace.learners.Learner;
import io.millrace.learners.Learners;
import io.millrace.learners.Regressor;
import io.millrace.learners.Schema;
import io.millrace.learners.Snapshots;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Learners that are averaged, without Flink: record after record to one learner after the other, all names known to all, an
 * average whenever each has had its records of a round. For features as in {@link ExampleStream}.
 */
final class PlainAverage {
    private final boolean classification;
    private final int every;
    private final Learner[] learners;
    private final long[] records;
    private final long[] until;
    private final List<String> colours = new ArrayList<>();
    private final List<String> classes = new ArrayList<>();
    private final List<Integer> labels = new ArrayList<>();
    private final List<Double> targets = new ArrayList<>();
    private Learner base;
    private int predictOnly;
    private long learnedInBase;
    private long untilInBase = FieldValues.MISSING;

    PlainAverage(ModelSpec spec, int subtasks, int every) {
        Schema schema = Schema.of(false, false, true, false, false);
        this.classification = spec.task() == ModelSpec.Task.CLASSIFICATION;
        this.every = every;
        this.base = classification
                ? Learners.classifier(spec.learner()).create(schema, spec.parameters(), spec.seed())
                : Learners.regressor(spec.learner()).create(schema, spec.parameters(), spec.seed());
        this.learners = new Learner[subtasks];
        this.records = new long[subtasks];
        this.until = new long[subtasks];
        begin();
    }

    private static Learner copy(Learner learner) {
        return Snapshots.read(Snapshots.bytes(learner), Learner.class);
    }

    private void begin() {
        for (int i = 0; i < learners.length; i++) {
            learners[i] = copy(base);
        }
        Arrays.fill(records, 0);
        Arrays.fill(until, untilInBase);
    }

    /** Takes examples in their order, with what was predicted for those that asked for it, in any order. */
    void take(List<Example> examples, List<Prediction> predictions) {
        Map<String, Prediction> made =
                predictions.stream().collect(Collectors.toMap(Prediction::id, prediction -> prediction));
        int asked = 0;
        for (Example example : examples) {
            boolean learns = example.action() != Example.Action.PREDICT && example.labelled();
            int subtask = learns ? next() : nextOpen();
            if (example.action() != Example.Action.LEARN) {
                asked++;
                check(example, subtask, made.get(example.id()));
            }
            if (learns) {
                learn(example, subtask);
            }
        }
        assertThat(predictions).hasSize(asked);
    }

    /** In turn among those that are not done with the round. */
    private int nextOpen() {
        List<Integer> open = IntStream.range(0, learners.length)
                .filter(i -> records[i] < every)
                .boxed()
                .toList();
        return open.get(predictOnly++ % open.size());
    }

    /** The first of those that have learned least in the round. */
    private int next() {
        int least = 0;
        for (int i = 1; i < records.length; i++) {
            least = records[i] < records[least] ? i : least;
        }
        return least;
    }

    private void learn(Example example, int subtask) {
        String colour = example.names()[0];
        if (colour != null && !colours.contains(colour)) {
            colours.add(colour);
        }
        double[] features = features(example);
        if (learners[subtask] instanceof Regressor regressor) {
            regressor.learn(features, example.target());
            targets.add(example.target());
        } else {
            if (!classes.contains(example.label())) {
                classes.add(example.label());
            }
            labels.add(classes.indexOf(example.label()));
            ((Classifier) learners[subtask]).learn(features, classes.indexOf(example.label()));
        }
        until[subtask] = Math.max(until[subtask], example.time());
        records[subtask]++;
        if (Arrays.stream(records).allMatch(count -> count == every)) {
            average();
        }
    }

    /** At the end of a round, or before it, when the input ends or the number of subtasks is to change. */
    void average() {
        int[] learned =
                IntStream.range(0, records.length).filter(i -> records[i] > 0).toArray();
        if (learned.length == 1) {
            base = copy(learners[learned[0]]);
        } else if (learned.length > 1) {
            ((Averageable) base)
                    .average(
                            IntStream.of(learned).mapToObj(i -> learners[i]).toList(),
                            IntStream.of(learned).mapToLong(i -> records[i]).toArray());
        }
        learnedInBase += Arrays.stream(records).sum();
        untilInBase = Arrays.stream(until).max().orElseThrow();
        begin();
    }

    /** Goes on with as many learners from the average of what there is. */
    PlainAverage at(ModelSpec spec, int subtasks, int newEvery) {
        average();
        PlainAverage next = new PlainAverage(spec, subtasks, newEvery);
        next.base = base;
        next.learnedInBase = learnedInBase;
        next.untilInBase = untilInBase;
        next.colours.addAll(colours);
        next.classes.addAll(classes);
        next.labels.addAll(labels);
        next.targets.addAll(targets);
        next.predictOnly = predictOnly;
        next.begin();
        return next;
    }

    /** Another job begins with the average of what there is. */
    PlainAverage begun(ModelSpec spec, int subtasks, int newEvery) {
        PlainAverage next = at(spec, subtasks, newEvery);
        next.predictOnly = 0;
        return next;
    }

    private double[] features(Example example) {
        double[] features = example.numbers().clone();
        int known = colours.indexOf(example.names()[0]);
        features[2] = example.names()[0] == null ? Double.NaN : known < 0 ? colours.size() : known;
        return features;
    }

    private void check(Example example, int subtask, Prediction made) {
        double[] features = features(example);
        assertThat(made).as(example.id()).isNotNull();
        assertThat(made.time()).isEqualTo(example.time());
        assertThat(made.learned()).isEqualTo(learnedInBase + records[subtask]);
        assertThat(made.learnedUntil()).isEqualTo(until[subtask]);
        assertThat(made.label()).isEqualTo(example.label());
        assertThat(made.target()).isEqualTo(Double.valueOf(example.target()));
        if (learners[subtask] instanceof Regressor regressor) {
            assertThat(made.value()).as(example.id()).isEqualTo(Double.valueOf(regressor.predict(features)));
            assertThat(made.baselines().lastTarget())
                    .isEqualTo(targets.isEmpty() ? 0 : targets.get(targets.size() - 1));
            assertThat(made.baselines().mean())
                    .isCloseTo(targets.stream().mapToDouble(t -> t).average().orElse(0), within(1e-9));
            return;
        }
        Classifier classifier = (Classifier) learners[subtask];
        double[] probabilities = new double[classifier.classes()];
        classifier.probabilities(features, probabilities);
        assertThat(made.classes())
                .isEqualTo(classes.subList(0, made.classes().length).toArray());
        assertThat(Arrays.copyOf(made.probabilities(), probabilities.length)).containsExactly(probabilities);
        for (int beyond = probabilities.length; beyond < made.classes().length; beyond++) {
            assertThat(made.probabilities()[beyond]).isZero();
        }
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

    /** The last average is an exported model, to the bit. */
    void assertSame(Model model) {
        assertThat(model.learned()).isEqualTo(learnedInBase);
        assertThat(model.learnedUntil()).isEqualTo(untilInBase);
        assertThat(model.classes().names()).isEqualTo(classes);
        assertThat(model.categories(0).names()).isEqualTo(colours);
        assertThat(Snapshots.bytes(model.learner())).isEqualTo(Snapshots.bytes(base));
        Prediction.Baselines baselines = model.ledger().baselines();
        if (classification) {
            assertThat(baselines.lastLabel()).isEqualTo(labels.get(labels.size() - 1));
            assertThat(baselines.majority()).isEqualTo(majority());
        } else {
            assertThat(baselines.lastTarget()).isEqualTo(targets.get(targets.size() - 1));
            assertThat(baselines.mean())
                    .isCloseTo(targets.stream().mapToDouble(t -> t).average().orElseThrow(), within(1e-9));
        }
    }

    long learned() {
        return learnedInBase;
    }
}
