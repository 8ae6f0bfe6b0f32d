package io.millrace.learners.features;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.Parameter;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;

/**
 * Something in place of missing values: the running mean, the value learned last, a constant, or the most frequent value. A
 * nominal feature's mean is its most frequent category. The most frequent is told from {@value #COUNTERS} counters per
 * feature by Metwally, Agrawal, El Abbadi, "Efficient computation of frequent and top-k elements in data streams", 2005,
 * doi:10.1007/978-3-540-30570-5_27: right wherever a value makes up more than one in {@value #COUNTERS}. What nothing was
 * learned of stays missing.
 */
public final class Imputation extends ColumnTransformer<Imputation.Settings> {
    /** What to put in. */
    public enum Strategy {
        MEAN,
        LAST,
        CONSTANT,
        MOST_FREQUENT
    }

    /** Parameters. */
    public record Settings(
            @Parameter(value = "mean", help = "What takes the place of a missing value.")
            Strategy strategy,

            @Parameter(value = "0", min = -1e100, max = 1e100, help = "The constant.")
            double value) {}

    public static final LearnerType<Imputation> TYPE = LearnerType.of(
                    Role.TRANSFORMER, "imputation", Settings.class, Imputation::new, Imputation::new)
            .documented(
                    "Something in place of missing values; for learners to which they are nothing.",
                    "Metwally, Agrawal, El Abbadi, Efficient computation of frequent and top-k elements in data streams,"
                            + " 2005, doi:10.1007/978-3-540-30570-5_27");

    private static final int COUNTERS = 16;

    private final double[] weights;
    private final double[] fill;
    private final double[] values;
    private final double[] counts;

    Imputation(Setup<Settings> setup) {
        super(setup, setup.schema());
        this.weights = new double[width()];
        this.fill = new double[width()];
        Arrays.fill(fill, Double.NaN);
        int counters = countersOf(setup);
        this.values = new double[counters];
        this.counts = new double[counters];
    }

    Imputation(Setup<Settings> setup, SnapshotReader in) {
        super(setup, setup.schema());
        this.weights = in.readSparseDoubles("weights of features", width());
        this.fill = in.readDoubles("what takes the place of missing values", width());
        int counters = countersOf(setup);
        this.values = in.readSparseDoubles("counted values", counters);
        this.counts = in.readSparseDoubles("counts", counters);
        for (int j = 0; j < width(); j++) {
            boolean category = !nominal(j) || Double.isNaN(fill[j]) || fill[j] >= 0 && fill[j] == Math.rint(fill[j]);
            if (weights[j] < 0 || Math.abs(fill[j]) > 1e100 || !category) {
                throw new CorruptSnapshotException("feature " + j + " cannot be filled with " + fill[j]);
            }
        }
        for (double count : counts) {
            if (count < 0) {
                throw new CorruptSnapshotException("counts are at least 0, found " + count);
            }
        }
    }

    private static int countersOf(Setup<Settings> setup) {
        boolean all = setup.settings().strategy() == Strategy.MOST_FREQUENT;
        boolean some =
                setup.settings().strategy() == Strategy.MEAN && setup.schema().nominals().length > 0;
        return all || some ? COUNTERS * setup.schema().size() : 0;
    }

    @Override
    public void write(SnapshotWriter out) {
        out.writeSparse(weights, width());
        out.writeDoubles(fill, width());
        out.writeSparse(values, values.length);
        out.writeSparse(counts, counts.length);
    }

    @Override
    public LearnerType<Imputation> type() {
        return TYPE;
    }

    @Override
    public long memoryBytes() {
        return super.memoryBytes() + 16 + 2 * HeapSize.doubles(width()) + 2 * HeapSize.doubles(values.length);
    }

    @Override
    void apply(double[] x, double[] into) {
        boolean constant = settings().strategy() == Strategy.CONSTANT;
        for (int j = 0; j < into.length; j++) {
            double filled = constant ? settings().value() : fill[j];
            into[j] = Double.isNaN(x[j]) ? filled : x[j];
        }
    }

    @Override
    void update(double[] x, double weight) {
        Strategy strategy = settings().strategy();
        for (int j = 0; j < x.length; j++) {
            if (Double.isNaN(x[j])) {
                continue;
            }
            weights[j] += weight;
            if (strategy == Strategy.LAST) {
                fill[j] = x[j];
            } else if (strategy == Strategy.MOST_FREQUENT || strategy == Strategy.MEAN && nominal(j)) {
                fill[j] = count(COUNTERS * j, x[j], weight);
            } else if (strategy == Strategy.MEAN) {
                double before = Double.isNaN(fill[j]) ? 0 : fill[j];
                fill[j] = before + (x[j] - before) * (weight / weights[j]);
            }
        }
    }

    /** Counts a value, in place of the rarest where it has no counter, and gives the most frequent. */
    private double count(int from, double value, double weight) {
        int own = -1;
        int rarest = from;
        for (int i = from; i < from + COUNTERS; i++) {
            if (counts[i] > 0 && values[i] == value) {
                own = i;
                break;
            }
            rarest = counts[i] < counts[rarest] ? i : rarest;
        }
        int at = own < 0 ? rarest : own;
        values[at] = value;
        counts[at] += weight;
        int most = from;
        for (int i = from + 1; i < from + COUNTERS; i++) {
            most = counts[i] > counts[most] ? i : most;
        }
        return values[most];
    }
}
