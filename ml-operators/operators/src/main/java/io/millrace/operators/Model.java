package io.millrace.operators;

import io.millrace.common.record.FieldValues;
import io.millrace.learners.Averageable;
import io.millrace.learners.Classifier;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Learner;
import io.millrace.learners.Regressor;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.Vocabulary;
import java.util.Arrays;
import java.util.List;

/**
 * A learner with the names of its classes and categories, and what those predict who look at labels alone. Made and read by
 * {@link Models}. Predicting changes nothing that a later prediction or snapshot could tell. For one thread.
 */
public final class Model {
    private final Models models;
    private final Learner learner;
    private final ModelLedger ledger;
    private String[] classNames = Prediction.NO_CLASSES;

    Model(Models models) {
        this(models, models.factory().create(), new ModelLedger(models));
    }

    Model(Models models, Learner learner, SnapshotReader in) {
        this(models, learner, new ModelLedger(models, in));
    }

    Model(Models models, Learner learner, ModelLedger ledger) {
        this.models = models;
        this.learner = learner;
        this.ledger = ledger;
    }

    /** Writes it for state. */
    void writeTo(SnapshotWriter out) {
        models.write(this, out);
    }

    /** Writes all but the learner. */
    void write(SnapshotWriter out) {
        ledger.write(out);
    }

    ModelLedger ledger() {
        return ledger;
    }

    /** The learner, to look at. */
    public Learner learner() {
        return learner;
    }

    /** How many records it has learned. */
    public long learned() {
        return ledger.learned();
    }

    /** Event time of the last record learned, in milliseconds; {@link FieldValues#MISSING} where there is none. */
    public long learnedUntil() {
        return ledger.learnedUntil();
    }

    /** Names of the classes by the learner's numbers; empty for a regression. */
    public Vocabulary classes() {
        return ledger.classes();
    }

    /** Names of the categories of the nominal feature that has this number among those that are nominal. */
    public Vocabulary categories(int nominal) {
        return ledger.categories(nominal);
    }

    /** About how many bytes it takes on the heap. */
    public long memoryBytes() {
        return HeapSize.object(16) + learner.memoryBytes() + ledger.memoryBytes() + 4L * classNames.length;
    }

    /** What it predicts for an example; with its label, where it has one. */
    public Prediction predict(Example example) {
        double[] features = ledger.encode(example, false);
        return learner instanceof Regressor regressor
                ? predicted(example, regressor.predict(features))
                : predicted(example, (Classifier) learner, features);
    }

    private Prediction predicted(Example example, Classifier classifier, double[] features) {
        int count = classifier.classes();
        double[] probabilities = count == 0 ? Prediction.NO_PROBABILITIES : new double[count];
        classifier.probabilities(features, probabilities);
        return new Prediction(
                example.id(),
                example.key(),
                example.time(),
                classNames(count),
                probabilities,
                likeliest(probabilities),
                Double.NaN,
                ledger.learned(),
                ledger.learnedUntil(),
                ledger.baselines(),
                example.label(),
                Double.NaN);
    }

    private Prediction predicted(Example example, double value) {
        return new Prediction(
                example.id(),
                example.key(),
                example.time(),
                Prediction.NO_CLASSES,
                Prediction.NO_PROBABILITIES,
                -1,
                value,
                ledger.learned(),
                ledger.learnedUntil(),
                ledger.baselines(),
                null,
                example.target());
    }

    /** What it predicts for an example, which it learns then: {@link #predict} and {@link #learn} in less time. */
    public Prediction predictThenLearn(Example example) {
        if (!ledger.isLabelled(example)) {
            Prediction predicted = predict(example);
            learn(example);
            return predicted;
        }
        double[] features = ledger.encode(example, true);
        Prediction predicted;
        double target;
        if (learner instanceof Regressor regressor) {
            target = ledger.target(example);
            predicted = predicted(example, regressor.predictThenLearn(features, target, 1));
        } else {
            Classifier classifier = (Classifier) learner;
            predicted = predicted(example, classifier, features);
            target = ledger.target(example);
            classifier.learn(features, (int) target, 1);
        }
        ledger.learned(example, target);
        return predicted;
    }

    /** The same, with what others than this model know of labels; classes that it does not know have probability 0. */
    Prediction predict(Example example, Prediction.Baselines baselines) {
        Prediction own = predict(example);
        int known = own.classes().length;
        int count = Math.max(known, 1 + Math.max(baselines.lastLabel(), baselines.majority()));
        return new Prediction(
                own.id(),
                own.key(),
                own.time(),
                count > known ? classes().names().subList(0, count).toArray(String[]::new) : own.classes(),
                count > known ? Arrays.copyOf(own.probabilities(), count) : own.probabilities(),
                own.predicted(),
                own.value(),
                own.learned(),
                own.learnedUntil(),
                baselines,
                own.label(),
                own.target());
    }

    /** Number of the greatest, the first of those that tie; -1 where there is none. */
    static int likeliest(double[] probabilities) {
        int best = probabilities.length == 0 ? -1 : 0;
        for (int i = 1; i < probabilities.length; i++) {
            if (probabilities[i] > probabilities[best]) {
                best = i;
            }
        }
        return best;
    }

    /** Learns an example; one without a label changes nothing. */
    public void learn(Example example) {
        if (!example.labelled()) {
            return;
        }
        double[] features = ledger.encode(example, true);
        if (!ledger.isLabelled(example)) {
            return;
        }
        double target = ledger.target(example);
        if (learner instanceof Regressor regressor) {
            regressor.learn(features, target, 1);
        } else {
            ((Classifier) learner).learn(features, (int) target, 1);
        }
        ledger.learned(example, target);
    }

    /**
     * Takes in what models that went on from this one have learned, each apart from the others: the learner is their average.
     * Their names are numbered alike, as far as each has them.
     *
     * @param records how many each has learned since
     * @param latest which of them learned last; -1 where none has learned
     */
    void average(List<Model> parts, long[] records, int latest) {
        if (latest >= 0) {
            List<Learner> learners = parts.stream().map(Model::learner).toList();
            ((Averageable) learner).average(learners, records);
            ledger.merge(parts.stream().map(Model::ledger).toList(), parts.get(latest).ledger);
        }
        parts.forEach(part -> ledger.addNames(part.ledger));
    }

    private String[] classNames(int count) {
        if (classNames.length != count) {
            classNames = ledger.classes().names().subList(0, count).toArray(String[]::new);
        }
        return classNames;
    }
}
