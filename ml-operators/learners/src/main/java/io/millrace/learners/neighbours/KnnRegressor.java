package io.millrace.learners.neighbours;

import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.Regressor;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;

/**
 * The mean target of the nearest among the latest records. Distances, missing values, ties and time are those of
 * {@link KnnClassifier}.
 */
public final class KnnRegressor implements Regressor {
    public static final LearnerType<KnnRegressor> TYPE = LearnerType.of(
                    Role.REGRESSOR, "knn", KnnSettings.class, KnnRegressor::new, KnnRegressor::new)
            .documented(
                    "The mean of the nearest among the latest records; for curves of any shape and few features that"
                            + " matter.",
                    "Cover, Hart, Nearest neighbor pattern classification, 1967, doi:10.1109/TIT.1967.1053964");

    private final Setup<KnnSettings> setup;
    private final NeighbourWindow window;

    KnnRegressor(Setup<KnnSettings> setup) {
        this.setup = setup;
        this.window = new NeighbourWindow(setup.schema(), setup.settings());
    }

    KnnRegressor(Setup<KnnSettings> setup, SnapshotReader in) {
        this.setup = setup;
        this.window = new NeighbourWindow(setup.schema(), setup.settings(), in);
    }

    @Override
    public void write(SnapshotWriter out) {
        window.write(out);
    }

    NeighbourWindow window() {
        return window;
    }

    @Override
    public LearnerType<KnnRegressor> type() {
        return TYPE;
    }

    @Override
    public Setup<KnnSettings> setup() {
        return setup;
    }

    @Override
    public long memoryBytes() {
        return HeapSize.object(8) + window.memoryBytes();
    }

    @Override
    public double predict(double[] features) {
        if (window.size() == 0) {
            return 0;
        }
        window.search(features);
        double sum = 0;
        double total = 0;
        for (int i = 0; i < window.found(); i++) {
            int slot = window.slot(i);
            double vote = window.vote(slot);
            sum += vote * window.target(slot);
            total += vote;
        }
        return sum / total;
    }

    @Override
    public void learn(double[] features, double target, double weight) {
        double value = Inputs.checkTarget(target);
        Inputs.checkWeight(weight);
        Inputs.checkWidth(features);
        if (weight > 0) {
            window.add(features, value, weight);
        }
    }
}
