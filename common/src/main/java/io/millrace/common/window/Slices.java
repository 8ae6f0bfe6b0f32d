package io.millrace.common.window;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The slices of one key that hold records, in order, and the results of windows over them.
 *
 * <p>How slices are combined depends on the aggregate's algebra and the windows' length, and never on what happened before:
 * results after a restore are the same to the bit.
 *
 * @param <A> accumulators
 */
final class Slices<A> {
    private static final int FEW = 3;

    private final Accumulators<A> accumulating;
    private final Combination<A> combination;
    private final long length;
    private long[] numbers = new long[2];
    private Object[] accumulators = new Object[2];
    private int first;
    private int end;

    /**
     * Slices without records.
     *
     * @param length slices of the longest window
     */
    Slices(Accumulators<A> accumulating, long length) {
        this.accumulating = accumulating;
        this.length = length;
        this.combination = length <= FEW
                ? new MergedSlices<>(accumulating)
                : accumulating.invertible() ? new RunningTotal<>(accumulating) : new TwoStacks<>(accumulating);
    }

    boolean isEmpty() {
        return first == end;
    }

    int size() {
        return end - first;
    }

    long firstNumber() {
        return numbers[first];
    }

    long lastNumber() {
        return numbers[end - 1];
    }

    /** The number of the slice at a place, from 0. */
    long number(int place) {
        return numbers[first + place];
    }

    @SuppressWarnings("unchecked")
    A accumulator(int place) {
        return (A) accumulators[first + place];
    }

    /** The place of the first slice with this number or a greater one; {@link #size} when there is none. */
    int place(long number) {
        if (first == end || numbers[end - 1] < number) {
            return end - first;
        }
        // Windows are asked for from the front, records come at the end.
        if (numbers[first] >= number) {
            return 0;
        }
        if (numbers[first + 1] >= number) {
            return 1;
        }
        if (numbers[end - 2] < number) {
            return end - 1 - first;
        }
        int found = Arrays.binarySearch(numbers, first, end, number);
        return (found >= 0 ? found : -found - 1) - first;
    }

    /** The accumulator of the slice to be changed; {@code null} when there is none yet. */
    @SuppressWarnings("unchecked")
    @Nullable
    A change(long number) {
        int last = end - 1;
        if (last < first || numbers[last] < number) {
            return null;
        }
        int at = numbers[last] == number ? last : first + place(number);
        if (numbers[at] != number) {
            return null;
        }
        combination.changed(number);
        return (A) accumulators[at];
    }

    /** Gives a slice that is not there yet an accumulator, and returns it. */
    A insert(long number, A accumulator) {
        if (end == numbers.length) {
            makeRoom();
        }
        int at = first + place(number);
        System.arraycopy(numbers, at, numbers, at + 1, end - at);
        System.arraycopy(accumulators, at, accumulators, at + 1, end - at);
        numbers[at] = number;
        accumulators[at] = accumulator;
        end++;
        combination.changed(number);
        return accumulator;
    }

    private void makeRoom() {
        int size = end - first;
        int capacity = first > numbers.length / 2 ? numbers.length : numbers.length * 2;
        long[] moreNumbers = new long[capacity];
        Object[] moreAccumulators = new Object[capacity];
        System.arraycopy(numbers, first, moreNumbers, 0, size);
        System.arraycopy(accumulators, first, moreAccumulators, 0, size);
        numbers = moreNumbers;
        accumulators = moreAccumulators;
        first = 0;
        end = size;
    }

    /** Merges into a slice, which keeps the accumulator when it is new. */
    void merge(long number, A accumulator) {
        A before = change(number);
        if (before == null) {
            insert(number, accumulator);
        } else {
            accumulating.merge(before, accumulator);
        }
    }

    /** Forgets the slices before a number. */
    void dropBefore(long number) {
        while (first < end && numbers[first] < number) {
            combination.dropping(numbers[first], accumulator(0));
            accumulators[first++] = null;
        }
        if (first == end) {
            first = 0;
            end = 0;
        }
    }

    /** Whether no slice of those from a number on, so many, holds a record. */
    boolean noneIn(long from, long length) {
        int place = place(from);
        return place == size() || number(place) >= from + length;
    }

    /**
     * What the slices from a number on, so many, hold together; {@code null} when they hold nothing. Not to be changed, and
     * valid until the next call.
     */
    @Nullable
    A window(long from, long length) {
        return combination.window(this, from, length);
    }

    /** The same for a window that is not the next in turn. */
    @Nullable
    A windowOutOfTurn(long from, long length) {
        return MergedSlices.merged(accumulating, this, from, from + length);
    }

    /** An independent copy without what can be computed again. */
    Slices<A> copy() {
        Slices<A> copy = new Slices<>(accumulating, length);
        copy.numbers = Arrays.copyOfRange(numbers, first, Math.max(end, first + 2));
        copy.accumulators = new Object[copy.numbers.length];
        copy.end = size();
        for (int i = 0; i < copy.end; i++) {
            copy.accumulators[i] = accumulating.copy(accumulator(i));
        }
        return copy;
    }

    /** About how many bytes of the heap it takes, taking all accumulators for as large as the last. */
    long memoryBytes() {
        long arrays = 96 + 12L * numbers.length;
        return isEmpty()
                ? arrays
                : arrays + (size() + combination.copies()) * accumulating.memoryBytes(accumulator(size() - 1));
    }
}
