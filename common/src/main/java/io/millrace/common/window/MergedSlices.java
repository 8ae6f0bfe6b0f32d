package io.millrace.common.window;

import org.jspecify.annotations.Nullable;

/** Merges a window's slices each time: for windows of few slices. */
final class MergedSlices<A> implements Combination<A> {
    private final Accumulators<A> accumulating;

    MergedSlices(Accumulators<A> accumulating) {
        this.accumulating = accumulating;
    }

    @Override
    public @Nullable A window(Slices<A> slices, long from, long length) {
        return merged(accumulating, slices, from, from + length);
    }

    /** What slices hold together; the accumulator of a single one is not copied. */
    static <A> @Nullable A merged(Accumulators<A> accumulating, Slices<A> slices, long from, long to) {
        A single = null;
        A merged = null;
        for (int i = slices.place(from); i < slices.size() && slices.number(i) < to; i++) {
            if (single == null) {
                single = slices.accumulator(i);
            } else {
                if (merged == null) {
                    merged = accumulating.copy(single);
                }
                accumulating.merge(merged, slices.accumulator(i));
            }
        }
        return merged == null ? single : merged;
    }

    @Override
    public void changed(long number) {}

    @Override
    public void dropping(long number, A accumulator) {}

    @Override
    public int copies() {
        return 0;
    }
}
