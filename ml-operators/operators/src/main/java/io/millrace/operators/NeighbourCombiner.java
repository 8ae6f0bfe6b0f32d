package io.millrace.operators;

import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.neighbours.KnnMerge;

/** Finds the nearest among those that are nearest in some piece. */
final class NeighbourCombiner implements Combiner {
    private final KnnMerge merge;
    private int classes;

    NeighbourCombiner(KnnMerge merge) {
        this.merge = merge;
    }

    @Override
    public void begin(Pending answers, Answer answer) {
        merge.merge(answers.values(), answers.length(), answer.first, answer.size, answer.oldest);
        classes = answer.classes;
    }

    @Override
    public double number() {
        return merge.mean();
    }

    @Override
    public void probabilities(double[] into) {
        merge.probabilities(classes, into);
    }

    @Override
    public void learn() {}

    @Override
    public void write(SnapshotWriter out) {}
}
