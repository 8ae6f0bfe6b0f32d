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
import io.millrace.learners.linear.Averaging.Column;
import io.millrace.learners.pmml.PmmlSource;
import io.millrace.learners.pmml.PmmlWriter;
import java.util.Arrays;
import java.util.List;

/**
 * Linear support vector machine by Pegasos (Shalev-Shwartz, Singer, Srebro, Cotter, "Pegasos: primal estimated
 * sub-gradient solver for SVM", 2011, doi:10.1007/s10107-010-0420-4), one against the rest for each class, numeric
 * features in deviations from their running means. Its t-th step has the rate 1 / (lambda t), which is wild at first;
 * here a step also ends where the record's hinge loss is 0 (Kulis, Bartlett, "Implicit online learning", ICML 2010). A
 * class's steps begin when it is first known, and a record's weight multiplies the rate. The class of the greatest margin
 * is predicted; {@link Calibration} makes probabilities of margins. Time per call is in proportion to the terms in the
 * record times the classes.
 */
public final class LinearSvm implements Classifier, Averageable, PmmlSource {
    /** Parameters. */
    public record Settings(
            @Parameter(
                    value = "0.001",
                    min = 1e-9,
                    max = 1,
                    help = "Lambda: penalty of weights' squares; less for more records and less noise.")
            double regularisation,

            @Parameter(value = "true", help = "Whether there is a constant term.")
            boolean bias,

            @Parameter(
                    value = "1048576",
                    min = 1_024,
                    max = 16_777_216,
                    help = "The most weights of all classes together; bounds the memory.")
            int maxWeights) {}

    public static final LearnerType<LinearSvm> TYPE = LearnerType.of(
                    Role.CLASSIFIER, "linear-svm", Settings.class, LinearSvm::new, LinearSvm::new)
            .documented(
                    "Linear support vector machine; for classes that a plane parts, in many dimensions.",
                    "Shalev-Shwartz, Singer, Srebro, Cotter, Pegasos, 2011, doi:10.1007/s10107-010-0420-4");

    private static final double LEAST_SCALE = 1e-9;

    private final Setup<Settings> setup;
    private final Design design;
    private final Grid weights;
    private final Calibration calibration;
    private double[] scales;
    private double[] norms;
    private double[] steps;
    private double[] margins;
    private double[] probabilities;

    LinearSvm(Setup<Settings> setup) {
        this.setup = setup;
        Settings settings = setup.settings();
        this.design = new Design(setup.schema(), settings.bias(), settings.maxWeights());
        this.weights = new Grid();
        this.calibration = new Calibration();
        this.scales = new double[0];
        this.norms = new double[0];
        this.steps = new double[0];
        this.margins = new double[0];
        this.probabilities = new double[0];
    }

    LinearSvm(Setup<Settings> setup, SnapshotReader in) {
        this.setup = setup;
        Settings settings = setup.settings();
        int classes = in.readCount("classes", MAX_CLASSES);
        this.design = new Design(setup.schema(), settings.bias(), limit(settings, classes), in);
        this.weights = new Grid("weights", design.size(), classes, in);
        this.calibration = new Calibration(in);
        this.scales = in.readFiniteDoubles("scales of weights", classes);
        this.norms = in.readFiniteDoubles("norms of weights", classes);
        this.steps = in.readFiniteDoubles("numbers of steps", classes);
        for (int c = 0; c < classes; c++) {
            if (!(scales[c] > 0 && norms[c] >= 0 && steps[c] >= 0)) {
                throw new CorruptSnapshotException(
                        "scale, norm and steps of a class are above, at least and at least 0, found " + scales[c] + ", "
                                + norms[c] + ", " + steps[c]);
            }
        }
        this.margins = new double[classes];
        this.probabilities = new double[classes];
    }

    @Override
    public void write(SnapshotWriter out) {
        int classes = weights.classes;
        out.writeCount(classes);
        design.write(out);
        weights.write(out, design.size());
        calibration.write(out);
        out.writeDoubles(scales, classes);
        out.writeDoubles(norms, classes);
        out.writeDoubles(steps, classes);
    }

