package io.millrace.operators;

import io.millrace.common.record.FieldValues;
import io.millrace.learners.Classifier;
import io.millrace.learners.HeapSize;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.Vocabulary;
import io.millrace.learners.evaluation.LabelBaselines;
import io.millrace.learners.evaluation.TargetBaselines;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All of a model but its learner: numbers for the names of its classes and categories, what those predict who look at labels
 * alone, and how much was learned. For one thread.
 */
final class ModelLedger {
    private final boolean classification;
    private final int[] nominals;
    private final Vocabulary[] categories;
    private final Vocabulary classes;
    private final LabelBaselines labels;
    private final TargetBaselines targets;
    private long learned;
    private long learnedUntil = FieldValues.MISSING;

    ModelLedger(Models models) {
        this.classification = models.isClassification();
        this.nominals = models.nominals();
        this.categories = new Vocabulary[nominals.length];
        for (int i = 0; i < categories.length; i++) {
            categories[i] = new Vocabulary(Models.MOST_CATEGORIES);
        }
        this.classes = new Vocabulary(Classifier.MAX_CLASSES);
        this.labels = new LabelBaselines(0);
        this.targets = new TargetBaselines(0);
    }

    /** As {@link #write} left it. */
    ModelLedger(Models models, SnapshotReader in) {
        this.classification = models.isClassification();
        this.nominals = models.nominals();
        this.categories = new Vocabulary[nominals.length];
        for (int i = 0; i < categories.length; i++) {
            categories[i] = new Vocabulary(Models.MOST_CATEGORIES, in);
        }
        this.classes =
                classification ? new Vocabulary(Classifier.MAX_CLASSES, in) : new Vocabulary(Classifier.MAX_CLASSES);
        this.labels = classification ? new LabelBaselines(0, in) : new LabelBaselines(0);
        this.targets = classification ? new TargetBaselines(0) : new TargetBaselines(0, in);
        this.learned = in.readLong();
        this.learnedUntil = in.readLong();
    }

    void write(SnapshotWriter out) {
        for (Vocabulary names : categories) {
            names.write(out);
        }
        if (classification) {
            classes.write(out);
            labels.write(out);
        } else {
            targets.write(out);
        }
        out.writeLong(learned);
        out.writeLong(learnedUntil);
    }

    long learned() {
        return learned;
    }

    long learnedUntil() {
        return learnedUntil;
    }

    Vocabulary classes() {
        return classes;
    }

    Vocabulary categories(int nominal) {
        return categories[nominal];
    }

    /** What those predict now who look at labels alone. */
    Prediction.Baselines baselines() {
        return classification
                ? Prediction.Baselines.ofLabels(labels.noChange(), labels.majority())
                : Prediction.Baselines.ofTargets(targets.noChange(), targets.mean());
    }

    /**
     * Numbers for all features. The same whether names are new ones to learn or not: a category that was never learned is the
     * one after those that were.
     *
     * @param grow whether new names are learned
     */
    double[] encode(Example example, boolean grow) {
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

    /** Whether there is a label of the model's kind. */
    boolean isLabelled(Example example) {
        return classification ? example.label() != null : example.labelled();
    }

    /** What the learner learns of a labelled example: its target, or its class's number, new where the class is. */
    double target(Example example) {
        String label = example.label();
        return classification && label != null ? classes.code(label) : example.target();
    }

    /** Takes note of what the learner has learned, its {@link #target}. */
    void learned(Example example, double target) {
        if (classification) {
            labels.add((int) target);
        } else {
            targets.add(target);
        }
        learned++;
        if (example.time() != FieldValues.MISSING) {
            learnedUntil = Math.max(learnedUntil, example.time());
        }
    }

    /**
     * Takes in what others that went on from this one have learned, each apart from the others, but for names.
     *
     * @param latest that of them which learned last
     */
    void merge(List<ModelLedger> parts, ModelLedger latest) {
        if (classification) {
            labels.merge(parts.stream().map(part -> part.labels).toList(), latest.labels);
        } else {
            targets.merge(parts.stream().map(part -> part.targets).toList(), latest.targets);
        }
        long before = learned;
        for (ModelLedger part : parts) {
            learned += part.learned - before;
            learnedUntil = Math.max(learnedUntil, part.learnedUntil);
        }
    }

    /** Takes those names of another, numbered alike, that are not here; whether there are any. */
    boolean addNames(ModelLedger other) {
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

    /**
     * All names from these numbers on.
     *
     * @param counts as {@link #counts} gave them
     */
    List<Dealt.Name> namesFrom(int[] counts) {
        List<Dealt.Name> names = new ArrayList<>();
        for (int i = 0; i < categories.length; i++) {
            for (int code = counts[i]; code < categories[i].size(); code++) {
                names.add(new Dealt.Name(i, categories[i].name(code)));
            }
        }
        for (int code = counts[categories.length]; code < classes.size(); code++) {
            names.add(new Dealt.Name(Dealt.Name.CLASS, classes.name(code)));
        }
        return names;
    }

    /** How many names there are of each nominal feature, and of classes at the end. */
    void counts(int[] into) {
        for (int i = 0; i < categories.length; i++) {
            into[i] = categories[i].size();
        }
        into[categories.length] = classes.size();
    }

    long memoryBytes() {
        long bytes = HeapSize.object(44) + HeapSize.array(4L * categories.length);
        for (Vocabulary names : categories) {
            bytes += names.memoryBytes();
        }
        return bytes + classes.memoryBytes() + labels.memoryBytes() + targets.memoryBytes();
    }
}
