package io.millrace.operators;

import io.millrace.learners.Learner;
import io.millrace.learners.ensembles.ClassifierEnsemble;
import io.millrace.learners.ensembles.EnsembleParts;

/** Some members of an ensemble of classifiers: of each its votes for all classes. */
final class ClassifierShare<L extends Learner> extends MemberShare<L> {
    private double[] votes = Step.NO_NUMBERS;

    ClassifierShare(EnsembleParts<L> parts) {
        super(parts);
    }

    private ClassifierEnsemble alone(int place) {
        return (ClassifierEnsemble) member(place);
    }

    @Override
    public double[] predict(Step step) {
        int classes = step.classes;
        double[] values = new double[classes * size()];
        if (votes.length < classes) {
            votes = new double[classes];
        }
        for (int i = 0; i < size(); i++) {
            alone(i).votes(0, step.features, votes);
            System.arraycopy(votes, 0, values, i * classes, classes);
        }
        return values;
    }

    @Override
    public void learn(Step step) {
        for (int i = 0; i < size(); i++) {
            alone(i).learn(step.features, (int) step.target, 1);
        }
    }
}
