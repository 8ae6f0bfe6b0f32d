package io.millrace.learners.linear;

/**
 * The terms of a record in a linear model: what {@link Design} makes of it, for one call. No model keeps any: where there are
 * many models, what one keeps and does not need is fetched from memory with each of its records.
 */
final class Terms {
    /** Slots of the terms. */
    final int[] index;

    /** Values of the terms, for who has them to change. */
    final double[] value;

    /** Number of the terms. */
    int count;

    /** Sum of terms by weight before the record was learned, where it was asked for. */
    double score;

    /** None yet, with room for so many. */
    Terms(int most) {
        index = new int[most];
        value = new double[most];
    }

    void add(int slot, double itsValue) {
        index[count] = slot;
        value[count++] = itsValue;
    }

    /** Sum of the squares of the terms. */
    double squaredNorm() {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += value[i] * value[i];
        }
        return sum;
    }

    /** Sum of terms by weight of their slots. */
    double dot(double[] weights) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += weights[index[i]] * value[i];
        }
        return sum;
    }

    /** Adds the terms, times a factor, to the weights of their slots. */
    void addTo(double[] weights, double factor) {
        for (int i = 0; i < count; i++) {
            weights[index[i]] += factor * value[i];
        }
    }
}
