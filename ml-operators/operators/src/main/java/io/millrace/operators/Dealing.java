package io.millrace.operators;

import io.millrace.learners.Classifier;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.Vocabulary;
import io.millrace.learners.evaluation.LabelBaselines;
import io.millrace.learners.evaluation.TargetBaselines;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Deals examples out to subtasks, by nothing but their order: those to be learned in turn, so many to each in a round; those
 * to be predicted only in turn among the subtasks that still have to learn in the round, so that none waits for labels. Names
 * get their numbers here, and go to all subtasks ahead of the first example that has them. What labels alone would predict is
 * kept here, where all of them are seen.
 */
final class Dealing {
    private final ModelSpec.Task task;
    private final int[] keys;
    private final int every;
    private final Vocabulary[] categories;
    private final Vocabulary classes;
    private final LabelBaselines labels;
    private final TargetBaselines targets;
    private long layout;
    private long round;
    private long position;
    private long learned;
    private long predicted;
    private boolean begins;

    /**
     * Of a job without state.
     *
     * @param keys of the subtasks
     * @param every records that each learns in a round
     * @param first what the models are to begin with
     */
    Dealing(ModelSpec spec, int[] keys, int every, Model first) {
        this.task = spec.task();
        this.keys = keys.clone();
        this.every = every;
        this.categories = new Vocabulary[spec.schema().nominals().length];
        for (int i = 0; i < categories.length; i++) {
            categories[i] = copy(first.categories(i), Models.MOST_CATEGORIES);
        }
        this.classes = copy(first.classes(), Classifier.MAX_CLASSES);
        this.labels = new LabelBaselines(0);
        this.targets = new TargetBaselines(0);
    }

    private static Vocabulary copy(Vocabulary names, int most) {
        Vocabulary copy = new Vocabulary(most);
        names.names().forEach(copy::code);
        return copy;
    }

    /** As it was written; a new layout begins where subtasks or records in a round are others. */
    Dealing(ModelSpec spec, int[] keys, int every, SnapshotReader in) {
        this.task = spec.task();
        this.keys = keys.clone();
        this.every = every;
        this.categories = new Vocabulary[spec.schema().nominals().length];
        for (int i = 0; i < categories.length; i++) {
            categories[i] = new Vocabulary(Models.MOST_CATEGORIES, in);
        }
        this.classes = new Vocabulary(Classifier.MAX_CLASSES, in);
        this.labels = new LabelBaselines(0, in);
        this.targets = new TargetBaselines(0, in);
        int subtasksBefore = in.readCount("subtasks", Integer.MAX_VALUE);
        int everyBefore = in.readCount("records in a round", Integer.MAX_VALUE);
        this.layout = in.readLong();
        this.round = in.readLong();
        this.position = in.readLong();
        this.learned = in.readLong();
        this.predicted = in.readLong();
        this.begins = in.readBoolean();
        if (subtasksBefore != keys.length || everyBefore != every) {
            layout++;
            round++;
            position = 0;
            begins = true;
        }
    }

    void write(SnapshotWriter out) {
        for (Vocabulary names : categories) {
            names.write(out);
        }
        classes.write(out);
        labels.write(out);
        targets.write(out);
        out.writeCount(keys.length);
        out.writeCount(every);
        out.writeLong(layout);
        out.writeLong(round);
        out.writeLong(position);
        out.writeLong(learned);
        out.writeLong(predicted);
        out.writeBoolean(begins);
    }

    /** Tells all subtasks of a new layout, where one begins. To be called before anything is dealt, and at the end. */
    void begin(Consumer<Dealt> out) {
        if (begins) {
            begins = false;
            List<Dealt.Name> all = new ArrayList<>();
            for (int i = 0; i < categories.length; i++) {
                for (String name : categories[i].names()) {
                    all.add(new Dealt.Name(i, name));
                }
            }
            for (String name : classes.names()) {
                all.add(new Dealt.Name(Dealt.Name.CLASS, name));
            }
            tell(all, out);
        }
    }

    private void tell(List<Dealt.Name> names, Consumer<Dealt> out) {
        for (int key : keys) {
            out.accept(Dealt.names(key, layout, round, names));
        }
    }

    /** Requests are answered by the first subtask. */
    void request(Consumer<Dealt> out) {
        out.accept(Dealt.request(keys[0]));
    }

    void deal(Example example, Consumer<Dealt> out) {
        boolean learns = example.action().learns() && isLabelled(example);
        Prediction.Baselines baselines = example.action().predicts() ? baselines() : Dealt.NO_BASELINES;
        if (!learns) {
            out.accept(dealt(example, unlearned(), 0, false, baselines));
            return;
        }
        List<Dealt.Name> names = newNames(example);
        if (!names.isEmpty()) {
            tell(names, out);
        }
        int subtask = (int) (position % keys.length);
        boolean closes = position / keys.length == every - 1;
        learned++;
        out.accept(dealt(example, subtask, learned, closes, baselines));
        position++;
        if (position == (long) every * keys.length) {
            position = 0;
            round++;
        }
        learnLabel(example);
    }

    private boolean isLabelled(Example example) {
        return task == ModelSpec.Task.CLASSIFICATION ? example.label() != null : example.labelled();
    }

    /** In turn among those that have not learned all of the round yet. */
    private int unlearned() {
        int done = (int) Math.max(0, position - (every - 1L) * keys.length);
        return done + (int) (predicted++ % (keys.length - done));
    }

    private Dealt dealt(Example example, int subtask, long number, boolean closes, Prediction.Baselines baselines) {
        return new Dealt(
                Dealt.Kind.EXAMPLE, keys[subtask], layout, round, number, closes, List.of(), example, baselines);
    }

    private List<Dealt.Name> newNames(Example example) {
        List<Dealt.Name> names = new ArrayList<>();
        for (int i = 0; i < categories.length; i++) {
            add(i, categories[i], example.names()[i], names);
        }
        if (task == ModelSpec.Task.CLASSIFICATION) {
            add(Dealt.Name.CLASS, classes, example.label(), names);
        }
        return names;
    }

    private static void add(int nominal, Vocabulary known, @Nullable String name, List<Dealt.Name> names) {
        if (name != null) {
            int before = known.size();
            known.code(name);
            if (known.size() > before) {
                names.add(new Dealt.Name(nominal, name));
            }
        }
    }

    private void learnLabel(Example example) {
        String label = example.label();
        if (task == ModelSpec.Task.REGRESSION) {
            targets.add(example.target());
        } else if (label != null) {
            labels.add(classes.code(label));
        }
    }

    private Prediction.Baselines baselines() {
        return task == ModelSpec.Task.REGRESSION
                ? Prediction.Baselines.ofTargets(targets.noChange(), targets.mean())
                : Prediction.Baselines.ofLabels(labels.noChange(), labels.majority());
    }
}
