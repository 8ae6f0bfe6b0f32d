package io.millrace.learners.auto;

import io.millrace.learners.Classifier;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.Parameter;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.ArrayList;
import java.util.List;

/** Many kinds of classifiers, pooled and stacked, within a memory budget. */
public final class AutoClassifier implements Classifier {
    /**
     * Parameters.
     *
     * @param memory bytes on the heap
     * @param previous whether labels and records learned just before are inputs too
     */
    public record Settings(
            @Parameter(value = "16 mb", min = 65_536, max = 1 << 30, bytes = true, help = "Memory at most.")
            long memory,

            @Parameter(
                    value = "true",
                    help = "Whether what was learned last is an input too: not where labels come later than the next"
                            + " record.")
            boolean previous) {}

    public static final LearnerType<AutoClassifier> TYPE = LearnerType.of(
                    Role.CLASSIFIER, "auto", Settings.class, AutoClassifier::new, AutoClassifier::new)
            .documented("Many kinds of classifiers, pooled and stacked; for those who do not know which to take.", "");

    private final Setup<Settings> setup;
    private final ClassMembers members;
    private final ClassStack stack;
    private double[] output;

    AutoClassifier(Setup<Settings> setup) {
        this.setup = setup;
        this.members = new ClassMembers(setup.schema(), setup.settings());
        this.stack = new ClassStack(members.count());
        this.output = new double[0];
        bound();
    }

    AutoClassifier(Setup<Settings> setup, SnapshotReader in) {
        this.setup = setup;
        this.members = new ClassMembers(setup.schema(), setup.settings(), in);
        this.stack = new ClassStack(members.count(), members.classes(), in);
        this.output = new double[members.classes()];
    }

    @Override
    public void write(SnapshotWriter out) {
        members.write(out);
        stack.write(out);
    }

    @Override
    public LearnerType<AutoClassifier> type() {
        return TYPE;
    }

    @Override
    public Setup<Settings> setup() {
        return setup;
    }

    @Override
    public long memoryBytes() {
        return HeapSize.object(16) + members.memoryBytes() + stack.memoryBytes() + HeapSize.doubles(output.length);
    }

    @Override
    public int classes() {
        return members.classes();
    }

    /** Gives cells what the others leave of the budget; twice, as what cells take beside their table follows from it. */
    private void bound() {
        members.bound(memoryBytes());
        members.bound(memoryBytes());
    }

    /** Which members carry the predictions, by recent success. */
    public List<MemberShare> shares() {
        double[] shares = new double[members.count()];
        stack.shares(shares);
        List<MemberShare> list = new ArrayList<>();
        for (int m = 0; m < shares.length; m++) {
            list.add(new MemberShare(members.name(m), shares[m]));
        }
        return list;
    }

    private void evaluate(double[] features) {
        if (members.vote(features)) {
            stack.combine(members.votes(), output);
        }
    }

    @Override
    public void probabilities(double[] features, double[] into) {
        Inputs.checkRoom(into, classes());
        if (classes() > 0) {
            evaluate(features);
            System.arraycopy(output, 0, into, 0, classes());
        }
    }

    @Override
    public int predict(double[] features) {
        if (classes() == 0) {
            return -1;
        }
        evaluate(features);
        int best = 0;
        for (int c = 1; c < output.length; c++) {
            if (output[c] > output[best]) {
                best = c;
            }
        }
        return best;
    }

    @Override
    public void learn(double[] features, int label, double weight) {
        Inputs.checkLabel(label);
        Inputs.checkWeight(weight);
        Inputs.checkWidth(features);
        if (weight == 0) {
            return;
        }
        boolean grown = members.grow(features, label);
        if (grown) {
            stack.classes(members.classes());
            output = new double[members.classes()];
            bound();
        }
        evaluate(features);
        double relative = members.learn(features, label, weight);
        if (members.chosen()) {
            bound();
        }
        stack.learn(members.votes(), label, relative);
    }
}
