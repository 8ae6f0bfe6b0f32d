package io.millrace.common.window;

import static io.millrace.common.window.WindowResult.Timing.EARLY;
import static io.millrace.common.window.WindowResult.Timing.LATE;
import static io.millrace.common.window.WindowResult.Timing.ON_TIME;

import io.millrace.common.aggregate.Aggregate;
import io.millrace.common.state.ValueCodec;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Tumbling, sliding and calendar windows, as many definitions as there are. */
final class SlicedEngine<T, K, A> implements Engine<T, K, A> {
    private final Aggregate<T, A, ?> aggregate;
    private final ValueCodec<A> codec;
    private final SlicedDefinition[] definitions;
    private final long lateness;
    private final boolean countsPanes;
    private final Output<T, K, A> output;
    /** Where there is a single definition: the slice of the last record. */
    private long sliceStart;

    private long sliceEnd;
    private long slice;
    /** The piece between the edges of all definitions that the last record noted as changed came in. */
    private long pieceStart;

    private long pieceEnd;

    SlicedEngine(WindowPlan<T, A, ?> plan, List<SlicedDefinition> definitions, Output<T, K, A> output) {
        this.aggregate = plan.aggregate();
        this.codec = aggregate.codec();
        this.definitions = definitions.toArray(SlicedDefinition[]::new);
        this.lateness = plan.latenessMillis();
        this.countsPanes = plan.latenessMillis() > 0 || plan.earlyMillis() > 0;
        this.output = output;
    }

    @Override
    public long add(KeyWindows<K, A> windows, T record, long timestamp, long passed) {
        if (definitions.length > 1) {
            return addToOpen(windows, record, timestamp, passed);
        }
        if (timestamp < sliceStart || timestamp >= sliceEnd) {
            cut(timestamp);
        }
        if (sliceEnd - 1 <= passed) {
            return addBehind(windows, record, timestamp, passed);
        }
        A current = windows.current;
        if (current != null && windows.currentSlice == slice) {
            aggregate.add(current, record, timestamp);
            return Ticket.NEVER;
        }
        return addToSlice(windows, record, timestamp, passed);
    }

    private long addToSlice(KeyWindows<K, A> windows, T record, long timestamp, long passed) {
        SlicedDefinition definition = definitions[0];
        if (definition.firstOver(slice) > definition.lastOver(slice)) {
            return addBehind(windows, record, timestamp, passed);
        }
        Slices<A> slices = windows.slices.get(0);
        A accumulator = slices.change(slice);
        boolean isNew = accumulator == null;
        if (accumulator == null) {
            accumulator = slices.insert(slice, aggregate.create());
        }
        windows.current = accumulator;
        windows.currentSlice = slice;
        aggregate.add(accumulator, record, timestamp);
        return isNew ? firstEnd(definition, slice, passed) : Ticket.NEVER;
    }

    private void cut(long timestamp) {
        Slicer slicer = definitions[0].slicer();
        slice = slicer.slice(timestamp);
        sliceStart = slicer.start(slice);
        sliceEnd = slicer.start(slice + 1);
    }

    /** The last moment of the first window over a slice that is not over. */
    private static long firstEnd(SlicedDefinition definition, long slice, long passed) {
        long window = Math.max(definition.firstOver(slice), definition.firstEndingAfter(passed));
        return definition.end(window) - 1;
    }

    private long addToOpen(KeyWindows<K, A> windows, T record, long timestamp, long passed) {
        A open = windows.open;
        if (open != null && timestamp >= windows.openStart && timestamp < windows.openEnd && timestamp > passed) {
            aggregate.add(open, record, timestamp);
            return Ticket.NEVER;
        }
        if (timestamp <= passed) {
            return addBehind(windows, record, timestamp, passed);
        }
        rollUp(windows);
        long due = open(windows, timestamp, passed);
        if (due != Ticket.NEVER) {
            windows.open = open = aggregate.create();
            aggregate.add(open, record, timestamp);
        }
        return due;
    }

    private long open(KeyWindows<K, A> windows, long timestamp, long passed) {
        long due = Ticket.NEVER;
        windows.openStart = Long.MIN_VALUE;
        windows.openEnd = Long.MAX_VALUE;
        for (SlicedDefinition definition : definitions) {
            long number = definition.slicer().slice(timestamp);
            windows.openStart = Math.max(windows.openStart, definition.slicer().start(number));
            windows.openEnd = Math.min(windows.openEnd, definition.slicer().start(number + 1));
            if (definition.firstOver(number) <= definition.lastOver(number)) {
                due = Math.min(due, firstEnd(definition, number, passed));
            }
        }
        return due;
    }

