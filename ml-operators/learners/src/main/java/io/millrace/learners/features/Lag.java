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
 * All features, then all of the record learned last, then of the one before it, and so on; missing where there were not so
 * many records. Weights count for nothing but 0, with which a record is none.
 */
public final class Lag extends ColumnTransformer<Lag.Settings> {
    /** Parameters. */
    public record Settings(
            @Parameter(value = "1", min = 1, max = 10_000, help = "How many earlier records' features there are.")
            int lags) {}

    public static final LearnerType<Lag> TYPE = LearnerType.of(
                    Role.TRANSFORMER, "lag", Settings.class, Lag::new, Lag::new)
            .documented("Features of earlier records besides those of the record; for series.", "");

    private final double[] rows;
    private int first;

    Lag(Setup<Settings> setup) {
        super(setup, Layouts.repeated(setup.schema(), times(setup)));
        this.rows = new double[width() * settings().lags()];
        Arrays.fill(rows, Double.NaN);
    }

    Lag(Setup<Settings> setup, SnapshotReader in) {
        super(setup, Layouts.repeated(setup.schema(), times(setup)));
        this.rows = in.readDoubles("earlier records", width() * settings().lags());
    }

    private static int times(Setup<Settings> setup) {
        checkSize("lag", (setup.settings().lags() + 1L) * setup.schema().size());
        return setup.settings().lags() + 1;
    }

    @Override
    public void write(SnapshotWriter out) {
        for (int lag = 0; lag < settings().lags(); lag++) {
            int from = width() * position(lag);
            for (int j = 0; j < width(); j++) {
                out.writeDouble(rows[from + j]);
            }
        }
    }

    @Override
    public LearnerType<Lag> type() {
        return TYPE;
    }

    @Override
    public long memoryBytes() {
        return super.memoryBytes() + 8 + HeapSize.doubles(rows.length);
    }

    @Override
    void apply(double[] x, double[] into) {
        System.arraycopy(x, 0, into, 0, x.length);
        for (int lag = 0; lag < settings().lags(); lag++) {
            System.arraycopy(rows, width() * position(lag), into, width() * (lag + 1), width());
        }
    }

    @Override
    void update(double[] x, double weight) {
        first = first == 0 ? settings().lags() - 1 : first - 1;
        System.arraycopy(x, 0, rows, width() * first, width());
    }

    private int position(int lag) {
        return (first + lag) % settings().lags();
    }
}
