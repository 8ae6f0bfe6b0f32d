package io.millrace.learners.neighbours;

/** The least of some numbers. */
final class Nearest {
    private Nearest() {}

    /**
     * The greatest of the {@code heap.length} least numbers: those of at most this are the nearest, and more than wanted
     * only where some are equal to it. Time in proportion to the length, and little more where it is much greater than the
     * heap.
     *
     * @param heap scratch; holds the least numbers afterwards, in no order
     * @param wanted how many, at most {@code heap.length}
     * @return infinity where there are no more than wanted
     */
    static double threshold(double[] numbers, int length, double[] heap, int wanted) {
        if (length <= wanted) {
            return Double.POSITIVE_INFINITY;
        }
        System.arraycopy(numbers, 0, heap, 0, wanted);
        for (int i = wanted / 2 - 1; i >= 0; i--) {
            sink(heap, i, wanted);
        }
        double greatest = heap[0];
        for (int i = wanted; i < length; i++) {
            if (numbers[i] < greatest) {
                heap[0] = numbers[i];
                sink(heap, 0, wanted);
                greatest = heap[0];
            }
        }
        return greatest;
    }

    private static void sink(double[] heap, int from, int size) {
        double value = heap[from];
        int at = from;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && heap[child + 1] > heap[child]) {
                child++;
            }
            if (heap[child] <= value) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = value;
    }
}
