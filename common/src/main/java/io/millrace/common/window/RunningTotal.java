package io.millrace.common.window;

import org.jspecify.annotations.Nullable;

/** Keeps the total of the last window, adds the slices that come and subtracts those that go: for invertible aggregates. */
final class RunningTotal<A> implements Combination<A> {
    private final Accumulators<A> accumulating;
    private @Nullable A total;
    private long from;
    private long to;
    private int held;

    RunningTotal(Accumulators<A> accumulating) {
        this.accumulating = accumulating;
    }

    @Override
    public @Nullable A window(Slices<A> slices, long newFrom, long length) {
        long newTo = newFrom + length;
        if (newTo < to && total != null) {
            return MergedSlices.merged(accumulating, slices, newFrom, newTo);
        }
        A sum = total;
        if (sum == null || newFrom < from || newFrom >= to) {
            total = sum = accumulating.create();
            held = 0;
            from = newFrom;
            to = newFrom;
        }
        for (int i = slices.place(from); i < slices.size() && slices.number(i) < newFrom; i++) {
            accumulating.subtract(sum, slices.accumulator(i));
            held--;
        }
        for (int i = slices.place(to); i < slices.size() && slices.number(i) < newTo; i++) {
            accumulating.merge(sum, slices.accumulator(i));
            held++;
        }
        from = newFrom;
        to = newTo;
        return held == 0 ? null : sum;
    }

    @Override
    public void changed(long number) {
        if (total != null && number >= from && number < to) {
            total = null;
        }
    }

    @Override
    public void dropping(long number, A accumulator) {
        if (total != null && number >= from && number < to) {
            accumulating.subtract(total, accumulator);
            held--;
            from = number + 1;
        }
    }

    @Override
    public int copies() {
        return total == null ? 0 : 1;
    }
}
