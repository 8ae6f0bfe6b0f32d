package io.millrace.learners.ensembles;

import io.millrace.learners.HeapSize;
import io.millrace.learners.SplitMix64;
import java.util.Arrays;

/**
 * How often a member learns a record, as if it drew its own sample of the stream: a number from Poisson's distribution
 * (Oza, Russell, "Online bagging and boosting", 2001). One draw of 53 bits and a look into a table; immutable.
 */
final class PoissonWeights {
    static final double GREATEST_MEAN = 100;
    private static final int GUIDES = 256;
    private static final double END = 1 - 0x1p-53;

    /** Probability of at most so many. */
    private final double[] cumulative;
    /** Where to begin to look, by the first bits of a draw. */
    private final int[] guides = new int[GUIDES];

    /** @param mean above 0, to {@value #GREATEST_MEAN} */
    PoissonWeights(double mean) {
        double[] sums = new double[1_000];
        double probability = StrictMath.exp(-mean);
        double sum = probability;
        int count = 0;
        while (sum < END && count < sums.length - 1) {
            sums[count++] = sum;
            probability *= mean / count;
            sum += probability;
            if (count > mean && probability < 1e-18) {
                break;
            }
        }
        sums[count++] = 1;
        this.cumulative = Arrays.copyOf(sums, count);
        int at = 0;
        for (int i = 0; i < GUIDES; i++) {
            while (cumulative[at] <= (double) i / GUIDES) {
                at++;
            }
            guides[i] = at;
        }
    }

    int next(SplitMix64 random) {
        double drawn = random.nextDouble();
        int count = guides[(int) (drawn * GUIDES)];
        while (cumulative[count] <= drawn) {
            count++;
        }
        return count;
    }

    long memoryBytes() {
        return HeapSize.object(8) + HeapSize.doubles(cumulative.length) + HeapSize.ints(GUIDES);
    }
}
