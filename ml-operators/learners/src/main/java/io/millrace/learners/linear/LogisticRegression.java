package io.millrace.learners.linear;

import io.millrace.learners.Averageable;
import io.millrace.learners.Classifier;
import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.Inputs;
import io.millrace.learners.Learner;
import io.millrace.learners.LearnerType;
import io.millrace.learners.LearnerType.Role;
import io.millrace.learners.Parameter;
import io.millrace.learners.Setup;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.pmml.PmmlSource;
import io.millrace.learners.pmml.PmmlWriter;
import java.util.List;

/**
 * Logistic regression of any number of classes (softmax) by FTRL-Proximal, with L1 and L2 penalties (McMahan et al., "Ad
 * click prediction: a view from the trenches", KDD 2013, doi:10.1145/2487575.2488200, algorithm 1), numeric features in
 * deviations from their running means. The constant term is not penalised. A new class starts with all weights 0; a
 * record's weight multiplies its gradient. Time per call is in proportion to the terms in the record times the classes.
 */
public final class LogisticRegression implements Classifier, Averageable, PmmlSource {
    /** Parameters. */
    public record Settings(
            @Parameter(
                    value = "0.3",
                    min = 0,
                    above = true,
                    max = 100,
                    help = "Learning rate alpha: a weight's step is alpha / (beta + root of its squared gradients).")
            double learningRate,

            @Parameter(value = "1", min = 0.001, max = 1e6, help = "Beta: how soon learning slows down.")
            double beta,

            @Parameter(value = "0", min = 0, max = 1e6, help = "Penalty of weights' magnitudes; makes most weights 0.")
            double l1,

            @Parameter(value = "0", min = 0, max = 1e6, help = "Penalty of weights' squares.")
            double l2,

            @Parameter(value = "true", help = "Whether there is a constant term.")
            boolean bias,

            @Parameter(
                    value = "1048576",
                    min = 1_024,
                    max = 16_777_216,
                    help = "The most weights of all classes together; bounds the memory.")
            int maxWeights) {}

    public static final LearnerType<LogisticRegression> TYPE = LearnerType.of(
                    Role.CLASSIFIER,
                    "logistic-regression",
                    Settings.class,
                    LogisticRegression::new,
                    LogisticRegression::new)
            .documented(
                    "Logistic and softmax regression with L1 and L2; the linear classifier to begin with.",
                    "McMahan et al., Ad click prediction: a view from the trenches, KDD 2013,"
                            + " doi:10.1145/2487575.2488200");

    private final Setup<Settings> setup;
    private final Design design;
    private final Grid weights;
    private final Grid sums;
    private final Grid roots;
    private double[] scores;

    LogisticRegression(Setup<Settings> setup) {
        this.setup = setup;
        Settings settings = setup.settings();
        this.design = new Design(setup.schema(), settings.bias(), settings.maxWeights());
        this.weights = new Grid();
        this.sums = new Grid();
        this.roots = new Grid();
        this.scores = new double[0];
    }

    LogisticRegression(Setup<Settings> setup, SnapshotReader in) {
        this.setup = setup;
        Settings settings = setup.settings();
        int classes = in.readCount("classes", MAX_CLASSES);
        this.design = new Design(setup.schema(), settings.bias(), limit(settings, classes), in);
        int slots = design.size();
        this.sums = new Grid("sums of gradients", slots, classes, in);
        this.roots = new Grid("roots of squared gradients", slots, classes, in);
        in.reserve(8L * slots * classes);
        this.weights = new Grid();
        weights.cells = new double[slots * classes];
        weights.classes = classes;
        this.scores = new double[classes];
        for (int i = 0; i < weights.cells.length; i++) {
            if (roots.cells[i] < 0) {
                throw new CorruptSnapshotException("roots are at least 0, found " + roots.cells[i]);
            }
            weights.cells[i] = weight(i < classes, sums.cells[i], roots.cells[i]);
        }
    }

    @Override
    public void write(SnapshotWriter out) {
        out.writeCount(weights.classes);
        design.write(out);
        sums.write(out, design.size());
        roots.write(out, design.size());
    }

    @Override
    public LearnerType<LogisticRegression> type() {
        return TYPE;
    }

    @Override
    public Setup<Settings> setup() {
        return setup;
    }

    @Override
    public void writePmml(PmmlWriter out) {
        LinearPmml.classification(out, design, weights, label -> 1);
    }

