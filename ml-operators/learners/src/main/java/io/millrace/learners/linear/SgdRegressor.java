package io.millrace.learners.linear;

import io.millrace.learners.Averageable;
import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.Learner;
import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.Parameter;
import io.millrace.learners.Regressor;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.linear.Averaging.Column;
import io.millrace.learners.pmml.PmmlSource;
import io.millrace.learners.pmml.PmmlWriter;
import java.util.List;

/**
 * Linear regression by stochastic gradient descent on the squared error, features and target in deviations from their
 * running means. No step moves the prediction of its own record beyond the target, and no error counts for more than
 * {@link Target#MAX_ERROR} deviations, so that no learning rate and no input makes it diverge. Time per call is in
 * proportion to the number of terms in the record.
 * <ul>
 *   <li>{@code adagrad}: each weight's rate falls with its own squared gradients G, to {@code rate / sqrt(1 + G)} (Duchi,
 *       Hazan, Singer, "Adaptive subgradient methods", 2011, JMLR 12), by the implicit update (Kulis, Bartlett, "Implicit
 *       online learning", ICML 2010), which solves for the error after the step: with D the prediction's change per unit
 *       of rate and error, the step is {@code rate / (1 + rate D)}. A weight of h is a rate of h times as much.
 *   <li>{@code adam}: Kingma, Ba, "Adam", 2015, arXiv:1412.6980, with its moments' rates 0.9 and 0.999, over the terms
 *       of the record, a rate that falls with the root of the number of records, and a step cut at the target.
 *   <li>{@code normalised}: the error falls by the learning rate's share, whatever the features' scale (Nagumo, Noda, "A
 *       learning method for system identification", 1967, doi:10.1109/TAC.1967.1098599). It never slows down.
 * </ul>
 */
public final class SgdRegressor implements Regressor, Averageable, PmmlSource {
    /** How a step is made from a gradient. */
    public enum Update {
        ADAGRAD,
        ADAM,
        NORMALISED
    }

    /** Parameters. */
    public record Settings(
            @Parameter(value = "adagrad", help = "How a step is made from a gradient.")
            Update update,

            @Parameter(
                    value = "0.3",
                    min = 0,
                    above = true,
                    max = 100,
                    help = "Learning rate, in deviations of target and features.")
            double learningRate,

            @Parameter(value = "0", min = 0, max = 1, help = "Share by which weights shrink per unit of learning rate.")
            double l2,

            @Parameter(value = "true", help = "Whether there is a constant term.")
            boolean bias,

            @Parameter(value = "131072", min = 1, max = 16_777_216, help = "The most weights; bounds the memory.")
            int maxWeights) {}

    public static final LearnerType<SgdRegressor> TYPE = LearnerType.of(
                    Role.REGRESSOR, "sgd", Settings.class, SgdRegressor::new, SgdRegressor::new)
            .documented(
                    "Linear regression by gradient descent; the fastest, for many features or many models.",
                    "Duchi, Hazan, Singer, Adaptive subgradient methods for online learning and stochastic optimization,"
                            + " JMLR 12, 2011");

    private static final double FIRST_MOMENT = 0.9;
    private static final double SECOND_MOMENT = 0.999;

    private final Setup<Settings> setup;
    private final Design design;
    private final Target target;
    private double[] weights;
    private double[] squares;
    private double[] momentum;
    private long steps;

    SgdRegressor(Setup<Settings> setup) {
        this.setup = setup;
        Settings settings = setup.settings();
        this.design = new Design(setup.schema(), settings.bias(), settings.maxWeights());
        this.target = new Target();
        this.weights = new double[design.size()];
        this.squares = new double[settings.update() == Update.NORMALISED ? 0 : design.size()];
        this.momentum = new double[settings.update() == Update.ADAM ? design.size() : 0];
    }

    SgdRegressor(Setup<Settings> setup, SnapshotReader in) {
        this.setup = setup;
        Settings settings = setup.settings();
        this.design = new Design(setup.schema(), settings.bias(), settings.maxWeights(), in);
        this.target = new Target(in);
        int size = design.size();
        this.weights = in.readSparseDoubles("weights", size);
        this.squares = in.readSparseDoubles("squared gradients", settings.update() == Update.NORMALISED ? 0 : size);
        for (double square : squares) {
            if (square < 0) {
                throw new CorruptSnapshotException("squared gradients are at least 0, found " + square);
            }
        }
        this.momentum = in.readSparseDoubles("mean gradients", settings.update() == Update.ADAM ? size : 0);
        this.steps = in.readLong();
        if (steps < 0) {
            throw new CorruptSnapshotException("number of steps is at least 0, found " + steps);
        }
    }

    @Override
    public void write(SnapshotWriter out) {
        int size = design.size();
        design.write(out);
        target.write(out);
        out.writeSparse(weights, size);
        out.writeSparse(squares, Math.min(size, squares.length));
        out.writeSparse(momentum, Math.min(size, momentum.length));
        out.writeLong(steps);
    }

