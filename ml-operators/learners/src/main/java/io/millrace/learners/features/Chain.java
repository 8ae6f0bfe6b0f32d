package io.millrace.learners.features;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Learner;
import io.millrace.learners.Learners;
import io.millrace.learners.Schema;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.Snapshots;
import io.millrace.learners.SplitMix64;
import io.millrace.learners.Transformer;
import java.util.List;

/** Transformers one after another; each takes what the one before it gives. */
final class Chain {
    private static final int MAX_STEPS = 16;

    /** About what a learner's own setup takes: itself, the parameters and the schema. */
    private static final long SETUP = 160;

    private final Transformer[] steps;
    private final double[][] results;
    private final Schema output;

    Chain(Schema schema, String text, long seed) {
        List<NamedLearner> names = NamedLearner.parseAll(text);
        if (names.size() > MAX_STEPS) {
            throw new IllegalArgumentException("steps are at most " + MAX_STEPS + ", not " + names.size());
        }
        steps = new Transformer[names.size()];
        results = new double[steps.length][];
        Schema given = schema;
        for (int i = 0; i < steps.length; i++) {
            NamedLearner named = names.get(i);
            steps[i] = Learners.transformer(named.name()).create(given, named.values(), SplitMix64.mix(seed + i));
            given = steps[i].output();
            results[i] = new double[given.size()];
        }
        output = given;
    }

    Chain(Schema schema, SnapshotReader in) {
        int count = in.readCount("steps", MAX_STEPS);
        steps = new Transformer[count];
        results = new double[count][];
        Schema given = schema;
        for (int i = 0; i < count; i++) {
            steps[i] = Snapshots.readNested(in, Transformer.class);
            checkSchema(given, steps[i]);
            given = steps[i].output();
            in.reserve(8L * given.size());
            results[i] = new double[given.size()];
        }
        output = given;
    }

    static void checkSchema(Schema given, Learner learner) {
        Schema taken = learner.setup().schema();
        if (!taken.equals(given)) {
            throw new CorruptSnapshotException(learner.type().id() + " is given " + given.size()
                    + " features, and takes " + taken.size() + " or others");
        }
    }

    void write(SnapshotWriter out) {
        out.writeCount(steps.length);
        for (Transformer step : steps) {
            Snapshots.writeNested(step, out);
        }
    }

    Schema output() {
        return output;
    }

    long memoryBytes() {
        long bytes = HeapSize.object(12) + 2 * HeapSize.ints(steps.length);
        for (int i = 0; i < steps.length; i++) {
            bytes += steps[i].memoryBytes() + SETUP + HeapSize.doubles(results[i].length);
        }
        return bytes;
    }

    /** What a learner behind the chain takes, besides what it tells itself. */
    static long setupBytes() {
        return SETUP;
    }

    /** The record as the last step gives it; the next call overwrites it. */
    double[] transform(double[] features) {
        double[] x = features;
        for (int i = 0; i < steps.length; i++) {
            steps[i].transform(x, results[i]);
            x = results[i];
        }
        return x;
    }

    /** Learns the record that was transformed last. */
    void learn(double[] features, double weight) {
        double[] x = features;
        for (int i = 0; i < steps.length; i++) {
            steps[i].learn(x, weight);
            x = results[i];
        }
    }
}
