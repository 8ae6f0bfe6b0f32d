package io.millrace.learners.features;

import io.millrace.learners.HeapSize;
import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.LearnerType.Trait;
import io.millrace.learners.Parameter;
import io.millrace.learners.Schema;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;

/**
 * All features, and then products of pairs of numbers: first each with itself, then the first with the second, the first
 * with the third and so on, up to a greatest number of them. A product is missing where either is, and is cut as any
 * number. It learns nothing. Products tell most of numbers around 0: put a scaler before it.
 */
public final class Polynomial extends ColumnTransformer<Polynomial.Settings> {
    /** Parameters. */
    public record Settings(
            @Parameter(value = "256", min = 1, max = 32_768, help = "The most products.")
            int maxPairs,

            @Parameter(value = "true", help = "Whether squares are among the products.")
            boolean squares) {}

    public static final LearnerType<Polynomial> TYPE = LearnerType.of(
                    Role.TRANSFORMER, "polynomial", Settings.class, Polynomial::new, Polynomial::new)
            .documented("Products of pairs of numbers besides them; for linear learners of curved relations.", "")
            .with(Trait.WEIGHT_IS_REPETITION);

    private final int[] first;
    private final int[] second;

    Polynomial(Setup<Settings> setup) {
        super(setup, output(setup));
        int pairs = pairs(setup);
        this.first = new int[pairs];
        this.second = new int[pairs];
        int at = 0;
        for (int j = 0; setup.settings().squares() && j < width() && at < pairs; j++) {
            if (!nominal(j)) {
                first[at] = j;
                second[at++] = j;
            }
        }
        for (int j = 0; j < width() && at < pairs; j++) {
            for (int k = j + 1; k < width() && at < pairs; k++) {
                if (!nominal(j) && !nominal(k)) {
                    first[at] = j;
                    second[at++] = k;
                }
            }
        }
    }

    Polynomial(Setup<Settings> setup, SnapshotReader in) {
        this(setup);
    }

    private static int pairs(Setup<Settings> setup) {
        long numbers = setup.schema().size() - setup.schema().nominals().length;
        long all = numbers * (numbers - 1) / 2 + (setup.settings().squares() ? numbers : 0);
        return (int) Math.min(all, setup.settings().maxPairs());
    }

    private static Schema output(Setup<Settings> setup) {
        Schema schema = setup.schema();
        int pairs = pairs(setup);
        checkSize("polynomial", (long) schema.size() + pairs);
        return Layouts.extended(schema, schema.size() + pairs);
    }

    @Override
    public LearnerType<Polynomial> type() {
        return TYPE;
    }

    @Override
    public long memoryBytes() {
        return super.memoryBytes() + 8 + 2 * HeapSize.ints(first.length);
    }

    @Override
    void apply(double[] x, double[] into) {
        System.arraycopy(x, 0, into, 0, x.length);
        for (int i = 0; i < first.length; i++) {
            into[x.length + i] = cut(x[first[i]] * x[second[i]]);
        }
    }
}
