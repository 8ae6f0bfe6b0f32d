package io.millrace.learners.baseline;

import io.millrace.learners.Classifier;
import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.LearnerType.Trait;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;

/**
 * Predicts the last label learned, for sure: what a learner has to beat where neighbouring records are alike (Bifet,
 * Read, Žliobaitė, Pfahringer, Holmes, "Pitfalls in benchmarking data stream classification and how to avoid them", 2013,
 * doi:10.1007/978-3-642-40988-2_30). Features are passed over. A few nanoseconds per call.
 */
public final class NoChangeClassifier implements Classifier {
    /** It has none. */
    public record Settings() {}

    public static final LearnerType<NoChangeClassifier> TYPE = LearnerType.of(
                    Role.CLASSIFIER, "no-change", Settings.class, NoChangeClassifier::new, NoChangeClassifier::new)
            .documented(
                    "The last label learned; the figure to beat where neighbouring records are alike.",
                    "Bifet et al., Pitfalls in benchmarking data stream classification and how to avoid them, 2013,"
                            + " doi:10.1007/978-3-642-40988-2_30")
            .with(Trait.WEIGHT_IS_REPETITION);

    private final Setup<Settings> setup;
    private int classes;
    private int last;

    NoChangeClassifier(Setup<Settings> setup) {
        this.setup = setup;
        this.last = -1;
    }

    NoChangeClassifier(Setup<Settings> setup, SnapshotReader in) {
        this.setup = setup;
        this.classes = in.readCount("classes", MAX_CLASSES);
        this.last = in.readCount("last label", MAX_CLASSES) - 1;
        if (last >= classes || classes > 0 && last < 0) {
            throw new CorruptSnapshotException("last label is below " + classes + ", found " + last);
        }
    }

    @Override
    public void write(SnapshotWriter out) {
        out.writeCount(classes);
        out.writeCount(last + 1);
    }

    @Override
    public LearnerType<NoChangeClassifier> type() {
        return TYPE;
    }

    @Override
    public Setup<Settings> setup() {
        return setup;
    }

    @Override
    public long memoryBytes() {
        return HeapSize.object(12);
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public int predict(double[] features) {
        return last;
    }

    @Override
    public void probabilities(double[] features, double[] into) {
        Inputs.checkRoom(into, classes);
        Arrays.fill(into, 0, classes, 0);
        if (last >= 0) {
            into[last] = 1;
        }
    }

    @Override
    public void learn(double[] features, int label, double weight) {
        Inputs.checkLabel(label);
        Inputs.checkWeight(weight);
        Inputs.checkWidth(features);
        if (weight > 0) {
            classes = Math.max(classes, label + 1);
            last = label;
        }
    }
}
