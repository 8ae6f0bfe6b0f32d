package io.millrace.local.evaluate;

import io.millrace.learners.Learners;
import io.millrace.learners.Schema;
import io.millrace.learners.Transformer;
import java.util.ArrayList;
import java.util.List;

/** Transformers in front of a learner, each of which takes what the one before it makes. */
final class FeatureSteps {
    private final List<Transformer> steps = new ArrayList<>();
    private final List<double[]> made = new ArrayList<>();
    private Schema schema;
    private final boolean kept;

    /** @param kept whether features are still needed after the next ones were made */
    FeatureSteps(Schema input, List<Choice> choices, long seed, boolean kept) {
        this.schema = input;
        this.kept = kept;
        for (Choice choice : choices) {
            Transformer step = Learners.transformer(choice.type().name()).create(schema, choice.values(), seed);
            steps.add(step);
            schema = step.output();
            made.add(new double[schema.size()]);
        }
    }

    /** What the learner gets. */
    Schema output() {
        return schema;
    }

    long memoryBytes() {
        return steps.stream().mapToLong(Transformer::memoryBytes).sum();
    }

    /** Transforms a record by what is known before it, then learns from it: features need no label. */
    double[] next(double[] features) {
        double[] current = features;
        for (int i = 0; i < steps.size(); i++) {
            double[] into = kept && i == steps.size() - 1 ? new double[made.get(i).length] : made.get(i);
            steps.get(i).transform(current, into);
            steps.get(i).learn(current, 1);
            current = into;
        }
        return current;
    }
}