    @Override
    public LearnerType<SgdRegressor> type() {
        return TYPE;
    }

    @Override
    public Setup<Settings> setup() {
        return setup;
    }

    @Override
    public void writePmml(PmmlWriter out) {
        LinearPmml.regression(out, design, weights, target);
    }

    @Override
    public long memoryBytes() {
        return HeapSize.object(32)
                + design.memoryBytes()
                + target.memoryBytes()
                + HeapSize.doubles(weights.length)
                + HeapSize.doubles(squares.length)
                + HeapSize.doubles(momentum.length);
    }

    @Override
    public double predict(double[] features) {
        return target.predict(design.forPrediction(features).dot(weights));
    }

    @Override
    public void learn(double[] features, double value, double weight) {
        double cut = checked(features, value, weight);
        if (weight > 0) {
            learn(design.forLearning(features, weight), cut, weight);
        }
    }

    @Override
    public double predictThenLearn(double[] features, double value, double weight) {
        double cut = checked(features, value, weight);
        if (weight == 0 || !design.covers(features)) {
            return Regressor.super.predictThenLearn(features, value, weight);
        }
        Terms terms = design.forBoth(features, weight, weights);
        double predicted = target.predict(terms.score);
        learn(terms, cut, weight);
        return predicted;
    }

    private static double checked(double[] features, double value, double weight) {
        double cut = Inputs.checkTarget(value);
        Inputs.checkWeight(weight);
        Inputs.checkWidth(features);
        return cut;
    }

    private void learn(Terms terms, double cut, double weight) {
        double y = target.learn(cut, weight);
        weights = design.fit(weights);
        double error = Target.error(y, terms.dot(weights));
        steps++;
        double rate = setup.settings().learningRate() * weight;
        switch (setup.settings().update()) {
            case ADAGRAD -> adagrad(terms, error, rate, weight);
            case ADAM -> adam(terms, error, rate);
            case NORMALISED -> normalised(terms, error, weight);
        }
    }

    @Override
    public void average(List<? extends Learner> models, long[] records) {
        List<SgdRegressor> parts = Averaging.checked(this, models, records, SgdRegressor.class);
        Averaging averaging =
                new Averaging(design, parts.stream().map(part -> part.design).toList(), records);
        averaging.targets(target, parts.stream().map(part -> part.target).toList());
        weights = design.fit(weights);
        averaging.weights(Column.of(weights), Column.all(parts, part -> part.weights));
        if (squares.length > 0) {
            squares = design.fit(squares);
            averaging.means(Column.of(squares), Column.all(parts, part -> part.squares));
        }
        if (momentum.length > 0) {
            momentum = design.fit(momentum);
            averaging.means(Column.of(momentum), Column.all(parts, part -> part.momentum));
        }
        steps = Math.round(
                averaging.mean(parts.stream().mapToDouble(part -> part.steps).toArray()));
    }

    private void adagrad(Terms terms, double error, double rate, double weight) {
        squares = design.fit(squares);
        double scale = weight * error * error;
        double change = 0;
        for (int i = 0; i < terms.count; i++) {
            int slot = terms.index[i];
            double z = terms.value[i];
            squares[slot] += scale * z * z;
            double step = z / Math.sqrt(1 + squares[slot]);
            change += step * z;
            terms.value[i] = step;
        }
        move(terms, rate / (1 + rate * change) * error, rate);
    }

    private void adam(Terms terms, double error, double rate) {
        squares = design.fit(squares);
        momentum = design.fit(momentum);
        double firstShare = 1 / (1 - Math.pow(FIRST_MOMENT, steps));
        double secondShare = 1 / (1 - Math.pow(SECOND_MOMENT, steps));
        double change = 0;
        for (int i = 0; i < terms.count; i++) {
            int slot = terms.index[i];
            double z = terms.value[i];
            double gradient = error * z;
            momentum[slot] += (1 - FIRST_MOMENT) * (gradient - momentum[slot]);
            squares[slot] += (1 - SECOND_MOMENT) * (gradient * gradient - squares[slot]);
            double step = momentum[slot] * firstShare / (Math.sqrt(squares[slot] * secondShare) + 1e-8);
            change += step * z;
            terms.value[i] = step;
        }
        double falling = rate / Math.sqrt(steps);
        boolean beyond = falling * Math.abs(change) > Math.abs(error);
        move(terms, beyond ? Math.abs(error / change) : falling, falling);
    }

    private void normalised(Terms terms, double error, double weight) {
        double share = 1 - Math.pow(1 - Math.min(1, setup.settings().learningRate()), weight);
        move(terms, share * error / (1 + terms.squaredNorm()), share);
    }

    /** By steps that have taken the place of the terms' values. */
    private void move(Terms terms, double length, double rate) {
        double kept = 1 / (1 + rate * setup.settings().l2());
        for (int i = 0; i < terms.count; i++) {
            int slot = terms.index[i];
            weights[slot] = kept * weights[slot] + length * terms.value[i];
        }
    }
}
