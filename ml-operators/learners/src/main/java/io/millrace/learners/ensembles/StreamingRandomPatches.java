package io.millrace.learners.ensembles;

import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.Parameter;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.drift.Adwin;
import io.millrace.learners.trees.Subspace;

/**
 * Hoeffding trees that each look at features of their own, drawn by lot, and at records as often as a lot from
 * Poisson's distribution says: Gomes, Read, Bifet, "Streaming random patches for evolving data stream classification",
 * 2019, doi:10.1109/ICDM.2019.00034. When an {@link Adwin} over a tree's errors warns, another, with other features,
 * grows in the background, and takes its place once they have surely risen. Time is that of a {@link
 * io.millrace.learners.trees.HoeffdingTree}, times the members, and twice that from warnings to changes.
 *
 * <p>Unlike in the paper, every second tree is replaced at few of its changes only, so that what comes back finds a
 * tree that knows it, and a tree's word counts by the odds that it is right, of late, squared.
 */
public final class StreamingRandomPatches extends TreeEnsemble<StreamingRandomPatches.Settings> {
    /** Parameters of {@link StreamingRandomPatches}. */
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
                    help = "Share of the features that each tree looks at.")
            double featureShare,

            @Parameter(
                    value = "0.0001",
                    min = 0,
                    above = true,
                    max = 1,
                    help = "Probability that a tree begins to grow in the background without need, at a look.")
            double warningConfidence,

            @Parameter(
                    value = "0.00001",
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

            @Parameter(value = "", help = "The trees.") TreeSettings tree,

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

    public static final LearnerType<StreamingRandomPatches> TYPE = LearnerType.of(
                    Role.CLASSIFIER,
                    "streaming-random-patches",
                    Settings.class,
                    StreamingRandomPatches::new,
                    StreamingRandomPatches::new)
            .documented(
                    "Trees that each look at their own share of features; accurate, where features repeat or say nothing.",
                    "Gomes, Read, Bifet, Streaming random patches for evolving data stream classification, 2019,"
                            + " doi:10.1109/ICDM.2019.00034");

    StreamingRandomPatches(Setup<Settings> setup) {
        super(
                setup,
                plan(setup.settings()),
                setup.settings().firstMember(),
                setup.settings().members());
    }

    StreamingRandomPatches(Setup<Settings> setup, SnapshotReader in) {
        super(
                setup,
                plan(setup.settings()),
                setup.settings().firstMember(),
                setup.settings().members(),
                in);
    }

    private static MemberPlan plan(Settings settings) {
        long bytes = MemberPlan.treeBytes(settings.maxBytes(), settings.members(), 2, 2);
        return new MemberPlan(
                new PoissonWeights(settings.meanWeight()),
                MemberPlan.settings(settings.tree(), bytes),
                Subspace.all(),
                Subspace.share(settings.featureShare()),
                Adwin.setup(settings.changeConfidence()),
                Adwin.setup(settings.warningConfidence()),
                settings.renewal());
    }

    @Override
    public LearnerType<StreamingRandomPatches> type() {
        return TYPE;
    }
}
