package io.millrace.learners.features;

import io.millrace.learners.Classifier;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.Learners;
import io.millrace.learners.Parameter;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.Snapshots;

/**
 * Transformers one after another in front of a classifier, all in one snapshot. A record is transformed by what is known
 * before it, the classifier learns what came out, and then the transformers learn. Features beyond the schema are dropped
 * where there is a transformer. Time per call is that of all of them.
 */
public final class PipelineClassifier implements Classifier {
    /** Parameters, as {@link NamedLearner} reads them. */
    public record Settings(
            @Parameter(
                    value = "standard-scaler",
                    help = "Transformers with commas between, each as name or name(parameter=value ...).")
            String steps,

            @Parameter(value = "logistic-regression", help = "The classifier, as name or name(parameter=value ...).")
            String learner) {}

    public static final LearnerType<PipelineClassifier> TYPE = LearnerType.of(
                    Role.CLASSIFIER, "pipeline", Settings.class, PipelineClassifier::new, PipelineClassifier::new)
            .documented("Transformers in front of any classifier.", "");

    private final Setup<Settings> setup;
    private final Chain chain;
    private final Classifier learner;

    PipelineClassifier(Setup<Settings> setup) {
        this.setup = setup;
        this.chain = new Chain(setup.schema(), setup.settings().steps(), setup.seed());
        NamedLearner named = NamedLearner.parse(setup.settings().learner());
        if (setup.settings().learner().contains(TYPE.name())) {
            throw new IllegalArgumentException("learner is not a pipeline within a pipeline: list all steps in one");
        }
        this.learner = Learners.classifier(named.name()).create(chain.output(), named.values(), setup.seed());
    }

    PipelineClassifier(Setup<Settings> setup, SnapshotReader in) {
        this.setup = setup;
        this.chain = new Chain(setup.schema(), in);
        this.learner = Snapshots.readNested(in, Classifier.class);
        Chain.checkSchema(chain.output(), learner);
    }

    @Override
    public void write(SnapshotWriter out) {
        chain.write(out);
        Snapshots.writeNested(learner, out);
    }

    @Override
    public LearnerType<PipelineClassifier> type() {
        return TYPE;
    }

    @Override
    public Setup<Settings> setup() {
        return setup;
    }

    /** The classifier behind the transformers. */
    public Classifier learner() {
        return learner;
    }

    @Override
    public long memoryBytes() {
        return HeapSize.object(12) + chain.memoryBytes() + learner.memoryBytes() + Chain.setupBytes();
    }

    @Override
    public int classes() {
        return learner.classes();
    }

    @Override
    public void probabilities(double[] features, double[] into) {
        learner.probabilities(chain.transform(features), into);
    }

    @Override
    public int predict(double[] features) {
        return learner.predict(chain.transform(features));
    }

    @Override
    public void learn(double[] features, int label, double weight) {
        Inputs.checkLabel(label);
        Inputs.checkWeight(weight);
        Inputs.checkWidth(features);
        if (weight > 0) {
            learner.learn(chain.transform(features), label, weight);
            chain.learn(features, weight);
        }
    }
}
