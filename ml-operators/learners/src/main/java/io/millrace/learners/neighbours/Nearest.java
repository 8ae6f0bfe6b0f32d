package io.millrace.learners.neighbours;

import io.millrace.learners.HeapSize;

/** Finds the least of some numbers. */
final class Nearest {
    private final double[] heap;
    private int[] found = new int[0];
    private int count;

    /** For so many of the least. */
    Nearest(int wanted) {
        this.heap = new double[wanted];
    }

    /**
     * Finds the places of the least numbers, and of all that are equal to the greatest of these. Time in proportion to the
     * length, and little more where it is much greater than what is wanted.
     */
    void search(double[] numbers, int length) {
        if (found.length < numbers.length) {
            found = new int[numbers.length];
        }
        int wanted = Math.min(heap.length, length);
        System.arraycopy(numbers, 0, heap, 0, wanted);
        for (int i = wanted / 2 - 1; i >= 0; i--) {
            sink(heap, i, wanted);
        }
        count = wanted == 0 ? 0 : gather(numbers, length, greatest(numbers, length, wanted), found);
    }

    /** How many were found, in ascending order of their places. */
    int count() {
        return count;
    }

    int place(int index) {
        return found[index];
    }

    long memoryBytes() {
        return HeapSize.object(12) + HeapSize.doubles(heap.length) + HeapSize.ints(found.length);
    }

    /** The greatest of those wanted. */
    private double greatest(double[] numbers, int length, int wanted) {
        double[] least = heap;
        double greatest = least[0];
        for (int i = wanted; i < length; i++) {
            if (numbers[i] < greatest) {
                least[0] = numbers[i];
                sink(least, 0, wanted);
                greatest = least[0];
            }
        }
        return greatest;
    }

    private static int gather(double[] numbers, int length, double greatest, int[] places) {
        int gathered = 0;
        for (int i = 0; i < length; i++) {
            if (numbers[i] <= greatest) {
                places[gathered++] = i;
            }
        }
        return gathered;
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