    /** Merges what came last into the slices of each definition. */
    private void rollUp(KeyWindows<K, A> windows) {
        A open = windows.open;
        if (open == null) {
            return;
        }
        windows.open = null;
        for (int i = 0; i < definitions.length; i++) {
            merge(windows, i, windows.openStart, open, i < definitions.length - 1);
        }
    }

    private void merge(KeyWindows<K, A> windows, int at, long time, A accumulator, boolean copied) {
        SlicedDefinition definition = definitions[at];
        long number = definition.slicer().slice(time);
        if (definition.firstOver(number) > definition.lastOver(number)) {
            return;
        }
        Slices<A> slices = windows.slices.get(at);
        A before = slices.change(number);
        if (before != null) {
            aggregate.merge(before, accumulator);
        } else {
            slices.insert(number, copied ? codec.copy(accumulator) : accumulator);
        }
    }

    /**
     * Merges what was aggregated of several records of one slice. Where the slice is over already, since the subtask that
     * sent it was idle and behind, the records are one to the allowed lateness.
     *
     * @return as {@link #add}
     */
    long addAggregated(KeyWindows<K, A> windows, Partial<T, K, A> partial, long passed) {
        rollUp(windows);
        long due = Ticket.NEVER;
        for (int i = 0; i < definitions.length; i++) {
            SlicedDefinition definition = definitions[i];
            long number = definition.slicer().slice(partial.time());
            if (definition.firstOver(number) > definition.lastOver(number)) {
                continue;
            }
            if (definition.slicer().start(number + 1) - 1 > passed) {
                merge(windows, i, partial.time(), Objects.requireNonNull(partial.accumulator()), true);
                due = Math.min(due, firstEnd(definition, number, passed));
            } else if (Times.plus(definition.lastMoment(number), lateness) <= passed) {
                output.lateAggregated(definition.index(), partial.count());
            } else {
                windows.fired = Math.max(windows.fired, passed);
                due = Math.min(due, addBehind(windows, i, number, passed, into -> {
                    aggregate.merge(into, Objects.requireNonNull(partial.accumulator()));
                }));
            }
        }
        return due;
    }

    private long addBehind(KeyWindows<K, A> windows, T record, long timestamp, long passed) {
        rollUp(windows);
        windows.fired = Math.max(windows.fired, passed);
        long due = Ticket.NEVER;
        for (int i = 0; i < definitions.length; i++) {
            SlicedDefinition definition = definitions[i];
            long number = definition.slicer().slice(timestamp);
            boolean inNone = definition.firstOver(number) > definition.lastOver(number);
            long last = inNone ? timestamp : definition.lastMoment(number);
            if (Times.plus(last, lateness) <= passed) {
                output.late(definition.index(), record, timestamp);
            } else if (!inNone) {
                due = Math.min(
                        due, addBehind(windows, i, number, passed, into -> aggregate.add(into, record, timestamp)));
            }
        }
        return due;
    }

    /** Changes a slice of which some windows may be over, and corrects those. */
    private long addBehind(KeyWindows<K, A> windows, int at, long number, long passed, Consumer<A> change) {
        SlicedDefinition definition = definitions[at];
        Slices<A> slices = windows.slices.get(at);
        long open = definition.firstEndingAfter(passed);
        long first = Math.max(definition.firstOver(number), definition.firstEndingAfter(Times.minus(passed, lateness)));
        long last = Math.min(definition.lastOver(number), open - 1);
        A accumulator = slices.change(number);
        if (accumulator == null) {
            for (long window = first; window <= last; window++) {
                if (slices.noneIn(definition.firstSlice(window), definition.size())) {
                    windows.panes.get(at).set(window, 0);
                }
            }
            accumulator = slices.insert(number, aggregate.create());
        }
        change.accept(accumulator);
        for (long window = first; window <= last; window++) {
            correct(windows, at, window);
        }
        return definition.lastOver(number) >= open
                ? firstEnd(definition, number, passed)
                : Times.plus(definition.lastMoment(number), lateness);
    }

    private void correct(KeyWindows<K, A> windows, int at, long window) {
        PaneCounts panes = windows.panes.get(at);
        long pane = panes.of(window, 1);
        result(windows, at, window, LATE, pane, false);
        noteOver(panes, window, pane + 1);
    }

    private static void noteOver(PaneCounts panes, long window, long count) {
        if (count == 1) {
            panes.forget(window);
        } else {
            panes.set(window, count);
        }
    }

    private void result(
            KeyWindows<K, A> windows, int at, long window, WindowResult.Timing timing, long pane, boolean inTurn) {
        SlicedDefinition definition = definitions[at];
        Slices<A> slices = windows.slices.get(at);
        long first = definition.firstSlice(window);
        A accumulator =
                inTurn ? slices.window(first, definition.size()) : slices.windowOutOfTurn(first, definition.size());
        if (accumulator != null) {
            output.result(
                    windows,
                    definition.index(),
                    definition.start(window),
                    definition.end(window),
                    timing,
                    pane,
                    accumulator);
        }
    }

