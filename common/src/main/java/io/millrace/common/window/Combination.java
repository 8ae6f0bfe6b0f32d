package io.millrace.common.window;

import org.jspecify.annotations.Nullable;

/** How slices are combined into windows; what it keeps to do so can be computed again at any time. */
interface Combination<A> {
    /** What a window holds, or {@code null} when that is nothing. Not to be changed; valid until the next call. */
    @Nullable
    A window(Slices<A> slices, long from, long length);

    /** A slice is new, or has changed or is about to. */
    void changed(long number);

    /** A slice, the first, is about to be forgotten. */
    void dropping(long number, A accumulator);

    /** How many accumulators it keeps besides those of the slices. */
    int copies();
}
