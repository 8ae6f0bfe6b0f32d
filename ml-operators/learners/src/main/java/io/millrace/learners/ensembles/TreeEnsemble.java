package io.millrace.learners.ensembles;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.SplitMix64;
import java.util.Arrays;

/** What ensembles of classification trees have in common. */
abstract class TreeEnsemble<S extends Record> implements ClassifierEnsemble, Divisible {
    private final Setup<S> setup;
    private final MemberPlan plan;
    private final Inputs inputs;
    private final TreeMember[] members;
    private int classes;
    private double[] scratch = new double[0];
    private double[] sum = new double[0];

    TreeEnsemble(Setup<S> setup, MemberPlan plan, int first, int count) {
        this.setup = setup;
        this.plan = plan;
        this.inputs = new Inputs(setup.schema());
        this.members = new TreeMember[count];
        for (int i = 0; i < count; i++) {
            members[i] = new TreeMember(plan, inputs, seed(setup.seed(), first + i), first + i);
        }
    }

    TreeEnsemble(Setup<S> setup, MemberPlan plan, int first, int count, SnapshotReader in) {
        this.setup = setup;
        this.plan = plan;
        this.inputs = new Inputs(setup.schema(), in);
        this.classes = in.readCount("classes", MAX_CLASSES);
        this.members = new TreeMember[count];
        for (int i = 0; i < count; i++) {
            in.reserve(1_000);
            members[i] = new TreeMember(plan, inputs, first + i, in);
            if (members[i].classes() > classes) {
                throw new CorruptSnapshotException(
                        "classes of a member are at most " + classes + ", found " + members[i].classes());
            }
        }
        room();
    }

    /** Of one member's lots. */
    static long seed(long seed, int number) {
        return SplitMix64.mix(seed ^ SplitMix64.mix(number + 1L));
    }

    @Override
    public final void write(SnapshotWriter out) {
        writeWhole(out);
    }

    @Override
    public final void writeShared(SnapshotWriter out) {
        inputs.write(out);
        out.writeCount(classes);
    }

    @Override
    public final void writeMember(int member, SnapshotWriter out) {
        members[member].write(out);
    }

    @Override
    public final Setup<S> setup() {
        return setup;
    }

    @Override
    public final long memoryBytes() {
        long bytes = HeapSize.object(32)
                + plan.memoryBytes()
                + inputs.memoryBytes()
                + HeapSize.ints(members.length)
                + 2 * HeapSize.doubles(sum.length);
        for (TreeMember member : members) {
            bytes += member.memoryBytes();
        }
        return bytes;
    }

    @Override
    public final int members() {
        return members.length;
    }

    @Override
    public final int classes() {
        return classes;
    }

    @Override
    public final void votes(int member, double[] features, double[] into) {
        Inputs.checkRoom(into, classes);
        Arrays.fill(into, 0, classes, 0);
        members[member].vote(inputs.forPrediction(features), scratch, into, classes);
    }

    @Override
    public final void probabilities(double[] features, double[] into) {
        Inputs.checkRoom(into, classes);
        Arrays.fill(into, 0, classes, 0);
        if (classes == 0) {
            return;
        }
        double[] record = inputs.forPrediction(features);
        for (TreeMember member : members) {
            member.vote(record, scratch, into, classes);
        }
        ClassifierEnsemble.combine(into, classes);
    }

    @Override
    public final int predict(double[] features) {
        probabilities(features, sum);
        int best = classes == 0 ? -1 : 0;
        for (int i = 1; i < classes; i++) {
            best = sum[i] > sum[best] ? i : best;
        }
        return best;
    }

    @Override
    public final void learn(double[] features, int label, double weight) {
        Inputs.checkLabel(label);
        Inputs.checkWeight(weight);
        Inputs.checkWidth(features);
        if (weight > 0) {
            double[] record = inputs.forLearning(features);
            for (TreeMember member : members) {
                member.learn(record, label, weight);
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
}
