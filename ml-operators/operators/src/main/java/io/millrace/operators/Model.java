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
import io.millrace.learners.evaluation.LabelBaselines;
import io.millrace.learners.evaluation.TargetBaselines;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A learner with the names of its classes and categories, and what those predict who look at labels alone. Made and read by
 * {@link Models}. Predicting changes nothing that a later prediction or snapshot could tell. For one thread.
 */
public final class Model {
    private final Models models;
    private final Learner learner;
    private final Vocabulary[] categories;
    private final Vocabulary classes;
    private final LabelBaselines labels;
    private final TargetBaselines targets;
    private long learned;
    private long learnedUntil = FieldValues.MISSING;
    private String[] classNames = Prediction.NO_CLASSES;

    Model(Models models) {
        this.models = models;
        this.learner = models.factory().create();
        this.categories = new Vocabulary[models.nominals().length];
        for (int i = 0; i < categories.length; i++) {
            categories[i] = new Vocabulary(Models.MOST_CATEGORIES);
        }
        this.classes = new Vocabulary(Classifier.MAX_CLASSES);
        this.labels = new LabelBaselines(0);
        this.targets = new TargetBaselines(0);
    }

    Model(Models models, Learner learner, SnapshotReader in) {
        this.models = models;
        this.learner = learner;
        this.categories = new Vocabulary[models.nominals().length];
        for (int i = 0; i < categories.length; i++) {
            categories[i] = new Vocabulary(Models.MOST_CATEGORIES, in);
        }
        boolean classification = learner instanceof Classifier;
        this.classes =
                classification ? new Vocabulary(Classifier.MAX_CLASSES, in) : new Vocabulary(Classifier.MAX_CLASSES);
        this.labels = classification ? new LabelBaselines(0, in) : new LabelBaselines(0);
        this.targets = classification ? new TargetBaselines(0) : new TargetBaselines(0, in);
        this.learned = in.readLong();
        this.learnedUntil = in.readLong();
    }

    /** Writes it for state. */
    void writeTo(SnapshotWriter out) {
        models.write(this, out);
    }

    /** Writes all but the learner. */
    void write(SnapshotWriter out) {
        for (Vocabulary names : categories) {
            names.write(out);
        }
        if (learner instanceof Classifier) {
            classes.write(out);
            labels.write(out);
        } else {
            targets.write(out);
        }
        out.writeLong(learned);
        out.writeLong(learnedUntil);
    }

    /** The learner, to look at. */
    public Learner learner() {
        return learner;
    }

    /** How many records it has learned. */
    public long learned() {
        return learned;
    }

    /** Event time of the last record learned, in milliseconds; {@link FieldValues#MISSING} where there is none. */
    public long learnedUntil() {
        return learnedUntil;
    }

    /** Names of the classes by the learner's numbers; empty for a regression. */
    public Vocabulary classes() {
        return classes;
    }

    /** Names of the categories of the nominal feature that has this number among those that are nominal. */
    public Vocabulary categories(int nominal) {
        return categories[nominal];
    }

    /** About how many bytes it takes on the heap. */
    public long memoryBytes() {
        long bytes = HeapSize.object(56) + HeapSize.array(4L * categories.length) + learner.memoryBytes();
        for (Vocabulary names : categories) {
            bytes += names.memoryBytes();
        }
        return bytes + classes.memoryBytes() + labels.memoryBytes() + targets.memoryBytes() + 4L * classNames.length;
    }

