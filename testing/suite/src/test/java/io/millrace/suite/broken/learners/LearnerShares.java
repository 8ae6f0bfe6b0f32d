package io.millrace.suite.broken.learners;

final class LearnerShares {
    static final double[] WEIGHTS = new double[8];
    static int examples;

    void learn(double x) {
        WEIGHTS[examples++ % WEIGHTS.length] += x;
    }
}
