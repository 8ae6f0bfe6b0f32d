package io.millrace.operators;

import io.millrace.learners.Learner;
import io.millrace.learners.ensembles.EnsembleParts;
import io.millrace.learners.ensembles.RegressorEnsemble;
import io.millrace.learners.ensembles.Soknl;

/** Some members of an ensemble of regressors: of each its prediction, what it counts, and how near its leaf is where that counts. */
final class RegressorShare<L extends Learner> extends MemberShare<L> {
    private final boolean distances;

    RegressorShare(EnsembleParts<L> parts, boolean distances) {
        super(parts);
        this.distances = distances;
    }

    private RegressorEnsemble alone(int place) {
        return (RegressorEnsemble) member(place);
    }

    @Override
    public double[] predict(Step step) {
        int width = distances ? 3 : 2;
        double[] values = new double[width * size()];
        for (int i = 0; i < size(); i++) {
            RegressorEnsemble member = alone(i);
            values[i * width] = member.predict(0, step.features);
            values[i * width + 1] = member.word(0);
            if (distances) {
                values[i * width + 2] = ((Soknl) member).distanceTo(0, step.features);
            }
        }
        return values;
    }

    @Override
    public void learn(Step step) {
        for (int i = 0; i < size(); i++) {
            alone(i).learn(step.features, step.target, 1);
        }
    }
}
