package io.millrace.learners.features;

import io.millrace.learners.HeapSize;
import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.Parameter;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;

/**
 * All features, and then of each number the mean, the standard deviation (of the population), the least and the greatest
 * over the last records learned, the one at hand not among them. Missing values are left out; what there is no value for is
 * missing. Weights count for nothing but 0, with which a record is none. To learn takes time in proportion to the window.
 */
public final class Rolling extends ColumnTransformer<Rolling.Settings> {
    /** Parameters. */
    public record Settings(
            @Parameter(value = "10", min = 1, max = 10_000, help = "Records that statistics are over.")
            int window) {}

    public static final LearnerType<Rolling> TYPE = LearnerType.of(
                    Role.TRANSFORMER, "rolling", Settings.class, Rolling::new, Rolling::new)
            .documented(
                    "Mean, deviation, least and greatest of the last records besides the features; for series.", "");

    private static final int STATISTICS = 4;
    private static final long MAX_VALUES = 1 << 24;

    private final double[] rows;
    private final double[] statistics;
    private int next;
    private int count;

    Rolling(Setup<Settings> setup) {
        super(setup, Layouts.extended(setup.schema(), size(setup)));
        this.rows = new double[width() * settings().window()];
        this.statistics = new double[size(setup) - width()];
        Arrays.fill(statistics, Double.NaN);
    }

    Rolling(Setup<Settings> setup, SnapshotReader in) {
        this(reserved(setup, in));
        this.count = in.readCount("records in the window", settings().window());
        double[] kept = in.readDoubles("records in the window", count * width());
        System.arraycopy(kept, 0, rows, 0, kept.length);
        this.next = count == settings().window() ? 0 : count;
        summarise();
    }

    private static Setup<Settings> reserved(Setup<Settings> setup, SnapshotReader in) {
        in.reserve(8L * setup.schema().size() * (setup.settings().window() + STATISTICS));
        return setup;
    }

    private static int size(Setup<Settings> setup) {
        int width = setup.schema().size();
        long size = width + (long) STATISTICS * (width - setup.schema().nominals().length);
        checkSize("rolling", size);
        long values = (long) width * setup.settings().window();
        if (values > MAX_VALUES) {
            throw new IllegalArgumentException("window is at most " + MAX_VALUES + " / " + width
                    + " with so many features, not " + setup.settings().window());
        }
        return (int) size;
    }

    @Override
    public void write(SnapshotWriter out) {
        out.writeCount(count);
        for (int i = 0; i < count; i++) {
            int from = width() * position(i);
            for (int j = 0; j < width(); j++) {
                out.writeDouble(rows[from + j]);
            }
        }
    }

    @Override
    public LearnerType<Rolling> type() {
        return TYPE;
    }

    @Override
    public long memoryBytes() {
        return super.memoryBytes() + 16 + HeapSize.doubles(rows.length) + HeapSize.doubles(statistics.length);
    }

    @Override
    void apply(double[] x, double[] into) {
        System.arraycopy(x, 0, into, 0, x.length);
        System.arraycopy(statistics, 0, into, x.length, statistics.length);
    }

    @Override
    void update(double[] x, double weight) {
        System.arraycopy(x, 0, rows, width() * next, width());
        next = next + 1 == settings().window() ? 0 : next + 1;
        count = Math.min(count + 1, settings().window());
        summarise();
    }

    private void summarise() {
        int at = 0;
        for (int j = 0; j < width(); j++) {
            if (!nominal(j)) {
                summarise(j, at);
                at += STATISTICS;
            }
        }
    }

    private void summarise(int feature, int at) {
        int known = 0;
        double mean = 0;
        double squares = 0;
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            double value = rows[width() * position(i) + feature];
            if (!Double.isNaN(value)) {
                known++;
                double deviation = value - mean;
                mean += deviation / known;
                squares += deviation * (value - mean);
                least = Math.min(least, value);
                greatest = Math.max(greatest, value);
            }
        }
        boolean any = known > 0;
        statistics[at] = any ? mean : Double.NaN;
        statistics[at + 1] = any ? Math.sqrt(Math.max(0, squares) / known) : Double.NaN;
        statistics[at + 2] = any ? least : Double.NaN;
        statistics[at + 3] = any ? greatest : Double.NaN;
    }

    /** Of the i-th record from the oldest. */
    private int position(int i) {
        int window = settings().window();
        int at = next - count + i;
        return at < 0 ? at + window : at;
    }
}
