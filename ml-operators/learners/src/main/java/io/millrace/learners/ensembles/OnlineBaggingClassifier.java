package io.millrace.learners.ensembles;

import io.millrace.learners.Classifier;
import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.Learners;
import io.millrace.learners.Parameter;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;

/**
 * Classifiers of one kind, each of which learns each record as often as a lot from Poisson's distribution says, so that each
 * has its own sample of the stream: Oza, Russell, "Online bagging and boosting", AISTATS 2001. Any classifier there is, and
 * their mean prediction. Time and memory are those of the classifier, times the members. A learner that follows no changes does
 * not follow them here.
 */
public final class OnlineBaggingClassifier implements ClassifierEnsemble, Divisible {
    /** Parameters of {@link OnlineBaggingClassifier}. */
    public record Settings(
            @Parameter(value = "hoeffding-tree", help = "The classifier, as name or name(parameter=value ...).")
            String learner,

            @Parameter(value = "10", min = 1, max = 1_000, help = "Number of classifiers.")
            int members,

            @Parameter(
                    value = "1",
                    min = 0,
                    above = true,
                    max = PoissonWeights.GREATEST_MEAN,
                    help = "How often each classifier learns a record, on average.")
            double meanWeight,

            @Parameter(
                    value = "64 mb",
                    min = 10_000,
                    bytes = true,
                    help = "Memory of all, of which each gets its part where it takes a size.")
            long maxBytes,

            @Parameter(
                    value = "0",
                    min = 0,
                    max = 1_000_000,
                    help = "Number of the first classifier, where an ensemble is made in parts.")
            int firstMember)
            implements EnsembleSettings {
        BaggingSettings common() {
            return new BaggingSettings(learner, members, meanWeight, maxBytes, firstMember);
        }
    }

    public static final LearnerType<OnlineBaggingClassifier> TYPE = LearnerType.of(
                    Role.CLASSIFIER,
                    "online-bagging",
                    Settings.class,
                    OnlineBaggingClassifier::new,
                    OnlineBaggingClassifier::new)
            .documented(
                    "Several classifiers of any kind, each with its own sample; steadier than one, on streams that do not change.",
                    "Oza, Russell, Online bagging and boosting, AISTATS 2001");

    private final Setup<Settings> setup;
    private final Bag<Classifier> bag;
    private int classes;
    private double[] scratch = new double[0];
    private double[] sum = new double[0];

    OnlineBaggingClassifier(Setup<Settings> setup) {
        this.setup = setup;
        this.bag = Bag.of(setup.settings().common(), setup.schema(), setup.seed(), Learners::classifier);
    }

    OnlineBaggingClassifier(Setup<Settings> setup, SnapshotReader in) {
        this.setup = setup;
        this.classes = in.readCount("classes", MAX_CLASSES);
        this.bag = Bag.read(setup.settings().common(), setup.schema(), Learners::classifier, Classifier.class, in);
        for (int i = 0; i < bag.size(); i++) {
            if (bag.get(i).classes() > classes) {
                throw new CorruptSnapshotException("classes of a member are at most " + classes + ", found "
                        + bag.get(i).classes());
            }
        }
        room();
    }

    @Override
    public void write(SnapshotWriter out) {
        writeWhole(out);
    }

    @Override
    public void writeShared(SnapshotWriter out) {
        out.writeCount(classes);
    }

    @Override
    public void writeMember(int member, SnapshotWriter out) {
        bag.write(member, out);
    }

    @Override
    public long memoryBytes() {
        return HeapSize.object(20) + bag.memoryBytes() + 2 * HeapSize.doubles(sum.length);
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public void votes(int member, double[] features, double[] into) {
        Inputs.checkRoom(into, classes);
        Arrays.fill(into, 0, classes, 0);
        bag.get(member).probabilities(features, into);
    }

    @Override
    public void probabilities(double[] features, double[] into) {
        Inputs.checkRoom(into, classes);
        Arrays.fill(into, 0, classes, 0);
        for (int member = 0; member < bag.size(); member++) {
            votes(member, features, scratch);
            for (int i = 0; i < classes; i++) {
                into[i] += scratch[i];
            }
        }
        ClassifierEnsemble.combine(into, classes);
    }

    @Override
    public int predict(double[] features) {
        probabilities(features, sum);
        int best = classes == 0 ? -1 : 0;
        for (int i = 1; i < classes; i++) {
            best = sum[i] > sum[best] ? i : best;
        }
        return best;
    }

    @Override
    public void learn(double[] features, int label, double weight) {
        Inputs.checkLabel(label);
        Inputs.checkWeight(weight);
        Inputs.checkWidth(features);
        if (weight > 0) {
            for (int i = 0; i < bag.size(); i++) {
                bag.get(i).learn(features, label, bag.weight(i, weight));
            }
            classes = Math.max(classes, label + 1);
            room();
        }
    }

    private void room() {
        if (sum.length < classes) {
            scratch = new double[classes];
            sum = new double[classes];
        }
    }

    @Override
    public LearnerType<OnlineBaggingClassifier> type() {
        return TYPE;
    }

    @Override
    public Setup<Settings> setup() {
        return setup;
    }

    @Override
    public int members() {
        return bag.size();
    }
}
