package io.millrace.learners.ensembles;

import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;

/** What ensembles of regression trees have in common. */
abstract class RegressionForest<S extends Record> implements RegressorEnsemble, Divisible {
    private final Setup<S> setup;
    private final RegressionPlan plan;
    final Inputs inputs;
    private final Scales scales;
    private final RegressionMember[] members;
    private final double[] predictions;
    private final double[] words;

    RegressionForest(Setup<S> setup, RegressionPlan plan, int first, int count) {
        this.setup = setup;
        this.plan = plan;
        this.inputs = new Inputs(setup.schema());
        this.scales = new Scales(plan.centroids());
        this.members = new RegressionMember[count];
        for (int i = 0; i < count; i++) {
            members[i] = new RegressionMember(plan, inputs, TreeEnsemble.seed(setup.seed(), first + i), first + i);
        }
        this.predictions = new double[count];
        this.words = new double[count];
    }

    RegressionForest(Setup<S> setup, RegressionPlan plan, int first, int count, SnapshotReader in) {
        this.setup = setup;
        this.plan = plan;
        this.inputs = new Inputs(setup.schema(), in);
        this.scales = new Scales(plan.centroids(), in);
        this.members = new RegressionMember[count];
        for (int i = 0; i < count; i++) {
            in.reserve(1_000);
            members[i] = new RegressionMember(plan, inputs, first + i, in);
        }
        this.predictions = new double[count];
        this.words = new double[count];
    }

    @Override
    public void write(SnapshotWriter out) {
        writeWhole(out);
    }

    @Override
    public final void writeShared(SnapshotWriter out) {
        inputs.write(out);
        scales.write(out);
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
    public long memoryBytes() {
        long bytes = HeapSize.object(32)
                + plan.memoryBytes()
                + inputs.memoryBytes()
                + scales.memoryBytes()
                + HeapSize.ints(members.length)
                + 2 * HeapSize.doubles(members.length);
        for (RegressionMember member : members) {
            bytes += member.memoryBytes();
        }
        return bytes;
    }

    @Override
    public final int members() {
        return members.length;
    }

    @Override
    public final double word(int member) {
        return members[member].word();
    }

    @Override
    public final double predict(int member, double[] features) {
        return members[member].predict(inputs.forPrediction(features));
    }

    final double distance(int member, double[] record) {
        return members[member].distance(record, scales.factors());
    }

    @Override
    public final double predict(double[] features) {
        return predictClean(inputs.forPrediction(features));
    }

    private double predictClean(double[] record) {
        for (int i = 0; i < members.length; i++) {
            predictions[i] = members[i].predict(record);
            words[i] = members[i].word();
        }
        return combine(record, predictions, words);
    }

    /** Of one record, the prediction that members' predictions and words make. */
    double combine(double[] record, double[] predicted, double[] counting) {
        return RegressorEnsemble.combine(predicted, counting, predicted.length);
    }

    /** Learns which way to combine them is best. */
    void learnToCombine(double[] record, double target, double weight) {}

    @Override
    public final void learn(double[] features, double target, double weight) {
        double value = Inputs.checkTarget(target);
        Inputs.checkWeight(weight);
        Inputs.checkWidth(features);
        if (weight > 0) {
            double[] record = inputs.forLearning(features);
            learnToCombine(record, value, weight);
            double variance = scales.variance();
            for (RegressionMember member : members) {
                member.learn(record, value, weight, variance);
            }
            scales.learn(record, value, weight, inputs);
        }
    }

    /** What members say of a record now. */
    final double[] predictions(double[] record) {
        for (int i = 0; i < members.length; i++) {
            predictions[i] = members[i].predict(record);
        }
        return predictions;
    }

    /** What members' words count now. */
    final double[] words() {
        for (int i = 0; i < members.length; i++) {
            words[i] = members[i].word();
        }
        return words;
    }
}
