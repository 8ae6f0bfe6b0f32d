package io.millrace.operators;

import io.millrace.learners.Inputs;
import io.millrace.learners.SnapshotWriter;
import io.millrace.learners.ensembles.NearestLeaves;
import io.millrace.learners.ensembles.RegressorEnsemble;
import org.jspecify.annotations.Nullable;

/** Puts together the predictions of members, in the order of their numbers, whatever the order in which they came. */
final class MeanCombiner implements Combiner {
    private final double[] predictions;
    private final double[] words;
    private final double[] distances;
    private final @Nullable NearestLeaves leaves;
    private double target;

    /** @param leaves chooses among members; {@code null} where all count */
    MeanCombiner(int pieces, @Nullable NearestLeaves leaves) {
        this.predictions = new double[pieces];
        this.words = new double[pieces];
        this.distances = new double[pieces];
        this.leaves = leaves;
    }

    @Nullable
    NearestLeaves leaves() {
        return leaves;
    }

    @Override
    public void begin(Pending answers, Answer answer) {
        int width = leaves == null ? 2 : 3;
        double[] values = answers.values();
        for (int place = 0; place < predictions.length; place++) {
            int piece = answers.piece(place);
            predictions[piece] = values[place * width];
            words[piece] = values[place * width + 1];
            if (leaves != null) {
                distances[piece] = values[place * width + 2];
            }
        }
        target = answer.target;
    }

    @Override
    public double number() {
        return leaves == null
                ? RegressorEnsemble.combine(predictions, words, predictions.length)
                : leaves.combine(predictions, words, distances);
    }

    @Override
    public void probabilities(double[] into) {
        throw new IllegalStateException("a number has no probabilities");
    }

    @Override
    public void learn() {
        if (leaves != null) {
            leaves.learn(predictions, words, distances, Inputs.checkTarget(target), 1);
        }
    }

    @Override
    public void write(SnapshotWriter out) {
        if (leaves != null) {
            leaves.write(out);
        }
    }
}
