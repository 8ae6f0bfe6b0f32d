package io.millrace.learners.bayes;

import io.millrace.learners.Classifier;
import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.LearnerType.Trait;
import io.millrace.learners.Parameter;
import io.millrace.learners.Schema;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;

/**
 * Naive Bayes: a normal distribution of each number and the shares of each category within each class, as if features were
 * independent given the class (Hand, Yu, "Idiot's Bayes: not so stupid after all?", 2001, doi:10.2307/1403452). Estimates
 * are over all records, by {@link ClassStatistics}. Predicting takes some 2 ns per feature and class, learning some 10 ns
 * per feature. Where memory is short, the last half of the features is left out, and classes that come later are never
 * predicted.
 */
public final class NaiveBayes implements Classifier {
    /** Parameters of {@link NaiveBayes}. */
    public record Settings(
            @Parameter(
                    value = "32 mb",
                    min = 10_000,
                    bytes = true,
                    help = "Memory beyond which features and classes are left out.")
            long maxBytes) {}

    public static final LearnerType<NaiveBayes> TYPE = LearnerType.of(
                    Role.CLASSIFIER, "naive-bayes", Settings.class, NaiveBayes::new, NaiveBayes::new)
            .documented(
                    "Normal distributions and shares of categories per class; very fast, for many weak features.",
                    "Hand, Yu, Idiot's Bayes: not so stupid after all?, 2001, doi:10.2307/1403452")
            .with(Trait.WEIGHT_IS_REPETITION);

    private final Setup<Settings> setup;
    private final Inputs inputs;
    private ClassStatistics statistics;
    private int mostFeatures;
    private int classes;
    private double[] scores = new double[1];
    private double[] told = new double[1];

    NaiveBayes(Setup<Settings> setup) {
        this.setup = setup;
        this.inputs = new Inputs(setup.schema());
        this.statistics = new ClassStatistics(Columns.all(inputs), 1);
        this.mostFeatures = Schema.MAX_FEATURES;
    }

    NaiveBayes(Setup<Settings> setup, SnapshotReader in) {
        this.setup = setup;
        this.inputs = new Inputs(setup.schema(), in);
        this.mostFeatures = in.readCount("features at most", Schema.MAX_FEATURES);
        this.classes = in.readCount("classes", MAX_CLASSES);
        this.statistics = new ClassStatistics(Columns.read(inputs, in), in);
        if (!statistics.allBelow(classes)) {
            throw new CorruptSnapshotException("classes are below " + classes + ", found others");
        }
        this.scores = new double[Math.max(1, Math.max(classes, statistics.slots()))];
        this.told = new double[scores.length];
    }

    @Override
    public void write(SnapshotWriter out) {
        inputs.write(out);
        out.writeCount(mostFeatures);
        out.writeCount(classes);
        statistics.columns().write(out);
        statistics.write(out);
    }

    @Override
    public LearnerType<NaiveBayes> type() {
        return TYPE;
    }

    @Override
    public Setup<Settings> setup() {
        return setup;
    }

    @Override
    public long memoryBytes() {
        return HeapSize.object(28)
                + inputs.memoryBytes()
                + statistics.memoryBytes()
                + statistics.columns().memoryBytes()
                + 2 * HeapSize.doubles(scores.length);
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public int predict(double[] features) {
        probabilities(features, told);
        int best = classes == 0 ? -1 : 0;
        for (int i = 1; i < classes; i++) {
            best = told[i] > told[best] ? i : best;
        }
        return best;
    }

    @Override
    public void probabilities(double[] features, double[] into) {
        Inputs.checkRoom(into, classes);
        if (classes > 0) {
            statistics.probabilities(inputs.forPrediction(features), true, scores, into, classes);
        }
    }

    @Override
    public void learn(double[] features, int label, double weight) {
        Inputs.checkLabel(label);
        Inputs.checkWeight(weight);
        Inputs.checkWidth(features);
        if (weight == 0) {
            return;
        }
        double[] record = inputs.forLearning(features);
        classes = Math.max(classes, label + 1);
        if (scores.length < classes) {
            scores = new double[classes];
            told = new double[classes];
        }
        long most = setup.settings().maxBytes();
        if (statistics.columns().size() < Math.min(mostFeatures, inputs.width())) {
            limit(Math.min(mostFeatures, inputs.width()));
        }
        boolean known = statistics.slotOf(label) >= 0;
        if (known || statistics.slots() == 0 || statistics.memoryBytes() + statistics.slotBytes() <= most) {
            statistics.learn(record, label, weight);
        }
        while (statistics.memoryBytes() > most && statistics.columns().size() > 0) {
            mostFeatures = statistics.columns().size() / 2;
            limit(mostFeatures);
        }
    }

    private void limit(int features) {
        int[] first = new int[features];
        Arrays.setAll(first, i -> i);
        statistics = statistics.with(Columns.of(inputs, first));
    }
}
