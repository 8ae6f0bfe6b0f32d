package io.millrace.learners.features;

import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.LearnerType;
import io.millrace.learners.Schema;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.Transformer;

/** What transformers have in common: checks, and records that are exactly as long as the schema. */
abstract class ColumnTransformer<S extends Record> implements Transformer {
    private final Setup<S> setup;
    private final Inputs inputs;
    private final Schema output;

    ColumnTransformer(Setup<S> setup, Schema output) {
        this.setup = setup;
        this.inputs = new Inputs(setup.schema());
        this.output = output;
    }

    /** Whether features of the first schema and then so many others fit into one. */
    static void checkSize(String what, long size) {
        if (size > Schema.MAX_FEATURES) {
            throw new IllegalArgumentException(
                    what + " makes at most " + Schema.MAX_FEATURES + " features, not " + size);
        }
    }

    @Override
    public final Setup<S> setup() {
        return setup;
    }

    @Override
    public final Schema output() {
        return output;
    }

    @Override
    public final void transform(double[] features, double[] into) {
        if (into.length != output.size()) {
            throw new IllegalArgumentException("room for features is " + output.size() + " long, not " + into.length);
        }
        apply(inputs.forPrediction(features), into);
    }

    @Override
    public final void learn(double[] features, double weight) {
        Inputs.checkWeight(weight);
        Inputs.checkWidth(features);
        if (weight > 0) {
            update(inputs.forPrediction(features), weight);
        }
    }

    @Override
    public long memoryBytes() {
        long outputBytes = output == setup.schema() ? 0 : 120 + output.size() / 8;
        return HeapSize.object(16) + inputs.memoryBytes() + outputBytes;
    }

    @Override
    public void write(SnapshotWriter out) {}

    @Override
    public abstract LearnerType<? extends Transformer> type();

    final S settings() {
        return setup.settings();
    }

    final int width() {
        return setup.schema().size();
    }

    final boolean nominal(int feature) {
        return setup.schema().nominal(feature);
    }

    /** Sets all elements; the record is as long as the schema. */
    abstract void apply(double[] x, double[] into);

    /** Learns; the weight is above 0. */
    void update(double[] x, double weight) {}

    static double cut(double value) {
        return Math.max(-Inputs.MAX_VALUE, Math.min(Inputs.MAX_VALUE, value));
    }
}
