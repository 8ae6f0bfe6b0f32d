package io.millrace.local.example;

import io.millrace.learners.SplitMix64;
import java.util.ArrayList;
import java.util.List;

/**
 * Web sites by 46 marks that they have or have not, of the shape of the phishing data: some marks speak for a site and others
 * against it, and from the middle on those who phish have learned to do without some.
 */
final class MadeSites extends MadeTable {
    private static final int MARKS = 46;
    private static final int GIVEN_UP = 8;

    private final SplitMix64 random = new SplitMix64(2012);
    private final double[] weights = new double[MARKS];

    MadeSites() {
        SplitMix64 drawn = new SplitMix64(46);
        for (int i = 0; i < MARKS; i++) {
            weights[i] = drawn.nextGaussian();
        }
    }

    @Override
    long usualRows() {
        return 11_055;
    }

    @Override
    List<String> header() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < MARKS; i++) {
            names.add("attribute_" + i);
        }
        names.add("target");
        return names;
    }

    @Override
    List<String> next(double progress) {
        List<String> row = new ArrayList<>();
        double evidence = 0;
        for (int i = 0; i < MARKS; i++) {
            boolean has = random.nextDouble() < 0.35;
            boolean counts = progress < 0.5 || i >= GIVEN_UP;
            if (counts) {
                evidence += weights[i] * ((has ? 1 : 0) - 0.35);
            }
            row.add(has ? "1" : "0");
        }
        row.add(evidence + 0.4 * random.nextGaussian() > 0 ? "1" : "0");
        return row;
    }
}