    /** What it predicts for an example; with its label, where it has one. */
    public Prediction predict(Example example) {
        double[] features = encode(example, false);
        if (learner instanceof Regressor regressor) {
            return new Prediction(
                    example.id(),
                    example.key(),
                    example.time(),
                    Prediction.NO_CLASSES,
                    Prediction.NO_PROBABILITIES,
                    -1,
                    regressor.predict(features),
                    learned,
                    learnedUntil,
                    Prediction.Baselines.ofTargets(targets.noChange(), targets.mean()),
                    null,
                    example.target());
        }
        Classifier classifier = (Classifier) learner;
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
                learned,
                learnedUntil,
                Prediction.Baselines.ofLabels(labels.noChange(), labels.majority()),
                example.label(),
                Double.NaN);
    }

    /** The same, with what others than this model know of labels; classes that it does not know have probability 0. */
    Prediction predict(Example example, Prediction.Baselines baselines) {
        Prediction own = predict(example);
        int count = 1 + Math.max(own.classes().length - 1, Math.max(baselines.lastLabel(), baselines.majority()));
        return new Prediction(
                own.id(),
                own.key(),
                own.time(),
                count > own.classes().length ? classes.names().subList(0, count).toArray(String[]::new) : own.classes(),
                Arrays.copyOf(own.probabilities(), count),
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
        double[] features = encode(example, true);
        if (learner instanceof Regressor regressor) {
            regressor.learn(features, example.target(), 1);
            targets.add(example.target());
        } else {
            String label = example.label();
            if (label == null) {
                return;
            }
            int code = classes.code(label);
            ((Classifier) learner).learn(features, code, 1);
            labels.add(code);
        }
        learned++;
        if (example.time() != FieldValues.MISSING) {
            learnedUntil = Math.max(learnedUntil, example.time());
        }
    }

    /**
     * Takes in what models that went on from this one have learned, each apart from the others: the learner is their average.
     * Their names are numbered alike, as far as each has them.
     *
     * @param records how many each has learned since
     * @param latest which of them learned last; -1 where none has learned
     */
    void average(List<Model> parts, long[] records, int latest) {
        parts.forEach(this::addNames);
        if (latest < 0) {
            return;
        }
        ((Averageable) learner).average(parts.stream().map(Model::learner).toList(), records);
        labels.merge(parts.stream().map(part -> part.labels).toList(), latest);
        targets.merge(parts.stream().map(part -> part.targets).toList(), latest);
        for (int i = 0; i < records.length; i++) {
            learned += records[i];
            learnedUntil = Math.max(learnedUntil, parts.get(i).learnedUntil);
        }
    }

    /** Takes those names of another, numbered alike, that this one does not have; whether there are any. */
    boolean addNames(Model other) {
        boolean more = addNames(classes, other.classes);
        for (int i = 0; i < categories.length; i++) {
            more |= addNames(categories[i], other.categories[i]);
        }
        return more;
    }

    private static boolean addNames(Vocabulary into, Vocabulary from) {
        int before = into.size();
        for (int code = before; code < from.size(); code++) {
            into.code(from.name(code));
        }
        return into.size() > before;
    }

    /** Takes names, in the order of their numbers; whether one was not known. */
    boolean addNames(List<Dealt.Name> names) {
        boolean more = false;
        for (Dealt.Name name : names) {
            Vocabulary known = name.nominal() == Dealt.Name.CLASS ? classes : categories[name.nominal()];
            int before = known.size();
            known.code(name.text());
            more |= known.size() > before;
        }
        return more;
    }

    private String[] classNames(int count) {
        if (classNames.length != count) {
            classNames = classes.names().subList(0, count).toArray(String[]::new);
        }
        return classNames;
    }

    /** Numbers for all features. A category that was never learned is the one after those that were. */
    private double[] encode(Example example, boolean grow) {
        int[] nominals = models.nominals();
        if (nominals.length == 0) {
            return example.numbers();
        }
        double[] features = example.numbers().clone();
        for (int i = 0; i < nominals.length; i++) {
            @Nullable String name = example.names()[i];
            if (name == null) {
                features[nominals[i]] = Double.NaN;
            } else if (grow) {
                features[nominals[i]] = categories[i].code(name);
            } else {
                int known = categories[i].find(name);
                features[nominals[i]] = known >= 0 ? known : Math.min(categories[i].size(), Models.MOST_CATEGORIES - 1);
            }
        }
        return features;
    }
}