    @Override
    public long memoryBytes() {
        return HeapSize.object(24)
                + design.memoryBytes()
                + weights.memoryBytes()
                + sums.memoryBytes()
                + roots.memoryBytes()
                + HeapSize.doubles(scores.length);
    }

    @Override
    public int classes() {
        return weights.classes;
    }

    @Override
    public void probabilities(double[] features, double[] into) {
        Inputs.checkRoom(into, weights.classes);
        weights.scores(design.forPrediction(features), into);
        Softmax.apply(into, weights.classes, 1);
    }

    @Override
    public int predict(double[] features) {
        probabilities(features, scores);
        return Softmax.best(scores, weights.classes);
    }

    /** How many weights are not 0, of all classes together. */
    int nonZeroWeights() {
        int count = 0;
        for (double weight : weights.cells) {
            count += weight == 0 ? 0 : 1;
        }
        return count;
    }

    @Override
    public void learn(double[] features, int label, double weight) {
        Inputs.checkLabel(label);
        Inputs.checkWeight(weight);
        Inputs.checkWidth(features);
        if (weight == 0) {
            return;
        }
        int classes = Math.max(weights.classes, label + 1);
        if (classes > weights.classes) {
            design.restrict(limit(setup.settings(), classes));
            scores = new double[classes];
        }
        Terms terms = design.forLearning(features, weight);
        weights.fit(design, classes);
        sums.fit(design, classes);
        roots.fit(design, classes);
        weights.scores(terms, scores);
        Softmax.apply(scores, classes, 1);
        scores[label] -= 1;
        for (int c = 0; c < classes; c++) {
            scores[c] *= weight;
        }
        for (int i = 0; i < terms.count; i++) {
            descend(terms.index[i] * classes, terms.value[i]);
        }
    }

    /** The sums are those that give the averaged weights; so a weight that one of the models has is in the average too. */
    @Override
    public void average(List<? extends Learner> models, long[] records) {
        List<LogisticRegression> parts = Averaging.checked(this, models, records, LogisticRegression.class);
        int classes = Math.max(
                weights.classes,
                parts.stream().mapToInt(LogisticRegression::classes).max().orElse(0));
        if (classes > weights.classes) {
            design.restrict(limit(setup.settings(), classes));
            scores = new double[classes];
        }
        Averaging averaging =
                new Averaging(design, parts.stream().map(part -> part.design).toList(), records);
        weights.fit(design, classes);
        sums.fit(design, classes);
        roots.fit(design, classes);
        for (int c = 0; c < classes; c++) {
            averaging.weights(weights.column(c), Grid.columns(parts, part -> part.weights, c));
            averaging.means(roots.column(c), Grid.columns(parts, part -> part.roots, c));
            averaging.means(sums.column(c), Grid.columns(parts, part -> part.sums, c));
        }
        for (int at = 0; at < design.size() * classes; at++) {
            boolean constant = at < classes;
            sums.cells[at] = sum(constant, weights.cells[at], roots.cells[at], sums.cells[at]);
            weights.cells[at] = weight(constant, sums.cells[at], roots.cells[at]);
        }
    }

    /** The sum that gives a weight: the nearest to this one, of a weight of 0. */
    private double sum(boolean constant, double weight, double root, double near) {
        Settings settings = setup.settings();
        double l1 = constant ? 0 : settings.l1();
        double l2 = constant ? 0 : settings.l2();
        if (weight == 0) {
            return Math.max(-l1, Math.min(l1, near));
        }
        return -Math.copySign(l1, weight) - weight * ((settings.beta() + root) / settings.learningRate() + l2);
    }

    private void descend(int from, double z) {
        double inverseRate = 1 / setup.settings().learningRate();
        boolean constant = from == 0;
        for (int c = 0; c < weights.classes; c++) {
            int at = from + c;
            double gradient = scores[c] * z;
            double root = roots.cells[at];
            double next = Math.sqrt(root * root + gradient * gradient);
            sums.cells[at] += gradient - (next - root) * inverseRate * weights.cells[at];
            roots.cells[at] = next;
            weights.cells[at] = weight(constant, sums.cells[at], next);
        }
    }

    private double weight(boolean constant, double sum, double root) {
        Settings settings = setup.settings();
        double l1 = constant ? 0 : settings.l1();
        double l2 = constant ? 0 : settings.l2();
        if (Math.abs(sum) <= l1) {
            return 0;
        }
        return (Math.copySign(l1, sum) - sum) / ((settings.beta() + root) / settings.learningRate() + l2);
    }

    private static int limit(Settings settings, int classes) {
        return settings.maxWeights() / Math.max(1, classes);
    }
}
