package io.millrace.learners.ensembles;

import io.millrace.learners.HeapSize;
import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.Parameter;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.drift.Adwin;
import io.millrace.learners.trees.Subspace;

/**
 * A forest of regression trees of which those predict whose leaves are nearest to the record: Sun, Pfahringer, Gomes, Bifet,
 * "SOKNL: a novel way of integrating K-nearest neighbours with adaptive random forest regression for data streams", 2022,
 * doi:10.1007/s10618-022-00858-9. Trees are those of an {@link AdaptiveRandomForestRegressor}, whose leaves also keep the
 * centroid of their records; the k nearest leaves predict ({@link NearestLeaves}), with the k that has had the least errors.
 * Distances are Euclidean over the numbers, each in its standard deviations. Memory and time are those of the forest, and
 * those of one distance per tree.
 */
public final class Soknl extends RegressionForest<Soknl.Settings> {
    /** Parameters of {@link Soknl}. */
    public record Settings(
            @Parameter(value = "10", min = 1, max = 1_000, help = "Number of trees.")
            int members,

            @Parameter(
                    value = "6",
                    min = 0,
                    above = true,
                    max = PoissonWeights.GREATEST_MEAN,
                    help = "How often each tree learns a record, on average.")
            double meanWeight,

            @Parameter(
                    value = "0.6",
                    min = 0,
                    above = true,
                    max = 1,
                    help = "Share of the features that each leaf looks at.")
            double featureShare,

            @Parameter(
                    value = "0.01",
                    min = 0,
                    above = true,
                    max = 1,
                    help = "Probability that a tree begins to grow in the background without need, at a look.")
            double warningConfidence,

            @Parameter(
                    value = "0.001",
                    min = 0,
                    above = true,
                    max = 1,
                    help = "Probability that a tree is replaced without need, at a look.")
            double changeConfidence,

            @Parameter(
                    value = "0.1",
                    min = 0,
                    max = 1,
                    help = "Share of changes at which every second tree is replaced too; 1 is the paper's way.")
            double renewal,

            @Parameter(value = "", help = "The trees.") RegressionTreeSettings tree,

            @Parameter(
                    value = "64 mb",
                    min = 10_000,
                    bytes = true,
                    help = "Memory of all trees, beyond which leaves give up their estimates, and growth ends.")
            long maxBytes,

            @Parameter(
                    value = "0",
                    min = 0,
                    max = 1_000_000,
                    help = "Number of the first tree, where an ensemble is made in parts.")
            int firstMember)
            implements EnsembleSettings {
        /** @throws IllegalArgumentException when memory is too little for so many members */
        public Settings {
            MemberPlan.treeBytes(maxBytes, members, 2, 2);
        }
    }

    public static final LearnerType<Soknl> TYPE = LearnerType.of(
                    Role.REGRESSOR, "soknl", Settings.class, Soknl::new, Soknl::new)
            .documented(
                    "The forest's leaves that are nearest to a record predict; accurate, where a forest of means is too coarse.",
                    "Sun, Pfahringer, Gomes, Bifet, SOKNL: a novel way of integrating K-nearest neighbours with adaptive"
                            + " random forest regression for data streams, 2022, doi:10.1007/s10618-022-00858-9");

    private final NearestLeaves leaves;
    private final double[] distances;

    Soknl(Setup<Settings> setup) {
        super(
                setup,
                plan(setup.settings()),
                setup.settings().firstMember(),
                setup.settings().members());
        this.leaves = new NearestLeaves(members());
        this.distances = new double[members()];
    }

    Soknl(Setup<Settings> setup, SnapshotReader in) {
        super(
                setup,
                plan(setup.settings()),
                setup.settings().firstMember(),
                setup.settings().members(),
                in);
        this.leaves = new NearestLeaves(members(), in);
        this.distances = new double[members()];
    }

    private static RegressionPlan plan(Settings settings) {
        long bytes = MemberPlan.treeBytes(settings.maxBytes(), settings.members(), 2, 2);
        return new RegressionPlan(
                new PoissonWeights(settings.meanWeight()),
                RegressionPlan.settings(settings.tree(), bytes),
                Subspace.share(settings.featureShare()),
                Adwin.setup(settings.changeConfidence()),
                Adwin.setup(settings.warningConfidence()),
                settings.renewal(),
                true);
    }

    @Override
    public LearnerType<Soknl> type() {
        return TYPE;
    }

    @Override
    public void write(SnapshotWriter out) {
        super.write(out);
        leaves.write(out);
    }

    @Override
    public long memoryBytes() {
        return super.memoryBytes() + 8 + leaves.memoryBytes() + HeapSize.doubles(distances.length);
    }

    /** How it puts its members' predictions together. */
    NearestLeaves leaves() {
        return leaves;
    }

    /** How far a record is from the centroid of one member's leaf, squared, in standard deviations. */
    public double distanceTo(int member, double[] features) {
        return distance(member, inputs.forPrediction(features));
    }

    @Override
    double combine(double[] record, double[] predicted, double[] counting) {
        return leaves.combine(predicted, counting, distances(record));
    }

    @Override
    void learnToCombine(double[] record, double target, double weight) {
        leaves.learn(predictions(record), words(), distances(record), target, weight);
    }

    private double[] distances(double[] record) {
        for (int i = 0; i < distances.length; i++) {
            distances[i] = distance(i, record);
        }
        return distances;
    }
}