    @Override
    public void advance(KeyWindows<K, A> windows, long passed) {
        rollUp(windows);
        for (int i = 0; i < definitions.length; i++) {
            fire(windows, i, passed);
            forget(windows, i, passed);
        }
    }

    private void fire(KeyWindows<K, A> windows, int at, long passed) {
        SlicedDefinition definition = definitions[at];
        Slices<A> slices = windows.slices.get(at);
        long window = nextWindow(definition, slices, definition.firstEndingAfter(windows.fired));
        while (window != Ticket.NEVER && definition.end(window) - 1 <= passed) {
            if (countsPanes) {
                PaneCounts panes = windows.panes.get(at);
                long pane = panes.of(window, 0);
                result(windows, at, window, ON_TIME, pane, true);
                noteOver(panes, window, pane + 1);
            } else {
                result(windows, at, window, ON_TIME, 0, true);
            }
            window = nextWindow(definition, slices, window + 1);
        }
    }

    /** The first window from one on that holds records; {@link Ticket#NEVER} where none does. */
    private long nextWindow(SlicedDefinition definition, Slices<A> slices, long from) {
        int place = slices.place(definition.firstSlice(from));
        return place == slices.size() ? Ticket.NEVER : Math.max(from, definition.firstOver(slices.number(place)));
    }

    private void forget(KeyWindows<K, A> windows, int at, long passed) {
        Slices<A> slices = windows.slices.get(at);
        if (passed == Long.MAX_VALUE) {
            windows.current = null;
            slices.dropBefore(Long.MAX_VALUE);
            windows.panes.get(at).dropBefore(Long.MAX_VALUE);
            return;
        }
        long keep = definitions[at].firstEndingAfter(Times.minus(passed, lateness));
        long first = definitions[at].firstSlice(keep);
        slices.dropBefore(first);
        if (windows.currentSlice < first) {
            windows.current = null;
        }
        if (countsPanes) {
            windows.panes.get(at).dropBefore(keep);
        }
    }

    @Override
    public void early(KeyWindows<K, A> windows, long passed) {
        rollUp(windows);
        TreeSet<Long> changed = windows.changed;
        if (changed == null) {
            return;
        }
        for (int i = 0; i < definitions.length; i++) {
            SlicedDefinition definition = definitions[i];
            long next = definition.firstEndingAfter(passed);
            for (long piece : changed) {
                long number = definition.slicer().slice(piece);
                early(windows, i, Math.max(next, definition.firstOver(number)), definition.lastOver(number));
                next = Math.max(next, definition.lastOver(number) + 1);
            }
        }
    }

    /** Notes which windows get early results next: those over this time. */
    void noteChange(KeyWindows<K, A> windows, long timestamp) {
        if (timestamp < pieceStart || timestamp >= pieceEnd) {
            pieceStart = Long.MIN_VALUE;
            pieceEnd = Long.MAX_VALUE;
            for (SlicedDefinition definition : definitions) {
                long number = definition.slicer().slice(timestamp);
                pieceStart = Math.max(pieceStart, definition.slicer().start(number));
                pieceEnd = Math.min(pieceEnd, definition.slicer().start(number + 1));
            }
        }
        if (windows.changed == null) {
            windows.changed = new TreeSet<>();
        }
        windows.changed.add(pieceStart);
    }

    private void early(KeyWindows<K, A> windows, int at, long from, long to) {
        PaneCounts panes = windows.panes.get(at);
        long window = nextWindow(definitions[at], windows.slices.get(at), from);
        while (window <= to) {
            long pane = panes.of(window, 0);
            result(windows, at, window, EARLY, pane, false);
            panes.set(window, pane + 1);
            window = nextWindow(definitions[at], windows.slices.get(at), window + 1);
        }
    }

    @Override
    public long due(KeyWindows<K, A> windows) {
        long due = windows.open == null ? Ticket.NEVER : open(windows, windows.openStart, windows.fired);
        for (int i = 0; i < definitions.length; i++) {
            SlicedDefinition definition = definitions[i];
            Slices<A> slices = windows.slices.get(i);
            if (!slices.isEmpty()) {
                long next = nextWindow(definition, slices, definition.firstEndingAfter(windows.fired));
                long then = next == Ticket.NEVER
                        ? Times.plus(definition.lastMoment(slices.lastNumber()), lateness)
                        : definition.end(next) - 1;
                due = Math.min(due, then);
            }
        }
        return due;
    }

    @Override
    public boolean isEmpty(KeyWindows<K, A> windows) {
        if (windows.open != null) {
            return false;
        }
        for (int i = 0; i < definitions.length; i++) {
            if (!windows.slices.get(i).isEmpty()) {
                return false;
            }
        }
        return true;
    }
}
