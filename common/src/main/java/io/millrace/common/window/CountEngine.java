package io.millrace.common.window;

import io.millrace.common.aggregate.Aggregate;

/** Windows by the number of records. Slices are of so many records that each window is over whole ones. */
final class CountEngine<T, K, A> implements Engine<T, K, A> {
    private final Aggregate<T, A, ?> aggregate;
    private final long size;
    private final long slide;
    private final long width;
    private final Output<T, K, A> output;

    CountEngine(WindowPlan<T, A, ?> plan, WindowDefinition.Count windows, Output<T, K, A> output) {
        this.aggregate = plan.aggregate();
        this.size = windows.size();
        this.slide = windows.slide();
        this.width = width(windows);
        this.output = output;
    }

    /** Records of a slice: the greatest number that divides size and slide. */
    static long width(WindowDefinition.Count windows) {
        long a = windows.size();
        long b = windows.slide();
        while (b != 0) {
            long rest = a % b;
            a = b;
            b = rest;
        }
        return a;
    }

    @Override
    public long add(KeyWindows<K, A> windows, T record, long timestamp, long passed) {
        Slices<A> slices = windows.slices.get(0);
        long number = windows.count++;
        long next = (number / slide + 1) * slide;
        if (number >= next - size) {
            A accumulator = slices.change(number / width);
            if (accumulator == null) {
                accumulator = slices.insert(number / width, aggregate.create());
            }
            aggregate.add(accumulator, record, timestamp);
        }
        if (windows.count == next) {
            fire(windows, slices, next);
        }
        return Ticket.NEVER;
    }

    private void fire(KeyWindows<K, A> windows, Slices<A> slices, long end) {
        A accumulator = slices.window((end - size) / width, size / width);
        if (accumulator != null) {
            output.result(windows, 0, Math.max(0, end - size), end, WindowResult.Timing.ON_TIME, 0, accumulator);
        }
        slices.dropBefore((end + slide - size) / width);
    }

    @Override
    public void advance(KeyWindows<K, A> windows, long passed) {}

    @Override
    public void early(KeyWindows<K, A> windows, long passed) {}

    @Override
    public long due(KeyWindows<K, A> windows) {
        return Ticket.NEVER;
    }

    @Override
    public boolean isEmpty(KeyWindows<K, A> windows) {
        return windows.count == 0;
    }
}
