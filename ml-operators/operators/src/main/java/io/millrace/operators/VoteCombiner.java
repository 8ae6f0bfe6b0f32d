package io.millrace.operators;

import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.ensembles.ClassifierEnsemble;
import java.util.Arrays;

/** Adds up the votes of members, in the order of their numbers, whatever the order in which they came. */
final class VoteCombiner implements Combiner {
    private final int[] places;
    private double[] values = Step.NO_NUMBERS;
    private int classes;

    VoteCombiner(int pieces) {
        this.places = new int[pieces];
    }

    @Override
    public void begin(Pending answers, Answer answer) {
        for (int place = 0; place < places.length; place++) {
            places[answers.piece(place)] = place;
        }
        values = answers.values();
        classes = answer.classes;
    }

    @Override
    public double number() {
        throw new IllegalStateException("classes have no number");
    }

    @Override
    public void probabilities(double[] into) {
        Arrays.fill(into, 0, classes, 0);
        for (int place : places) {
            int from = place * classes;
            for (int c = 0; c < classes; c++) {
                into[c] += values[from + c];
            }
        }
        ClassifierEnsemble.combine(into, classes);
    }

    @Override
    public void learn() {}

    @Override
    public void write(SnapshotWriter out) {}
}
