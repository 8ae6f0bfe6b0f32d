package io.millrace.learners.trees;

import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;

/** One {@link HoeffdingTree} over all features. */
public final class HoeffdingTreeClassifier extends TreeClassifier<HoeffdingTree.Settings> {
    public static final LearnerType<HoeffdingTreeClassifier> TYPE = LearnerType.of(
                    Role.CLASSIFIER,
                    "hoeffding-tree",
                    HoeffdingTree.Settings.class,
                    HoeffdingTreeClassifier::new,
                    HoeffdingTreeClassifier::new)
            .documented(
                    "A decision tree that only grows; very fast, for streams that do not change.",
                    "Domingos, Hulten, Mining high-speed data streams, 2000, doi:10.1145/347090.347107");

    HoeffdingTreeClassifier(Setup<HoeffdingTree.Settings> setup) {
        super(setup, setup.settings(), null);
    }

    HoeffdingTreeClassifier(Setup<HoeffdingTree.Settings> setup, SnapshotReader in) {
        super(setup, setup.settings(), null, in);
    }

    @Override
    public LearnerType<HoeffdingTreeClassifier> type() {
        return TYPE;
    }

    @Override
    void grow(double[] record, int label, double weight) {
        HoeffdingTree.grow(growth, record, label, weight);
    }
}
