package io.millrace.learners.linear;

import io.millrace.learners.Learner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Averages linear models that went on from one design, each with means and deviations of its own, in the coordinates of all
 * their records together.
 *
 * <p>Model i predicts {@code ti ui + ci} with {@code ui = bi + sum over f of wif (xf - mif) sif}: mean m and one over the
 * deviation s of each number f, mean c and deviation t of the target as that model knows them (1 and 0 where there is none).
 * With m, s, c and t of all records ({@link Moments#merge}), {@code (xf - mif) sif = zf sif / sf + (mf - mif) sif} where zf is
 * the number in these, and the mean of the predictions by shares pi is {@code t u + c} with the weights
 * <pre>
 *   wf = sum over i of pi (ti / t) (sif / sf) wif
 *   b  = sum over i of pi ((ci - c) / t + (ti / t) (bi + sum over f of wif (mf - mif) sif))
 * </pre>
 * So the average predicts the mean of what the models predict, for a record of which all of them know every term, of which
 * none is missing, and where nothing is cut. A model that does not know a term - a category it has never learned, a number
 * that never varied - has no say in its weight. Without a constant term b is left out: the shift between the means is lost.
 */
final class Averaging {
    private final Design merged;
    private final double[] shares;
    private final int[][] places;
    private final double[][] ratios;
    private final double[][] shifts;
    private final double[] units;
    private final double[] offsets;

    /**
     * A number for each slot of a design.
     *
     * @param cells those of slot s at {@code s stride + from}
     * @param factor of all of them
     */
    record Column(double[] cells, int stride, int from, double factor) {
        static Column of(double[] cells) {
            return new Column(cells, 1, 0, 1);
        }

        static <T> List<@Nullable Column> all(List<T> parts, Function<T, double[]> cells) {
            return each(parts, part -> of(cells.apply(part)));
        }

        static <T> List<@Nullable Column> each(List<T> parts, Function<T, @Nullable Column> column) {
            List<@Nullable Column> columns = new ArrayList<>();
            for (T part : parts) {
                columns.add(column.apply(part));
            }
            return columns;
        }

        double get(int slot) {
            int at = slot * stride + from;
            return at < cells.length ? factor * cells[at] : 0;
        }

        void set(int slot, double value) {
            cells[slot * stride + from] = value;
        }
    }

    /** Takes what the designs have learned into the one they went on from. */
    Averaging(Design merged, List<Design> parts, long[] records) {
        this.merged = merged;
        this.shares = shares(records);
        this.places = merged.merge(parts);
        this.ratios = new double[places.length][];
        this.shifts = new double[places.length][];
        this.units = new double[places.length];
        this.offsets = new double[places.length];
        Arrays.fill(units, 1);
        for (int i = 0; i < places.length; i++) {
            ratios[i] = new double[places[i].length];
            shifts[i] = new double[places[i].length];
            for (int slot = 1; slot < places[i].length; slot++) {
                relate(i, slot, parts.get(i));
            }
        }
    }

    private void relate(int i, int slot, Design part) {
        int feature = part.number(slot);
        ratios[i][slot] = 1;
        if (feature >= 0 && places[i][slot] >= 0) {
            Moments all = merged.moments();
            Moments own = part.moments();
            double scale = own.scale(feature);
            if (all.scale(feature) > 0) {
                ratios[i][slot] = scale / all.scale(feature);
                shifts[i][slot] = (all.mean(feature) - own.mean(feature)) * scale;
            }
        }
    }

    /** Takes what the targets have learned into the one they went on from; the weights are in its deviations from here on. */
    void targets(Target all, List<Target> parts) {
        all.merge(parts);
        double unit = all.deviation();
        for (int i = 0; unit > 0 && i < units.length; i++) {
            units[i] = parts.get(i).deviation() / unit;
            offsets[i] = (parts.get(i).mean() - all.mean()) / unit;
        }
    }

    /** The models themselves, checked to be of one class and setup, and as many as numbers of records. */
    static <L extends Learner> List<L> checked(L base, List<? extends Learner> models, long[] records, Class<L> type) {
        if (models.isEmpty() || models.size() != records.length) {
            throw new IllegalArgumentException("models are at least 1, and as many as numbers of records: "
                    + models.size() + ", " + records.length);
        }
        for (Learner model : models) {
            if (!type.isInstance(model) || !model.setup().equals(base.setup())) {
                throw new IllegalArgumentException(
                        "models that are averaged are of one setup, not of " + base.setup() + " and " + model.setup());
            }
        }
        return models.stream().map(type::cast).toList();
    }

    static double[] shares(long[] records) {
        double sum = 0;
        for (long count : records) {
            if (count < 0) {
                throw new IllegalArgumentException("records learned are at least 0, not " + count);
            }
            sum += count;
        }
        if (sum == 0) {
            throw new IllegalArgumentException("records learned are at least 1 together");
        }
        double[] shares = new double[records.length];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = records[i] / sum;
        }
        return shares;
    }

    /** Sets averages of weights. */
    void weights(Column into, List<@Nullable Column> own) {
        int size = merged.size();
        double[] sums = new double[size];
        double[] shifted = new double[size];
        double[] known = new double[size];
        double constant = 0;
        double having = 0;
        for (int i = 0; i < places.length; i++) {
            Column column = own.get(i);
            if (column == null || shares[i] == 0) {
                continue;
            }
            constant += shares[i] * (offsets[i] + units[i] * column.get(0));
            having += shares[i];
            for (int slot = 1; slot < places[i].length; slot++) {
                int place = places[i][slot];
                if (place >= 0 && ratios[i][slot] > 0) {
                    double weight = shares[i] * units[i] * column.get(slot);
                    sums[place] += weight * ratios[i][slot];
                    shifted[place] += weight * shifts[i][slot];
                    known[place] += shares[i];
                }
            }
        }
        if (having == 0) {
            return;
        }
        constant /= having;
        for (int slot = 1; slot < size; slot++) {
            into.set(slot, known[slot] > 0 ? sums[slot] / known[slot] : 0);
            constant += known[slot] > 0 ? shifted[slot] / known[slot] : 0;
        }
        into.set(0, merged.hasBias() ? constant : 0);
    }

    /** Sets averages of numbers that have no unit, such as squared gradients: a term's are of those models that know it. */
    void means(Column into, List<@Nullable Column> own) {
        int size = merged.size();
        double[] sums = new double[size];
        double[] known = new double[size];
        for (int i = 0; i < places.length; i++) {
            Column column = own.get(i);
            if (column == null) {
                continue;
            }
            for (int slot = 0; slot < places[i].length; slot++) {
                int place = places[i][slot];
                if (place >= 0) {
                    sums[place] += shares[i] * column.get(slot);
                    known[place] += shares[i];
                }
            }
        }
        for (int slot = 0; slot < size; slot++) {
            into.set(slot, known[slot] > 0 ? sums[slot] / known[slot] : into.get(slot));
        }
    }

    /** The mean of a number of each model, by shares; of those that have one, which are not NaN. */
    double mean(double[] own) {
        double sum = 0;
        double having = 0;
        for (int i = 0; i < own.length; i++) {
            if (!Double.isNaN(own[i])) {
                sum += shares[i] * own[i];
                having += shares[i];
            }
        }
        return having > 0 ? sum / having : 0;
    }
}
