package io.millrace.learners.linear;

import io.millrace.learners.Averageable;
import io.millrace.learners.Classifier;
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
 * Passive-aggressive classification of any number of classes (Crammer, Dekel, Keshet, Shalev-Shwartz, Singer, "Online
 * passive-aggressive algorithms", JMLR 7, 2006, section 8), numeric features in deviations from their running means: where
 * the label's margin over the best other class is 1 or more nothing changes; else, short of it by l, the label's weights
 * go along the record's terms and the other's against them, by t = min(C, l / 2|x|²) ({@code pa-1}) or
 * l / (2|x|² + 1 / 2C) ({@code pa-2}). C is multiplied by the record's weight. {@link Calibration} makes probabilities of
 * margins. Time per call is in proportion to the terms in the record times the classes.
 */
public final class PassiveAggressiveClassifier implements Classifier, Averageable, PmmlSource {
    /** Parameters. */
    public record Settings(
            @Parameter(value = "pa-2", help = "How aggressiveness bounds a step: cut, or made smaller.")
            PassiveAggressiveRegressor.Variant variant,

            @Parameter(
                    value = "0.01",
                    min = 0,
                    above = true,
                    max = 1e6,
                    help = "How far a single record may move the weights; less for more noise.")
            double aggressiveness,

            @Parameter(value = "true", help = "Whether there is a constant term.")
            boolean bias,

            @Parameter(
                    value = "1048576",
                    min = 1_024,
                    max = 16_777_216,
                    help = "The most weights of all classes together; bounds the memory.")
            int maxWeights) {}

    public static final LearnerType<PassiveAggressiveClassifier> TYPE = LearnerType.of(
                    Role.CLASSIFIER,
                    "passive-aggressive",
                    Settings.class,
                    PassiveAggressiveClassifier::new,
                    PassiveAggressiveClassifier::new)
            .documented(
                    "A linear classifier that each record corrects at once; for classes that move all the time.",
                    "Crammer, Dekel, Keshet, Shalev-Shwartz, Singer, Online passive-aggressive algorithms, JMLR 7, 2006");

    private final Setup<Settings> setup;
    private final Design design;
    private final Grid weights;
    private final Calibration calibration;
    private double[] margins;
    private double[] probabilities;

    PassiveAggressiveClassifier(Setup<Settings> setup) {
        this.setup = setup;
        Settings settings = setup.settings();
        this.design = new Design(setup.schema(), settings.bias(), settings.maxWeights());
        this.weights = new Grid();
        this.calibration = new Calibration();
        this.margins = new double[0];
        this.probabilities = new double[0];
    }

    PassiveAggressiveClassifier(Setup<Settings> setup, SnapshotReader in) {
        this.setup = setup;
        Settings settings = setup.settings();
        int classes = in.readCount("classes", MAX_CLASSES);
        this.design = new Design(setup.schema(), settings.bias(), limit(settings, classes), in);
        this.weights = new Grid("weights", design.size(), classes, in);
        this.calibration = new Calibration(in);
        this.margins = new double[classes];
        this.probabilities = new double[classes];
    }

    @Override
    public void write(SnapshotWriter out) {
        out.writeCount(weights.classes);
        design.write(out);
        weights.write(out, design.size());
        calibration.write(out);
    }

    @Override
    public LearnerType<PassiveAggressiveClassifier> type() {
        return TYPE;
    }

    @Override
    public Setup<Settings> setup() {
        return setup;
    }

    @Override
    public void writePmml(PmmlWriter out) {
        LinearPmml.classification(out, design, weights, label -> calibration.slope());
    }

    @Override
    public long memoryBytes() {
        return HeapSize.object(24)
                + design.memoryBytes()
                + weights.memoryBytes()
                + Calibration.memoryBytes()
                + 2 * HeapSize.doubles(margins.length);
    }

    /** The slope by which margins become probabilities. */
    double slope() {
        return calibration.slope();
    }

    @Override
    public int classes() {
        return weights.classes;
    }

    @Override
    public void probabilities(double[] features, double[] into) {
        Inputs.checkRoom(into, weights.classes);
        weights.scores(design.forPrediction(features), into);
        Softmax.apply(into, weights.classes, calibration.slope());
    }

    @Override
    public int predict(double[] features) {
        probabilities(features, probabilities);
        return Softmax.best(probabilities, weights.classes);
    }

    @Override
    public void learn(double[] features, int label, double weight) {
        Inputs.checkLabel(label);
        Inputs.checkWeight(weight);
        Inputs.checkWidth(features);
        if (weight == 0) {
            return;
        }
        if (label >= weights.classes) {
            design.restrict(limit(setup.settings(), label + 1));
            margins = new double[label + 1];
            probabilities = new double[label + 1];
        }
        int classes = margins.length;
        Terms terms = design.forLearning(features, weight);
        weights.fit(design, classes);
        weights.scores(terms, margins);
        System.arraycopy(margins, 0, probabilities, 0, classes);
        Softmax.apply(probabilities, classes, calibration.slope());
        calibration.learn(margins, probabilities, classes, label);
        int rival = rival(label);
        if (rival >= 0) {
            Settings settings = setup.settings();
            double loss = 1 - margins[label] + margins[rival];
            double step = settings.variant().step(loss, 2 * terms.squaredNorm(), settings.aggressiveness() * weight);
            weights.add(terms, label, step);
            weights.add(terms, rival, -step);
        }
    }

    @Override
    public void average(List<? extends Learner> models, long[] records) {
        List<PassiveAggressiveClassifier> parts =
                Averaging.checked(this, models, records, PassiveAggressiveClassifier.class);
        int classes = Math.max(
                weights.classes,
                parts.stream()
                        .mapToInt(PassiveAggressiveClassifier::classes)
                        .max()
                        .orElse(0));
        if (classes > weights.classes) {
            design.restrict(limit(setup.settings(), classes));
            margins = new double[classes];
            probabilities = new double[classes];
        }
        Averaging averaging =
                new Averaging(design, parts.stream().map(part -> part.design).toList(), records);
        weights.fit(design, classes);
        for (int c = 0; c < classes; c++) {
            averaging.weights(weights.column(c), Grid.columns(parts, part -> part.weights, c));
        }
        calibration.average(
                averaging, parts.stream().map(part -> part.calibration).toList());
    }

    private int rival(int label) {
        int best = -1;
        for (int c = 0; c < margins.length; c++) {
            if (c != label && (best < 0 || margins[c] > margins[best])) {
                best = c;
            }
        }
        return best;
    }

    private static int limit(Settings settings, int classes) {
        return settings.maxWeights() / Math.max(1, classes);
    }
}
