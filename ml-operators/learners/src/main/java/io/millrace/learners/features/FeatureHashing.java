package io.millrace.learners.features;

import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.LearnerType.Trait;
import io.millrace.learners.Parameter;
import io.millrace.learners.Schema;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import java.util.Arrays;

/**
 * Any number of features and categories as so many numbers: each feature's value, or 1 for a nominal feature's category, is
 * added to the number that its hash tells, or subtracted where another bit of the hash says so, so that what falls on one
 * number cancels on average. Weinberger, Dasgupta, Langford, Smola, Attenberg, "Feature hashing for large scale multitask
 * learning", ICML 2009, doi:10.1145/1553374.1553516; hashes by {@link Murmur3} of the feature's position and the category
 * (-1 for a number), with the setup's seed. A missing feature adds nothing. It learns nothing. Features should be of like
 * scale: put a scaler before it.
 */
public final class FeatureHashing extends ColumnTransformer<FeatureHashing.Settings> {
    /** Parameters. */
    public record Settings(
            @Parameter(value = "64", min = 1, max = Schema.MAX_FEATURES, help = "Numbers that all features become.")
            int size) {}

    public static final LearnerType<FeatureHashing> TYPE = LearnerType.of(
                    Role.TRANSFORMER, "feature-hashing", Settings.class, FeatureHashing::new, FeatureHashing::new)
            .documented(
                    "All features and categories hashed to a fixed number of features; for very many of them.",
                    "Weinberger, Dasgupta, Langford, Smola, Attenberg, Feature hashing for large scale multitask"
                            + " learning, ICML 2009, doi:10.1145/1553374.1553516")
            .with(Trait.WEIGHT_IS_REPETITION);

    FeatureHashing(Setup<Settings> setup) {
        super(setup, Schema.numeric(setup.settings().size()));
    }

    FeatureHashing(Setup<Settings> setup, SnapshotReader in) {
        this(setup);
    }

    @Override
    public LearnerType<FeatureHashing> type() {
        return TYPE;
    }

    @Override
    void apply(double[] x, double[] into) {
        Arrays.fill(into, 0);
        for (int j = 0; j < x.length; j++) {
            if (Double.isNaN(x[j])) {
                continue;
            }
            boolean nominal = nominal(j);
            int hash = Murmur3.hash(j, nominal ? (int) x[j] : -1, (int) setup().seed());
            int at = (int) ((hash & 0x7FFFFFFFL) * into.length >>> 31);
            double value = nominal ? 1 : x[j];
            into[at] = cut(into[at] + (hash < 0 ? -value : value));
        }
    }
}
