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
 * Numbers by their distance from the median, in interquartile ranges: outliers move neither much. Quartiles follow by
 * stochastic approximation (Tierney, "A space-efficient recursive procedure for estimating a quantile of an unknown
 * distribution", 1983, doi:10.1137/0904048), from those of the first {@value #FIRST} values: at the n-th value a quartile
 * moves by {@code 3 s / n} times its share, less 1 where the value is below it; s is the greater of the mean absolute
 * deviation d from the median and the range. With a decay below 1, {@code 1 / n} is {@code 1 - decay} at least. A number
 * is divided by d / 4 at least, for features that are mostly one value; a value counts for {@value #MOST} d in d at most. A
 * feature that has not varied is 0, a missing one stays missing, and a nominal one is left as it is. Some nanoseconds per
 * feature.
 */
public final class RobustScaler extends ColumnTransformer<RobustScaler.Settings> {
    /** Parameters. */
    public record Settings(
            @Parameter(
                    value = "1",
                    min = 0.5,
                    max = 1,
                    help = "What a value counts for relative to the one after it; 1 forgets nothing.")
            double decay) {}

    public static final LearnerType<RobustScaler> TYPE = LearnerType.of(
                    Role.TRANSFORMER, "robust-scaler", Settings.class, RobustScaler::new, RobustScaler::new)
            .documented(
                    "Numbers in interquartile ranges from their median; for features with outliers.",
                    "Tierney, A space-efficient recursive procedure for estimating a quantile of an unknown distribution,"
                            + " 1983, doi:10.1137/0904048");

    private static final int FIRST = 16;
    private static final int STRIDE = FIRST + 1;
    private static final int MEDIAN = 1;
    private static final int UPPER = 2;
    private static final int DEVIATION = 3;
    private static final double MOST = 8;

    /** Of each feature: its weight; then the first values, or three quartiles and the deviation. */
    private final double[] columns;

    private final double[] sorted = new double[FIRST];

    RobustScaler(Setup<Settings> setup) {
        super(setup, setup.schema());
        this.columns = new double[STRIDE * width()];
    }

    RobustScaler(Setup<Settings> setup, SnapshotReader in) {
        super(setup, setup.schema());
        this.columns = in.readSparseDoubles("quartiles of features", STRIDE * width());
        for (int at = 0; at < columns.length; at += STRIDE) {
            if (columns[at] < 0) {
                throw new CorruptSnapshotException("weight of a feature is at least 0, found " + columns[at]);
            }
        }
    }

    @Override
    public void write(SnapshotWriter out) {
        out.writeSparse(columns, columns.length);
    }

    @Override
    public LearnerType<RobustScaler> type() {
        return TYPE;
    }

    @Override
    public long memoryBytes() {
        return super.memoryBytes() + 8 + HeapSize.doubles(columns.length) + HeapSize.doubles(FIRST);
    }

    @Override
    void apply(double[] x, double[] into) {
        for (int j = 0; j < into.length; j++) {
            into[j] = nominal(j) || Double.isNaN(x[j]) ? x[j] : scaled(STRIDE * j, x[j]);
        }
    }

    private double scaled(int at, double value) {
        int from = at + 1;
        double middle;
        double range;
        if (columns[at] < FIRST) {
            int known = (int) columns[at];
            if (known < 2) {
                return 0;
            }
            sort(from, known);
            middle = quantile(known, 0.5);
            range = quantile(known, 0.75) - quantile(known, 0.25);
        } else {
            middle = columns[from + MEDIAN];
            range = Math.max(columns[from + UPPER] - columns[from], columns[from + DEVIATION] / 4);
        }
        return range > 1e-200 ? cut((value - middle) / range) : 0;
    }

    @Override
    void update(double[] x, double weight) {
        for (int j = 0; j < x.length; j++) {
            if (nominal(j) || Double.isNaN(x[j])) {
                continue;
            }
            int at = STRIDE * j;
            if (columns[at] >= FIRST) {
                follow(at, x[j], weight);
                continue;
            }
            columns[at + 1 + (int) columns[at]] = x[j];
            columns[at]++;
            if (columns[at] == FIRST) {
                begin(at + 1);
            }
        }
    }

    private void begin(int from) {
        sort(from, FIRST);
        double middle = quantile(FIRST, 0.5);
        double sum = 0;
        for (double value : sorted) {
            sum += Math.abs(value - middle) / FIRST;
        }
        Arrays.fill(columns, from, from + FIRST, 0);
        columns[from] = quantile(FIRST, 0.25);
        columns[from + MEDIAN] = middle;
        columns[from + UPPER] = quantile(FIRST, 0.75);
        columns[from + DEVIATION] = sum;
    }

    private void follow(int at, double value, double weight) {
        int from = at + 1;
        double after = columns[at] + weight;
        columns[at] = after;
        double rate = Math.min(0.5, weight * Math.max(1 / after, 1 - settings().decay()));
        double old = columns[from + DEVIATION];
        double distance = Math.abs(value - columns[from + MEDIAN]);
        double counted = old > 0 ? Math.min(distance, MOST * old) : distance;
        columns[from + DEVIATION] = old + rate * (counted - old);
        double spread = Math.max(columns[from + DEVIATION], columns[from + UPPER] - columns[from]);
        double step = 3 * spread * rate;
        for (int i = 0; i <= UPPER; i++) {
            double share = 0.25 * (i + 1);
            double quartile = columns[from + i];
            double below = value < quartile ? 1 : value == quartile ? share : 0;
            columns[from + i] = cut(quartile + step * (share - below));
        }
        columns[from] = Math.min(columns[from], columns[from + MEDIAN]);
        columns[from + UPPER] = Math.max(columns[from + UPPER], columns[from + MEDIAN]);
    }

    private void sort(int from, int known) {
        System.arraycopy(columns, from, sorted, 0, known);
        Arrays.sort(sorted, 0, known);
    }

    /** Between the two nearest of the sorted values. */
    private double quantile(int known, double share) {
        double position = share * (known - 1);
        int below = (int) position;
        double rest = position - below;
        return rest == 0 ? sorted[below] : sorted[below] + rest * (sorted[below + 1] - sorted[below]);
    }
}
