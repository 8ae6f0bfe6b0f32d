package io.millrace.learners.auto;

import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.Parameter;
import io.millrace.learners.Regressor;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.ArrayList;
import java.util.List;

/** Many kinds of regressors, stacked and pooled, within a memory budget. */
public final class AutoRegressor implements Regressor {
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

    public static final LearnerType<AutoRegressor> TYPE = LearnerType.of(
                    Role.REGRESSOR, "auto", Settings.class, AutoRegressor::new, AutoRegressor::new)
            .documented("Many kinds of regressors, stacked and pooled; for those who do not know which to take.", "");

    private final Setup<Settings> setup;
    private final TargetMembers members;
    private final TargetStack stack;
    private double output;

    AutoRegressor(Setup<Settings> setup) {
        this.setup = setup;
        this.members = new TargetMembers(setup.schema(), setup.settings());
        this.stack = new TargetStack(members.count());
        bound();
    }

    AutoRegressor(Setup<Settings> setup, SnapshotReader in) {
        this.setup = setup;
        this.members = new TargetMembers(setup.schema(), setup.settings(), in);
        this.stack = new TargetStack(members.count(), in);
    }

    @Override
    public void write(SnapshotWriter out) {
        members.write(out);
        stack.write(out);
    }

    @Override
    public LearnerType<AutoRegressor> type() {
        return TYPE;
    }

    @Override
    public Setup<Settings> setup() {
        return setup;
    }

    @Override
    public long memoryBytes() {
        return HeapSize.object(20) + members.memoryBytes() + stack.memoryBytes();
    }

    /** Gives cells what the others leave of the budget; twice, as what cells take beside their table follows from it. */
    private void bound() {
        members.bound(memoryBytes());
        members.bound(memoryBytes());
    }

    /** Which members carry the predictions, by recent success. */
    public List<MemberShare> shares() {
        double[] shares = new double[members.count() + 1];
        stack.shares(shares);
        List<MemberShare> list = new ArrayList<>();
        for (int m = 0; m < shares.length; m++) {
            list.add(new MemberShare(members.name(m), shares[m]));
        }
        return list;
    }

    @Override
    public double predict(double[] features) {
        if (members.vote(features)) {
            output = members.target().value(stack.combine(members.votes()));
        }
        return output;
    }

    @Override
    public void learn(double[] features, double target, double weight) {
        double value = Inputs.checkTarget(target);
        Inputs.checkWeight(weight);
        Inputs.checkWidth(features);
        if (weight == 0) {
            return;
        }
        if (members.grow(features)) {
            bound();
        }
        predict(features);
        double standard = members.target().standardised(value);
        double relative = members.learn(features, value, weight);
        if (members.chosen()) {
            bound();
        }
        stack.learn(members.votes(), standard, relative);
    }
}
