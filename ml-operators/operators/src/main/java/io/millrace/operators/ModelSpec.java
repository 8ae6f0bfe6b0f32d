package io.millrace.operators;

import io.millrace.learners.Learner;
import io.millrace.learners.LearnerFactory;
import io.millrace.learners.LearnerType;
import io.millrace.learners.Learners;
import io.millrace.learners.Schema;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which models a job has: what they predict, the learner with its parameters, and the features. Immutable, and checked when
 * it is made: what it takes, every subtask can make models of.
 */
public final class ModelSpec implements Serializable {
    private static final long serialVersionUID = 1L;

    /** What is predicted. */
    public enum Task {
        /** One of some classes. */
        CLASSIFICATION,
        /** A number. */
        REGRESSION
    }

    /**
     * One feature.
     *
     * @param name in the user's records
     * @param nominal whether it is one of some names; else it is a number
     */
    public record Feature(String name, boolean nominal) implements Serializable {}

    private final Task task;
    private final String learner;
    private final HashMap<String, String> parameters;
    private final ArrayList<Feature> features;
    private final long seed;

    /**
     * @param learner its name, of a classifier or a regressor by the task
     * @param parameters of the learner by name; the others have their defaults
     * @param seed of what the learner draws by lot
     * @throws IllegalArgumentException when there is no such learner, a parameter is unknown or wrong, or there is no feature
     */
    public ModelSpec(Task task, String learner, Map<String, String> parameters, List<Feature> features, long seed) {
        if (features.isEmpty()) {
            throw new IllegalArgumentException("features: at least one is needed");
        }
        this.task = task;
        this.learner = learner;
        this.parameters = new HashMap<>(parameters);
        this.features = new ArrayList<>(features);
        this.seed = seed;
        factory().create();
    }

    public Task task() {
        return task;
    }

    /** The learner's name. */
    public String learner() {
        return learner;
    }

    /** The learner's parameters that are not left to their defaults. */
    public Map<String, String> parameters() {
        return Map.copyOf(parameters);
    }

    public List<Feature> features() {
        return List.copyOf(features);
    }

    public long seed() {
        return seed;
    }

    /** The same with other parameters. */
    public ModelSpec with(Map<String, String> otherParameters) {
        return new ModelSpec(task, learner, otherParameters, features, seed);
    }

    /** Kinds of the features. */
    public Schema schema() {
        boolean[] nominal = new boolean[features.size()];
        for (int i = 0; i < nominal.length; i++) {
            nominal[i] = features.get(i).nominal();
        }
        return Schema.of(nominal);
    }

    /** Makes and reads the learners themselves, all of one shared setup. */
    public LearnerFactory<? extends Learner> factory() {
        LearnerType<? extends Learner> type =
                task == Task.CLASSIFICATION ? Learners.classifier(learner) : Learners.regressor(learner);
        return type.factory(schema(), parameters, seed);
    }

    /** Tells state of one specification from that of another: state of other features or parameters is refused at the start. */
    public String signature() {
        return task + " " + learner + " " + new TreeMap<>(parameters) + " " + features + " " + seed;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ModelSpec that && signature().equals(that.signature());
    }

    @Override
    public int hashCode() {
        return signature().hashCode();
    }

    @Override
    public String toString() {
        return signature();
    }
}
