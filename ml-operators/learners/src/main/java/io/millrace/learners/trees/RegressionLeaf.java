package io.millrace.learners.trees;

import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.Schema;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.bayes.Columns;
import io.millrace.learners.pmml.PmmlWriter;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A leaf of a {@link RegressionTree}. Its first {@value #WARM} records tell centre (median) and scale (from the quartiles)
 * of its numbers; they are kept until then, and learned then.
 */
final class RegressionLeaf {
    static final int WARM = 32;
    private static final double FADING = 0.995;
    private static final double WIDEST = 3;
    private static final double QUARTILES = 1.349;
    private static final double LEAST_SCALE = 1e-150;

    final Columns columns;
    private LeafModel model;
    private @Nullable TargetBins bins;
    /** Records until there are {@value #WARM}: numbers and categories in the columns' order, target, weight. */
    private double @Nullable [] early;

    private int learned;
    boolean active = true;
    /** Weight, sum and sum of squares of targets less the shift, with what the parent knew of this part. */
    private double weight;

    private double sum;
    private double square;
    private double shift;
    /** Weight seen here, and at the last look for a split. */
    double seen;

    double evaluated;
    private double meanLoss;
    private double linearLoss;

    /** Of the records that came here; null where none is kept. */
    @Nullable
    Centroid centroid;

    /** Of a tree that has seen nothing, or of one that has new features. */
    RegressionLeaf(Columns columns, LeafModel model) {
        this.columns = columns;
        this.model = model;
        this.early = new double[WARM * (columns.size() + 2)];
    }

    /** A branch, by {@link #best}'s sides: the left from 0, the right from 3. */
    RegressionLeaf branch(Columns others, double[] sides, int from) {
        RegressionLeaf leaf = new RegressionLeaf(others, model.copy(columns, others));
        double mean = sides[from + 1] / sides[from];
        leaf.shift = shift + mean;
        leaf.weight = sides[from];
        leaf.square = Math.max(0, sides[from + 2] - sides[from + 1] * mean);
        leaf.meanLoss = meanLoss;
        leaf.linearLoss = linearLoss;
        leaf.centroid = centroid == null ? null : centroid.branch();
        return leaf;
    }

    /** The same with other features, whose estimates begin anew. */
    RegressionLeaf with(Columns others) {
        RegressionLeaf leaf = new RegressionLeaf(others, model.copy(columns, others));
        leaf.shift = shift;
        leaf.weight = weight;
        leaf.sum = sum;
        leaf.square = square;
        leaf.seen = seen;
        leaf.evaluated = evaluated;
        leaf.meanLoss = meanLoss;
        leaf.linearLoss = linearLoss;
        leaf.centroid = centroid;
        return leaf;
    }

    RegressionLeaf(Inputs inputs, Columns shared, boolean centroids, SnapshotReader in) {
        this.columns = in.readBoolean() ? shared : Columns.read(inputs, in);
        in.reserve(128);
        this.active = in.readBoolean();
        this.learned = in.readCount("records of a leaf", WARM);
        this.weight = in.readPositive("weight of a leaf");
        this.sum = in.readFinite("sum of targets");
        this.square = in.readPositive("squares of targets");
        this.shift = in.readFinite("shift of targets");
        this.seen = in.readPositive("weight seen");
        this.evaluated = in.readPositive("weight seen at the last look");
        this.meanLoss = in.readPositive("loss of the mean");
        this.linearLoss = in.readPositive("loss of the linear model");
        this.model = new LeafModel(columns.numbers(), in);
        if (learned < WARM) {
            this.early = early(in);
        } else if (in.readBoolean()) {
            this.bins = new TargetBins(columns, in);
        }
        this.centroid = centroids ? new Centroid(inputs, in) : null;
    }

    private double[] early(SnapshotReader in) {
        int width = columns.size() + 2;
        in.reserve(8L * WARM * width);
        double[] values = Arrays.copyOf(in.readDoubles("early records", learned * width), WARM * width);
        for (int i = 0; i < learned * width; i++) {
            int place = i % width;
            boolean nominal = place >= columns.numbers() && place < columns.size();
            double least = nominal || place == width - 1 ? 0 : -Inputs.MAX_VALUE;
            double most = nominal ? Schema.MAX_CATEGORIES - 1 : Inputs.MAX_VALUE;
            boolean missing = Double.isNaN(values[i]) && place < columns.size();
            if (!missing && !(values[i] >= least && values[i] <= most)) {
                throw new CorruptSnapshotException(
                        "an early value is " + least + " to " + most + ", found " + values[i]);
            }
        }
        return values;
    }

    void write(Columns shared, SnapshotWriter out) {
        out.writeBoolean(columns == shared);
        if (columns != shared) {
            columns.write(out);
        }
        out.writeBoolean(active);
        out.writeCount(learned);
        for (double value : new double[] {weight, sum, square, shift, seen, evaluated, meanLoss, linearLoss}) {
            out.writeDouble(value);
        }
        model.write(out);
        if (early != null) {
            out.writeDoubles(early, learned * (columns.size() + 2));
        } else {
            out.writeBoolean(bins != null);
            if (bins != null) {
                bins.write(out);
            }
        }
        if (centroid != null) {
            centroid.write(out);
        }
    }

    /** Bytes on the heap, without the columns. */
    long memoryBytes() {
        return HeapSize.object(97)
                + LeafModel.bytes(columns.numbers())
                + (early == null ? 0 : HeapSize.doubles(early.length))
                + (bins == null ? 0 : bins.memoryBytes())
                + (centroid == null ? 0 : centroid.memoryBytes());
    }

    /** Weight of what was learned, with what the parent knew of it. */
    double weight() {
        return weight;
    }

    /** Sum of squared errors of the mean: what there is to be gained here. */
    double promise() {
        return weight > 0 ? square - sum * (sum / weight) : 0;
    }

    private double mean() {
        return weight > 0 ? shift + sum / weight : shift;
    }

    private double linear(double[] z) {
        double reach = WIDEST * TargetBins.deviation(weight, sum, square);
        double mean = mean();
        double given = model.predict(z);
        return Double.isNaN(given) ? mean : Math.max(mean - reach, Math.min(mean + reach, given));
    }

    private boolean isLinear(RegressionPrediction by) {
        boolean linear =
                by == RegressionPrediction.LINEAR || by == RegressionPrediction.ADAPTIVE && linearLoss < meanLoss;
        return linear && weight != 0;
    }

    /** Writes what it predicts with as a regression model. */
    void writePmml(PmmlWriter out, RegressionPrediction by) {
        double mean = mean();
        out.open("RegressionModel", "functionName", "regression").miningSchema();
        if (!isLinear(by)) {
            out.element("RegressionTable", "intercept", Double.toString(mean)).close();
            return;
        }
        double reach = WIDEST * TargetBins.deviation(weight, sum, square);
        out.open("Targets")
                .element(
                        "Target",
                        "field",
                        out.target(),
                        "min",
                        Double.toString(mean - reach),
                        "max",
                        Double.toString(mean + reach))
                .close();
        model.writePmml(out, columns);
        out.close();
    }

    double predict(double[] record, RegressionPrediction by, double[] z) {
        if (!isLinear(by)) {
            return mean();
        }
        model.standardise(columns, record, z);
        return linear(z);
    }

    /**
     * Learns from one record.
     *
     * @param z and scratch are overwritten
     */
    void learn(double[] record, double target, double recordWeight, double[] z, double[] scratch) {
        model.standardise(columns, record, z);
        if (weight > 0) {
            double apart = target - linear(z);
            double meanApart = target - mean();
            linearLoss = FADING * linearLoss + recordWeight * apart * apart;
            meanLoss = FADING * meanLoss + recordWeight * meanApart * meanApart;
        } else {
            shift = target;
        }
        double shifted = target - shift;
        weight += recordWeight;
        sum += recordWeight * shifted;
        square += recordWeight * shifted * shifted;
        seen += recordWeight;
        if (centroid != null) {
            centroid.learn(record, recordWeight);
        }
        if (early != null) {
            keep(record, target, recordWeight);
            return;
        }
        model.learn(z, target - model.predict(z), recordWeight, scratch);
        if (bins != null) {
            bins.learn(record, model, shifted, recordWeight);
        }
    }

    private void keep(double[] record, double target, double recordWeight) {
        double[] kept = Objects.requireNonNull(early);
        int at = learned * (columns.size() + 2);
        for (int i = 0; i < columns.numbers(); i++) {
            kept[at++] = record[columns.number(i)];
        }
        for (int i = 0; i < columns.nominals(); i++) {
            kept[at++] = record[columns.nominal(i)];
        }
        kept[at] = target;
        kept[at + 1] = recordWeight;
        learned++;
    }

    /** Whether enough records came to {@link #settle}. */
    boolean warm() {
        return early != null && learned == WARM;
    }

    /** Takes centres and scales from the early records, and learns them; with bins or without. */
    void settle(boolean withBins, double[] z, double[] scratch) {
        double[] kept = Objects.requireNonNull(early);
        early = null;
        int width = columns.size() + 2;
        for (int i = 0; i < columns.numbers(); i++) {
            scale(i, kept, width);
        }
        if (model.blank()) {
            model.startAt(mean());
        }
        active = withBins;
        bins = withBins ? new TargetBins(columns) : null;
        int last = Math.max(
                columns.numbers() == 0 ? 0 : columns.number(columns.numbers() - 1),
                columns.nominals() == 0 ? 0 : columns.nominal(columns.nominals() - 1));
        double[] record = new double[last + 1];
        for (int row = 0; row < WARM; row++) {
            int at = row * width;
            for (int i = 0; i < columns.numbers(); i++) {
                record[columns.number(i)] = kept[at++];
            }
            for (int i = 0; i < columns.nominals(); i++) {
                record[columns.nominal(i)] = kept[at++];
            }
            model.standardise(columns, record, z);
            model.learn(z, kept[at] - model.predict(z), kept[at + 1], scratch);
            if (bins != null) {
                bins.learn(record, model, kept[at] - shift, kept[at + 1]);
            }
        }
    }

    private void scale(int place, double[] kept, int width) {
        double[] values = new double[WARM];
        int count = 0;
        double mean = 0;
        for (int row = 0; row < WARM; row++) {
            double x = kept[row * width + place];
            if (!Double.isNaN(x)) {
                values[count++] = x;
                mean += (x - mean) / count;
            }
        }
        if (count == 0) {
            return;
        }
        Arrays.sort(values, 0, count);
        double square = 0;
        for (int i = 0; i < count; i++) {
            square += (values[i] - mean) * (values[i] - mean);
        }
        double scale = (values[count * 3 / 4] - values[count / 4]) / QUARTILES;
        if (!(scale > LEAST_SCALE)) {
            scale = Math.sqrt(square / count);
        }
        if (!(scale > LEAST_SCALE)) {
            scale = Math.max(Math.abs(mean), 1);
        }
        model.rescale(place, values[count / 2], scale);
    }

    /** Gives up what splits are found by, for good. */
    void deactivate() {
        active = false;
        bins = null;
    }

    /** The best split of what was seen here. */
    Split best(double[] sides) {
        return Objects.requireNonNull(bins).best(model, sides);
    }

    boolean splittable() {
        return active && bins != null;
    }
}
