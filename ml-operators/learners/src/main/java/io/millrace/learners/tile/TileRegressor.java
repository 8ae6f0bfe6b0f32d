package io.millrace.learners.tile;

import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.Parameter;
import io.millrace.learners.Regressor;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;

/**
 * The sum of linear terms, bins and pair cells, each following its gradient with a step of its own (see {@link Tiles}).
 * The target is standardised, errors are cut to 4 deviations, and predictions to the range of targets learned and a tenth
 * beyond. Missing values contribute nothing. Time per record: some 2 to 5 nanoseconds for each of at most a few hundred
 * cells. Weights count relative to their mean, 8 times it at most.
 */
public final class TileRegressor implements Regressor {
    /**
     * Parameters.
     *
     * @param rate step of a record over all its cells
     * @param damping what is added to the sum of squared gradients
     * @param memory bytes on the heap
     */
    public record Settings(
            @Parameter(value = "0.25", min = 0.001, max = 10, help = "Step of a record over all its cells.")
            double rate,

            @Parameter(value = "10", min = 1e-6, max = 1e6, help = "Added to a cell's sum of squared gradients.")
            double damping,

            @Parameter(value = "4 mb", min = 65_536, max = 1 << 30, bytes = true, help = "Memory at most.")
            long memory) {
        Tiles.Variants variants() {
            return new Tiles.Variants(new double[] {rate}, new int[] {0}, damping, new int[][] {{0}});
        }
    }

    public static final LearnerType<TileRegressor> TYPE = LearnerType.of(
                    Role.REGRESSOR, "tile", Settings.class, TileRegressor::new, TileRegressor::new)
            .documented(
                    "Sum of linear terms, bins and pair cells; for features that act alone, in pairs or smoothly.",
                    "Duchi, Hazan, Singer, Adaptive subgradient methods for online learning and stochastic optimization,"
                            + " JMLR 12, 2011; Sutton, Generalization in reinforcement learning: successful examples using"
                            + " sparse coarse coding, NIPS 1995");

    private final Setup<Settings> setup;
    private final double[] extras;
    private final TargetTiles model;

    TileRegressor(Setup<Settings> setup) {
        this.setup = setup;
        this.extras = new double[0];
        Settings settings = setup.settings();
        RunningFeatures features = new RunningFeatures(setup.schema(), 0, false, Tiles.mostFeatures(settings.memory()));
        this.model = new TargetTiles(settings.variants(), features, settings.memory() / 2);
    }

    TileRegressor(Setup<Settings> setup, SnapshotReader in) {
        this.setup = setup;
        this.extras = new double[0];
        Settings settings = setup.settings();
        RunningFeatures features =
                new RunningFeatures(setup.schema(), 0, false, Tiles.mostFeatures(settings.memory()), in);
        this.model = new TargetTiles(settings.variants(), features, settings.memory() / 2, in);
    }

    @Override
    public void write(SnapshotWriter out) {
        model.tiles().features().write(out);
        model.write(out);
    }

    @Override
    public LearnerType<TileRegressor> type() {
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
    public double predict(double[] features) {
        return model.target().value(model.tiles().scores(extras, features)[0]);
    }

    @Override
    public void learn(double[] features, double target, double weight) {
        double value = Inputs.checkTarget(target);
        Inputs.checkWeight(weight);
        Inputs.checkWidth(features);
        if (weight > 0) {
            model.learn(extras, features, value, weight);
        }
    }
}
