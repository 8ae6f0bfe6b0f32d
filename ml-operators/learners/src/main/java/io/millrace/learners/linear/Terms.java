package io.millrace.learners.linear;

/**
 * The terms of a record in a linear model: what {@link Design} makes of it. Each thread has one, which the next call of any
 * design overwrites: a model of some features is small, and what it does not keep for itself is not fetched from memory for
 * each record when there are many.
 */
final class Terms {
    private static final ThreadLocal<Terms> OF_THREAD = ThreadLocal.withInitial(Terms::new);

    /** Slots of the terms. */
    int[] index = {};

    /** Values of the terms. */
    double[] value = {};

    /** Room for something else for each term. */
    double[] step = {};

    /** Number of the terms. */
    int count;

    /** Sum of terms by weight before the record was learned, where it was asked for. */
    double score;

    private Terms() {}

    /** The thread's, without terms, and with room for so many. */
    static Terms withRoom(int most) {
        Terms terms = OF_THREAD.get();
        if (terms.index.length < most) {
            terms.index = new int[most];
            terms.value = new double[most];
            terms.step = new double[most];
        }
        terms.count = 0;
        return terms;
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
