package io.millrace.common.window;

import io.millrace.common.aggregate.Aggregate;
import org.jspecify.annotations.Nullable;

/** Merges a window's slices each time: for windows of few slices. */
final class MergedSlices<A> implements Combination<A> {
    private final Aggregate<?, A, ?> aggregate;

    MergedSlices(Aggregate<?, A, ?> aggregate) {
        this.aggregate = aggregate;
    }

    @Override
    public @Nullable A window(Slices<A> slices, long from, long length) {
        return merged(aggregate, slices, from, from + length);
    }

    /** What slices hold together; the accumulator of a single one is not copied. */
    static <A> @Nullable A merged(Aggregate<?, A, ?> aggregate, Slices<A> slices, long from, long to) {
        A single = null;
        A merged = null;
        for (int i = slices.place(from); i < slices.size() && slices.number(i) < to; i++) {
            if (single == null) {
                single = slices.accumulator(i);
            } else {
                if (merged == null) {
                    merged = aggregate.codec().copy(single);
                }
                aggregate.merge(merged, slices.accumulator(i));
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
