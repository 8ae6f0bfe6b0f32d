package io.millrace.learners.ensembles;

import io.millrace.learners.Schema;
import java.util.SplittableRandom;

/** Five numbers; label and target depend on the first two, the other way round from the change on. */
final class Concepts {
    static final Schema SCHEMA = Schema.numeric(5);

    private final SplittableRandom random;
    private final int change;
    private int count;
    final double[] features = new double[5];
    int label;
    double target;

    Concepts(long seed, int change) {
        this.random = new SplittableRandom(seed);
        this.change = change;
    }

    void next() {
        for (int i = 0; i < features.length; i++) {
            features[i] = random.nextDouble();
        }
        double sum = features[0] + features[1];
        boolean changed = count++ >= change;
        label = sum < 0.7 ? changed ? 2 : 0 : sum < 1.3 ? 1 : changed ? 0 : 2;
        target = (changed ? -10 : 10) * (features[0] > 0.5 ? features[1] : 1 - features[1]) + random.nextDouble() * 0.1;
    }
}
