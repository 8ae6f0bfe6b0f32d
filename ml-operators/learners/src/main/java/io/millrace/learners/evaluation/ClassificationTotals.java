package io.millrace.learners.evaluation;

import io.millrace.learners.Classifier;
import io.millrace.learners.CorruptSnapshotException;
import io.millrace.learners.HeapSize;
import io.millrace.learners.SnapshotReader;
import io.millrace.learners.SnapshotWriter;
import java.util.Arrays;

/** Sums over records with weights. Accuracy, kappas and F1 need no confusion matrix, only its margins and diagonal. */
final class ClassificationTotals {
    static final int NO_CHANGE_HIT = 1;
    static final int MAJORITY_HIT = 2;

    private double weight;
    private double hits;
    private double noChangeHits;
    private double majorityHits;
    private double loss;
    private double[] labelled = new double[0];
    private double[] predicted = new double[0];
    private double[] both = new double[0];

    ClassificationTotals() {}

    ClassificationTotals(SnapshotReader in) {
        this.weight = in.readPositive("weight of records");
        this.hits = in.readPositive("weight of hits");
        this.noChangeHits = in.readPositive("weight of hits without change");
        this.majorityHits = in.readPositive("weight of hits of the majority");
        this.loss = in.readPositive("log loss");
        int classes = in.readCountOf("classes", Classifier.MAX_CLASSES, 24);
        this.labelled = positive(in, classes);
        this.predicted = positive(in, classes);
        this.both = positive(in, classes);
    }

    private static double[] positive(SnapshotReader in, int length) {
        double[] values = in.readFiniteDoubles("weights of classes", length);
        for (double value : values) {
            if (value < 0) {
                throw new CorruptSnapshotException("weight of a class is at least 0, found " + value);
            }
        }
        return values;
    }

    void write(SnapshotWriter out) {
        out.writeDouble(weight);
        out.writeDouble(hits);
        out.writeDouble(noChangeHits);
        out.writeDouble(majorityHits);
        out.writeDouble(loss);
        out.writeCount(labelled.length);
        out.writeDoubles(labelled, labelled.length);
        out.writeDoubles(predicted, labelled.length);
        out.writeDoubles(both, labelled.length);
    }

    long memoryBytes() {
        return HeapSize.object(52) + 3 * HeapSize.doubles(labelled.length);
    }

    /** @param prediction -1 where no class was known */
    void add(int label, int prediction, double logLoss, int baselineHits, double unit) {
        int most = Math.max(label, prediction);
        if (most >= labelled.length) {
            grow(most + 1);
        }
        weight += unit;
        labelled[label] += unit;
        if (prediction >= 0) {
            predicted[prediction] += unit;
        }
        if (label == prediction) {
            hits += unit;
            both[label] += unit;
        }
        if ((baselineHits & NO_CHANGE_HIT) != 0) {
            noChangeHits += unit;
        }
        if ((baselineHits & MAJORITY_HIT) != 0) {
            majorityHits += unit;
        }
        loss += unit * logLoss;
    }

    void scale(double by) {
        weight *= by;
        hits *= by;
        noChangeHits *= by;
        majorityHits *= by;
        loss *= by;
        for (int i = 0; i < labelled.length; i++) {
            labelled[i] *= by;
            predicted[i] *= by;
            both[i] *= by;
        }
    }

    void merge(ClassificationTotals other) {
        if (other.labelled.length > labelled.length) {
            grow(other.labelled.length);
        }
        weight += other.weight;
        hits += other.hits;
        noChangeHits += other.noChangeHits;
        majorityHits += other.majorityHits;
        loss += other.loss;
        for (int i = 0; i < other.labelled.length; i++) {
            labelled[i] += other.labelled[i];
            predicted[i] += other.predicted[i];
            both[i] += other.both[i];
        }
    }

    int classes() {
        return labelled.length;
    }

    double f1(int label) {
        double all = label < labelled.length ? labelled[label] + predicted[label] : 0;
        return all == 0 ? Double.NaN : 2 * both[label] / all;
    }

    ClassificationFigures figures(long records) {
        double accuracy = hits / weight;
        double noChange = noChangeHits / weight;
        double majority = majorityHits / weight;
        double chance = 0;
        double f1 = 0;
        int present = 0;
        for (int i = 0; i < labelled.length; i++) {
            chance += labelled[i] / weight * (predicted[i] / weight);
            if (labelled[i] + predicted[i] > 0) {
                f1 += f1(i);
                present++;
            }
        }
        return new ClassificationFigures(
                records,
                accuracy,
                kappa(accuracy, chance),
                kappa(accuracy, majority),
                kappa(accuracy, noChange),
                f1 / present,
                loss / weight,
                noChange,
                majority);
    }

    private static double kappa(double accuracy, double reference) {
        return reference >= 1 ? 0 : (accuracy - reference) / (1 - reference);
    }

    private void grow(int classes) {
        labelled = Arrays.copyOf(labelled, classes);
        predicted = Arrays.copyOf(predicted, classes);
        both = Arrays.copyOf(both, classes);
    }
}
