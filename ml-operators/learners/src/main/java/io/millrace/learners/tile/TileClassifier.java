package io.millrace.learners.tile;

import io.millrace.learners.Classifier;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.Parameter;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;

/**
 * The softmax of additive scores of linear terms, bins and pair cells, each following its gradient with a step of its own
 * (see {@link Tiles}). Missing values contribute nothing. Time per record: some 2 to 5 nanoseconds for each of at most a
 * few hundred cells and column of scores, both bounded together. Weights count relative to their mean, 8 times it at most.
 */
public final class TileClassifier implements Classifier {
    /**
     * Parameters.
     *
     * @param rate step of a record over all its cells
     * @param damping what is added to the sum of squared gradients
     * @param memory bytes on the heap
     */
    public record Settings(
            @Parameter(value = "1", min = 0.001, max = 10, help = "Step of a record over all its cells.")
            double rate,

            @Parameter(value = "0.1", min = 1e-6, max = 1e6, help = "Added to a cell's sum of squared gradients.")
            double damping,

            @Parameter(value = "4 mb", min = 65_536, max = 1 << 30, bytes = true, help = "Memory at most.")
            long memory) {
        Tiles.Variants variants() {
            return new Tiles.Variants(new double[] {rate}, new int[] {0}, damping, new int[][] {{0}});
        }
    }

    public static final LearnerType<TileClassifier> TYPE = LearnerType.of(
                    Role.CLASSIFIER, "tile", Settings.class, TileClassifier::new, TileClassifier::new)
            .documented(
                    "Softmax of linear terms, bins and pair cells; for features that act alone, in pairs or smoothly.",
                    "Duchi, Hazan, Singer, Adaptive subgradient methods for online learning and stochastic optimization,"
                            + " JMLR 12, 2011; Sutton, Generalization in reinforcement learning: successful examples using"
                            + " sparse coarse coding, NIPS 1995");

    private final Setup<Settings> setup;
    private final double[] extras;
    private final ClassTiles model;

    TileClassifier(Setup<Settings> setup) {
        this.setup = setup;
        this.extras = new double[0];
        Settings settings = setup.settings();
        RunningFeatures features = new RunningFeatures(setup.schema(), 0, false, Tiles.mostFeatures(settings.memory()));
        this.model = new ClassTiles(settings.variants(), features, tableBytes(setup));
    }

    TileClassifier(Setup<Settings> setup, SnapshotReader in) {
        this.setup = setup;
        this.extras = new double[0];
        Settings settings = setup.settings();
        RunningFeatures features =
                new RunningFeatures(setup.schema(), 0, false, Tiles.mostFeatures(settings.memory()), in);
        this.model = new ClassTiles(settings.variants(), features, tableBytes(setup), in);
    }

    private static long tableBytes(Setup<Settings> setup) {
        return setup.settings().memory() / 2;
    }

    @Override
    public void write(SnapshotWriter out) {
        model.tiles().features().write(out);
        model.write(out);
    }

    @Override
    public LearnerType<TileClassifier> type() {
        return TYPE;
    }

    @Override
    public Setup<Settings> setup() {
        return setup;
    }

    @Override
    public long memoryBytes() {
        return HeapSize.object(12) + HeapSize.doubles(0) + model.memoryBytes();
    }

    @Override
    public int classes() {
        return model.classes();
    }

    @Override
    public void probabilities(double[] features, double[] into) {
        Inputs.checkRoom(into, classes());
        if (classes() > 0) {
            model.probabilities(0, model.tiles().scores(extras, features), into);
        }
    }

    @Override
    public int predict(double[] features) {
        return model.likeliest(0, model.tiles().scores(extras, features));
    }

    @Override
    public void learn(double[] features, int label, double weight) {
        Inputs.checkLabel(label);
        Inputs.checkWeight(weight);
        Inputs.checkWidth(features);
        if (weight > 0) {
            model.learn(extras, features, label, weight);
        }
    }
}
