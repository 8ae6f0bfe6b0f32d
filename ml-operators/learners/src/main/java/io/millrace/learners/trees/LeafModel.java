package io.millrace.learners.trees;

import io.millrace.learners.HeapSize;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.bayes.Columns;
import io.millrace.learners.pmml.PmmlWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A linear model of the numbers in a leaf, each less a centre and over a scale. Up to {@value #EXACT} numbers it is the
 * least-squares solution, recursively, drawn to the model it began with by one record's worth per coefficient; beyond, it
 * takes normalised steps. Neither diverges: inputs are cut to ±{@value #FARTHEST} scales.
 */
final class LeafModel {
    static final int EXACT = 48;
    private static final double FARTHEST = 10;
    private static final double STEP = 0.1;

    private final int numbers;
    /** Centres, then one over the scales, then the weights, of which the last is the intercept. */
    private final double[] values;
    /** Inverse of the inputs' squares, row by row; null where steps are taken. */
    private double @Nullable [] inverse;

    /** One that gives 0 for all records. */
    LeafModel(int numbers) {
        this.numbers = numbers;
        this.values = new double[3 * numbers + 1];
        Arrays.fill(values, numbers, 2 * numbers, 1);
        this.inverse = identity();
    }

    LeafModel(int numbers, SnapshotReader in) {
        this.numbers = numbers;
        this.values = in.readFiniteDoubles("linear model", 3 * numbers + 1);
        this.inverse = numbers > EXACT ? null : in.readFiniteDoubles("inverse squares", (numbers + 1) * (numbers + 1));
    }

    void write(SnapshotWriter out) {
        out.writeDoubles(values, values.length);
        if (inverse != null) {
            out.writeDoubles(inverse, inverse.length);
        }
    }

    static long bytes(int numbers) {
        return HeapSize.object(12)
                + HeapSize.doubles(3L * numbers + 1)
                + (numbers > EXACT ? 0 : HeapSize.doubles((numbers + 1L) * (numbers + 1L)));
    }

    private double @Nullable [] identity() {
        if (numbers > EXACT) {
            return null;
        }
        double[] one = new double[(numbers + 1) * (numbers + 1)];
        for (int i = 0; i <= numbers; i++) {
            one[i * (numbers + 2)] = 1;
        }
        return one;
    }

    double centre(int place) {
        return values[place];
    }

    double inverseScale(int place) {
        return values[numbers + place];
    }

    /** Whether it gives 0 for all records. */
    boolean blank() {
        for (int i = 2 * numbers; i < values.length; i++) {
            if (values[i] != 0) {
                return false;
            }
        }
        return true;
    }

    void startAt(double intercept) {
        values[3 * numbers] = intercept;
    }

    /** Another that gives the same for records that differ in these features only, and begins to learn anew. */
    LeafModel copy(Columns own, Columns others) {
        LeafModel copy = new LeafModel(others.numbers());
        int size = copy.numbers;
        for (int i = 0; i < size; i++) {
            int place = own == others ? i : own.place(others.number(i));
            if (place >= 0) {
                copy.values[i] = values[place];
                copy.values[size + i] = values[numbers + place];
                copy.values[2 * size + i] = values[2 * numbers + place];
            }
        }
        copy.values[3 * size] = values[3 * numbers];
        return copy;
    }

    /** Measures one number from another centre and by another scale from here on; what the model gives stays. */
    void rescale(int place, double centre, double scale) {
        int weight = 2 * numbers + place;
        double perUnit = values[weight] * values[numbers + place];
        values[3 * numbers] += perUnit * (centre - values[place]);
        values[weight] = perUnit * scale;
        values[place] = centre;
        values[numbers + place] = 1 / scale;
        if (!(Math.abs(values[weight]) < 1e150 && Math.abs(values[3 * numbers]) < 1e150)) {
            values[weight] = 0;
            values[3 * numbers] = 0;
        }
    }

    /** Numbers by centre and scale, 0 for those missing, and 1 at the end. */
    void standardise(Columns columns, double[] record, double[] into) {
        for (int i = 0; i < numbers; i++) {
            double z = (record[columns.number(i)] - values[i]) * values[numbers + i];
            into[i] = Double.isNaN(z) ? 0 : Math.max(-FARTHEST, Math.min(FARTHEST, z));
        }
        into[numbers] = 1;
    }

    /** Of a standardised record. */
    double predict(double[] z) {
        double sum = 0;
        for (int i = 0; i <= numbers; i++) {
            sum += values[2 * numbers + i] * z[i];
        }
        return sum;
    }

    /** Writes it as fields and a table of coefficients. */
    void writePmml(PmmlWriter out, Columns columns) {
        out.open("LocalTransformations");
        for (int i = 0; i < numbers; i++) {
            out.standardised(columns.number(i), values[i], values[numbers + i], FARTHEST);
        }
        out.close().open("RegressionTable", "intercept", Double.toString(values[3 * numbers]));
        for (int i = 0; i < numbers; i++) {
            out.element(
                    "NumericPredictor",
                    "name",
                    "z(" + out.feature(columns.number(i)) + ")",
                    "coefficient",
                    Double.toString(values[2 * numbers + i]));
        }
        out.close();
    }

    /**
     * Learns from a standardised record.
     *
     * @param error of the prediction, the target less it
     * @param scratch longer than the numbers
     */
    void learn(double[] z, double error, double weight, double[] scratch) {
        if (inverse == null) {
            double squares = 0;
            for (int i = 0; i <= numbers; i++) {
                squares += z[i] * z[i];
            }
            add(z, error * Math.min(1, STEP * weight) / squares);
            return;
        }
        double[] p = inverse;
        int n = numbers + 1;
        Arrays.fill(scratch, 0, n, 0);
        for (int row = 0; row < n; row++) {
            double zRow = z[row];
            int at = row * n;
            for (int i = 0; i < n; i++) {
                scratch[i] += p[at + i] * zRow;
            }
        }
        double spread = 0;
        for (int i = 0; i < n; i++) {
            spread += scratch[i] * z[i];
        }
        double gain = weight / (1 + weight * spread);
        if (!(spread >= 0 && spread < 1e6)) {
            inverse = identity();
            return;
        }
        for (int row = 0; row < n; row++) {
            double factor = gain * scratch[row];
            int at = row * n;
            for (int i = 0; i < n; i++) {
                p[at + i] -= factor * scratch[i];
            }
        }
        add(scratch, gain * error);
    }

    private void add(double[] direction, double factor) {
        for (int i = 0; i <= numbers; i++) {
            double after = values[2 * numbers + i] + factor * direction[i];
            values[2 * numbers + i] = Math.abs(after) < 1e150 ? after : 0;
        }
    }
}
