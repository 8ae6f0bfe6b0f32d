package io.millrace.learners;

import java.util.SplittableRandom;

/**
 * Records of six features (three that matter, one nominal that matters, one noise of which a tenth is missing, one
 * constant) with a label of three classes and a target, whose concept changes every {@value #CONCEPT} records.
 */
final class Stream {
    static final Schema SCHEMA = Schema.of(false, false, false, true, false, false);
    static final int CONCEPT = 1_500;
    private static final int WIDTH = 6;

    private final SplittableRandom random;
    private int count;
    final double[] features = new double[WIDTH];
    int label;
    double target;

    Stream(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** Overwrites features, label and target with the next record's. */
    void next() {
        boolean other = count++ / CONCEPT % 2 == 1;
        for (int i = 0; i < 3; i++) {
            features[i] = random.nextDouble() * 10;
        }
        features[3] = random.nextInt(5);
        features[4] = random.nextInt(10) == 0 ? Double.NaN : random.nextDouble();
        features[5] = 7;
        double sum = other ? features[1] + features[2] : features[0] + features[1];
        int shift = features[3] == 2 ? 1 : 0;
        label = ((sum < 8 ? 0 : sum < 12 ? 1 : 2) + shift) % 3;
        target = 3 * sum + (other ? -5 : 5) * shift + random.nextDouble();
        if (random.nextInt(20) == 0) {
            label = random.nextInt(3);
        }
    }

    /** A copy of the features of the next record. */
    double[] nextFeatures() {
        next();
        return features.clone();
    }
}
