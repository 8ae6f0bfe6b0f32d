package io.millrace.learners.ensembles;

import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.Learners;
import io.millrace.learners.Parameter;
import io.millrace.learners.Regressor;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;

/**
 * Regressors of one kind, each of which learns each record as often as a lot from Poisson's distribution says, so that each
 * has its own sample of the stream: Oza, Russell, "Online bagging and boosting", AISTATS 2001. Any regressor there is, and
 * their mean prediction. Time and memory are those of the regressor, times the members. A learner that follows no changes does
 * not follow them here.
 */
public final class OnlineBaggingRegressor implements RegressorEnsemble, Divisible {
    /** Parameters of {@link OnlineBaggingRegressor}. */
    public record Settings(
            @Parameter(value = "regression-tree", help = "The regressor, as name or name(parameter=value ...).")
            String learner,

            @Parameter(value = "10", min = 1, max = 1_000, help = "Number of regressors.")
            int members,

            @Parameter(
                    value = "1",
                    min = 0,
                    above = true,
                    max = PoissonWeights.GREATEST_MEAN,
                    help = "How often each regressor learns a record, on average.")
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
                    help = "Number of the first regressor, where an ensemble is made in parts.")
            int firstMember)
            implements EnsembleSettings {
        BaggingSettings common() {
            return new BaggingSettings(learner, members, meanWeight, maxBytes, firstMember);
        }
    }

    public static final LearnerType<OnlineBaggingRegressor> TYPE = LearnerType.of(
                    Role.REGRESSOR,
                    "online-bagging",
                    Settings.class,
                    OnlineBaggingRegressor::new,
                    OnlineBaggingRegressor::new)
            .documented(
                    "Several regressors of any kind, each with its own sample; steadier than one, on streams that do not change.",
                    "Oza, Russell, Online bagging and boosting, AISTATS 2001");

    private final Setup<Settings> setup;
    private final Bag<Regressor> bag;
    private final boolean[] known;
    private final double[] predictions;
    private final double[] words;

    OnlineBaggingRegressor(Setup<Settings> setup) {
        this.setup = setup;
        this.bag = Bag.of(setup.settings().common(), setup.schema(), setup.seed(), Learners::regressor);
        this.known = new boolean[bag.size()];
        this.predictions = new double[bag.size()];
        this.words = new double[bag.size()];
    }

    OnlineBaggingRegressor(Setup<Settings> setup, SnapshotReader in) {
        this.setup = setup;
        this.bag = Bag.read(setup.settings().common(), setup.schema(), Learners::regressor, Regressor.class, in);
        this.known = new boolean[bag.size()];
        for (int i = 0; i < known.length; i++) {
            known[i] = in.readBoolean();
        }
        this.predictions = new double[bag.size()];
        this.words = new double[bag.size()];
    }

    @Override
    public void write(SnapshotWriter out) {
        writeWhole(out);
    }

    @Override
    public void writeShared(SnapshotWriter out) {}

    @Override
    public void writeMember(int member, SnapshotWriter out) {
        bag.write(member, out);
    }

    @Override
    public void writeAfter(int member, SnapshotWriter out) {
        out.writeBoolean(known[member]);
    }

    @Override
    public long memoryBytes() {
        return HeapSize.object(20)
                + bag.memoryBytes()
                + HeapSize.array(known.length)
                + 2 * HeapSize.doubles(words.length);
    }

    @Override
    public double predict(int member, double[] features) {
        return bag.get(member).predict(features);
    }

    @Override
    public double word(int member) {
        return known[member] ? 1 : 0;
    }

    @Override
    public double predict(double[] features) {
        for (int i = 0; i < words.length; i++) {
            predictions[i] = predict(i, features);
            words[i] = word(i);
        }
        return RegressorEnsemble.combine(predictions, words, words.length);
    }

    @Override
    public void learn(double[] features, double target, double weight) {
        Inputs.checkTarget(target);
        Inputs.checkWeight(weight);
        Inputs.checkWidth(features);
        if (weight > 0) {
            for (int i = 0; i < known.length; i++) {
                double own = bag.weight(i, weight);
                bag.get(i).learn(features, target, own);
                known[i] |= own > 0;
            }
        }
    }

    @Override
    public LearnerType<OnlineBaggingRegressor> type() {
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
