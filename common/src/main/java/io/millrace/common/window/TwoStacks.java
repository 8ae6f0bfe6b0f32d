package io.millrace.common.window;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the slices into blocks as long as the window, so that a window is the end of one block and the beginning of the next:
 * ends are kept for each slice of a block, the beginning grows with the stream. A window costs one merge, whatever its
 * length, and another two per slice on average. As the blocks are fixed, so is the order of merging (van Herk: A fast
 * algorithm for local minimum and maximum filters on rectangular and octagonal kernels, Pattern Recognition Letters 13(7),
 * 1992, DOI 10.1016/0167-8655(92)90069-C; Tangwongsan, Hirzel, Schneider, Wu: General incremental sliding-window
 * aggregation, PVLDB 8(7), 2015, DOI 10.14778/2752939.2752940).
 */
final class TwoStacks<A> implements Combination<A> {
    private static final long NONE = Long.MIN_VALUE;
    private static final long[] NO_NUMBERS = {};
    private static final Object[] NOTHING = {};

    private final Accumulators<A> accumulating;
    /** Where the block of ends is over; its slices, and for each what it and the rest of the block hold. */
    private long endsBefore = NONE;

    private long endsFrom;
    private long[] numbers = NO_NUMBERS;
    private Object[] ends = NOTHING;
    private int firstEnd;

    private @Nullable A beginning;
    private long beginsAt = NONE;
    private long beginningTo;

    TwoStacks(Accumulators<A> accumulating) {
        this.accumulating = accumulating;
    }

    @Override
    public @Nullable A window(Slices<A> slices, long from, long length) {
        long boundary = (Math.floorDiv(from - 1, length) + 1) * length;
        A head = from == boundary ? null : end(slices, from, boundary);
        A tail = beginning(slices, boundary, from + length);
        if (head == null || tail == null) {
            return head == null ? tail : head;
        }
        A window = accumulating.copy(head);
        accumulating.merge(window, tail);
        return window;
    }

    @SuppressWarnings("unchecked")
    private @Nullable A end(Slices<A> slices, long from, long boundary) {
        if (endsBefore < boundary) {
            buildEnds(slices, from, boundary);
        } else if (endsBefore > boundary || from < endsFrom) {
            return endAnew(slices, from, boundary);
        }
        if (firstEnd < numbers.length && numbers[firstEnd] >= from) {
            return (A) ends[firstEnd];
        }
        int at = Arrays.binarySearch(numbers, firstEnd, numbers.length, from);
        at = at >= 0 ? at : -at - 1;
        return at == numbers.length ? null : (A) ends[at];
    }

    private void buildEnds(Slices<A> slices, long from, long boundary) {
        int begin = slices.place(from);
        int size = slices.place(boundary) - begin;
        numbers = new long[size];
        ends = new Object[size];
        firstEnd = 0;
        endsFrom = from;
        endsBefore = boundary;
        A rest = null;
        for (int i = size - 1; i >= 0; i--) {
            A end = accumulating.copy(slices.accumulator(begin + i));
            if (rest != null) {
                accumulating.merge(end, rest);
            }
            rest = end;
            numbers[i] = slices.number(begin + i);
            ends[i] = end;
        }
    }

    /** The same merges as in a block's ends, for a window before those that are kept. */
    private @Nullable A endAnew(Slices<A> slices, long from, long boundary) {
        A rest = null;
        int begin = slices.place(from);
        for (int i = slices.place(boundary) - 1; i >= begin; i--) {
            A end = accumulating.copy(slices.accumulator(i));
            if (rest != null) {
                accumulating.merge(end, rest);
            }
            rest = end;
        }
        return rest;
    }

    private @Nullable A beginning(Slices<A> slices, long boundary, long to) {
        if (boundary < beginsAt || (boundary == beginsAt && to < beginningTo)) {
            return MergedSlices.merged(accumulating, slices, boundary, to);
        }
        if (boundary > beginsAt) {
            beginning = null;
            beginsAt = boundary;
            beginningTo = boundary;
        }
        for (int i = slices.place(beginningTo); i < slices.size() && slices.number(i) < to; i++) {
            if (beginning == null) {
                beginning = accumulating.copy(slices.accumulator(i));
            } else {
                accumulating.merge(beginning, slices.accumulator(i));
            }
        }
        beginningTo = to;
        return beginning;
    }

    @Override
    public void changed(long number) {
        if (number < endsBefore) {
            endsBefore = NONE;
            numbers = NO_NUMBERS;
            ends = NOTHING;
            firstEnd = 0;
        }
        if (number >= beginsAt && number < beginningTo) {
            beginsAt = NONE;
            beginning = null;
        }
    }

    @Override
    public void dropping(long number, A accumulator) {
        if (firstEnd < numbers.length && numbers[firstEnd] == number) {
            ends[firstEnd++] = NOTHING;
        }
    }

    @Override
    public int copies() {
        return numbers.length - firstEnd + (beginning == null ? 0 : 1);
    }
}
