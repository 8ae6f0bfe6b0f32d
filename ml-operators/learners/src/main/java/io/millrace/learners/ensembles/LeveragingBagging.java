package io.millrace.learners.ensembles;

import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.Parameter;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.drift.Adwin;
import io.millrace.learners.trees.Subspace;

/**
 * Bagging of Hoeffding trees with more randomness, that follows changes: Bifet, Holmes, Pfahringer, "Leveraging bagging for
 * evolving data streams", 2010, doi:10.1007/978-3-642-15880-3_15. Each tree learns each record as often as a lot from
 * Poisson's distribution says, and has an {@link Adwin} over its errors; a tree whose errors have risen begins anew. Time
 * is that of a {@link io.millrace.learners.trees.HoeffdingTree}, times the members.
 *
 * <p>In the paper the worst tree begins anew at each change, which leaves most of what the ensemble knows. Here members know
 * nothing of each other, so that they can be spread. For the same effect, every second tree begins anew at few of its
 * changes only, and a tree's word counts by the odds that it is right, of late, squared.
 */
public final class LeveragingBagging extends TreeEnsemble<LeveragingBagging.Settings> {
    /** Parameters of {@link LeveragingBagging}. */
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
                    value = "0.002",
                    min = 0,
                    above = true,
                    max = 1,
                    help = "Probability that a tree begins anew without need, at a look.")
            double changeConfidence,

            @Parameter(
                    value = "0.1",
                    min = 0,
                    max = 1,
                    help = "Share of changes at which every second tree is replaced too; 1 is the paper's way.")
            double renewal,

            @Parameter(value = "grace-period=200 split-confidence=1e-7", help = "The trees.")
            TreeSettings tree,

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
            MemberPlan.treeBytes(maxBytes, members, 1, 1);
        }
    }

    public static final LearnerType<LeveragingBagging> TYPE = LearnerType.of(
                    Role.CLASSIFIER,
                    "leveraging-bagging",
                    Settings.class,
                    LeveragingBagging::new,
                    LeveragingBagging::new)
            .documented(
                    "Hoeffding trees that vote; accurate and fast, for streams that change.",
                    "Bifet, Holmes, Pfahringer, Leveraging bagging for evolving data streams, 2010,"
                            + " doi:10.1007/978-3-642-15880-3_15");

    LeveragingBagging(Setup<Settings> setup) {
        super(
                setup,
                plan(setup.settings()),
                setup.settings().firstMember(),
                setup.settings().members());
    }

    LeveragingBagging(Setup<Settings> setup, SnapshotReader in) {
        super(
                setup,
                plan(setup.settings()),
                setup.settings().firstMember(),
                setup.settings().members(),
                in);
    }

    private static MemberPlan plan(Settings settings) {
        long bytes = MemberPlan.treeBytes(settings.maxBytes(), settings.members(), 1, 1);
        return new MemberPlan(
                new PoissonWeights(settings.meanWeight()),
                MemberPlan.settings(settings.tree(), bytes),
                Subspace.all(),
                Subspace.all(),
                Adwin.setup(settings.changeConfidence()),
                null,
                settings.renewal());
    }

    @Override
    public LearnerType<LeveragingBagging> type() {
        return TYPE;
    }
}