    @Override
    public LearnerType<LinearSvm> type() {
        return TYPE;
    }

    @Override
    public Setup<Settings> setup() {
        return setup;
    }

    @Override
    public void writePmml(PmmlWriter out) {
        LinearPmml.classification(out, design, weights, label -> scales[label] * calibration.slope());
    }

    @Override
    public long memoryBytes() {
        return HeapSize.object(36)
                + design.memoryBytes()
                + weights.memoryBytes()
                + Calibration.memoryBytes()
                + 5 * HeapSize.doubles(scales.length);
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
        margins(design.forPrediction(features), into);
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
            grow(label + 1);
        }
        Terms terms = design.forLearning(features, weight);
        weights.fit(design, scales.length);
        margins(terms, margins);
        System.arraycopy(margins, 0, probabilities, 0, margins.length);
        Softmax.apply(probabilities, margins.length, calibration.slope());
        calibration.learn(margins, probabilities, margins.length, label);
        double squaredNorm = terms.squaredNorm();
        for (int c = 0; c < margins.length; c++) {
            step(terms, c, c == label ? 1 : -1, weight, squaredNorm);
        }
    }

    @Override
    public void average(List<? extends Learner> models, long[] records) {
        List<LinearSvm> parts = Averaging.checked(this, models, records, LinearSvm.class);
        int classes = Math.max(
                weights.classes,
                parts.stream().mapToInt(LinearSvm::classes).max().orElse(0));
        if (classes > weights.classes) {
            grow(classes);
        }
        Averaging averaging =
                new Averaging(design, parts.stream().map(part -> part.design).toList(), records);
        weights.fit(design, classes);
        for (int c = 0; c < classes; c++) {
            int label = c;
            averaging.weights(
                    weights.column(c), Column.each(parts, part -> part.weights.column(label, part.scale(label))));
            scales[c] = 1;
            norms[c] = weights.squaredNorm(c, design.size());
            steps[c] = Math.rint(averaging.mean(parts.stream()
                    .mapToDouble(part -> label < part.steps.length ? part.steps[label] : Double.NaN)
                    .toArray()));
        }
        calibration.average(
                averaging, parts.stream().map(part -> part.calibration).toList());
    }

    private double scale(int c) {
        return c < scales.length ? scales[c] : 1;
    }

    private void step(Terms terms, int c, int sign, double weight, double squaredNorm) {
        double lambda = setup.settings().regularisation();
        steps[c]++;
        double kept = 1 - 1 / steps[c];
        double margin = sign * kept * margins[c];
        shrink(c, kept);
        if (!(margin < 1)) {
            return;
        }
        double length = Math.min(weight / (lambda * steps[c]), (1 - margin) / squaredNorm);
        if (!(length < Double.POSITIVE_INFINITY)) {
            return;
        }
        weights.add(terms, c, sign * length / scales[c]);
        norms[c] = Math.max(0, norms[c] + 2 * length * margin + length * length * squaredNorm);
        double most = 1 / lambda;
        if (norms[c] > most) {
            shrink(c, Math.sqrt(most / norms[c]));
        }
    }

    private void shrink(int c, double factor) {
        if (factor == 0) {
            weights.multiply(c, 0);
            scales[c] = 1;
        } else {
            scales[c] *= factor;
        }
        norms[c] *= factor * factor;
        if (scales[c] < LEAST_SCALE) {
            weights.multiply(c, scales[c]);
            scales[c] = 1;
        }
    }

    private void margins(Terms terms, double[] into) {
        weights.scores(terms, into);
        for (int c = 0; c < weights.classes; c++) {
            into[c] *= scales[c];
        }
    }

    private void grow(int classes) {
        int from = scales.length;
        design.restrict(limit(setup.settings(), classes));
        scales = Arrays.copyOf(scales, classes);
        Arrays.fill(scales, from, classes, 1);
        norms = Arrays.copyOf(norms, classes);
        steps = Arrays.copyOf(steps, classes);
        margins = new double[classes];
        probabilities = new double[classes];
    }

    private static int limit(Settings settings, int classes) {
        return settings.maxWeights() / Math.max(1, classes);
    }
}
