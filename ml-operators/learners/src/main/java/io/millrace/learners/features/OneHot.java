package io.millrace.learners.features;

import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.LearnerType.Trait;
import io.millrace.learners.Parameter;
import io.millrace.learners.Schema;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;

/**
 * Each nominal feature as so many numbers, of which the one of its category is 1 and the others 0; the last stands for
 * all categories from there on. They are all missing where it is missing. Numbers are left as they are, and come in their
 * places. It learns nothing.
 */
public final class OneHot extends ColumnTransformer<OneHot.Settings> {
    /** Parameters. */
    public record Settings(
            @Parameter(
                    value = "16",
                    min = 2,
                    max = Schema.MAX_CATEGORIES,
                    help = "Features that a nominal one becomes; the last is for all further categories.")
            int categories) {}

    public static final LearnerType<OneHot> TYPE = LearnerType.of(
                    Role.TRANSFORMER, "one-hot", Settings.class, OneHot::new, OneHot::new)
            .documented("A number for each category of nominal features; for learners that take numbers alone.", "")
            .with(Trait.WEIGHT_IS_REPETITION);

    OneHot(Setup<Settings> setup) {
        super(setup, Schema.numeric(size(setup)));
    }

    OneHot(Setup<Settings> setup, SnapshotReader in) {
        this(setup);
    }

    private static int size(Setup<Settings> setup) {
        int nominals = setup.schema().nominals().length;
        long size = setup.schema().size() + (long) nominals * (setup.settings().categories() - 1);
        checkSize("one-hot", size);
        return (int) size;
    }

    @Override
    public LearnerType<OneHot> type() {
        return TYPE;
    }

    @Override
    void apply(double[] x, double[] into) {
        int categories = settings().categories();
        int at = 0;
        for (int j = 0; j < x.length; j++) {
            if (!nominal(j)) {
                into[at++] = x[j];
                continue;
            }
            int category = Double.isNaN(x[j]) ? -1 : Math.min((int) x[j], categories - 1);
            for (int c = 0; c < categories; c++) {
                into[at++] = category < 0 ? Double.NaN : c == category ? 1 : 0;
            }
        }
    }
}
