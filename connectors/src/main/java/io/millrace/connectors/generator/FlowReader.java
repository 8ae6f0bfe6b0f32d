package io.millrace.connectors.generator;

import io.millrace.common.edge.Decoded;
import io.millrace.common.edge.RecordEdge;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;
import org.jspecify.annotations.Nullable;

/**
 * Emits the flows of its splits in the order in which they are sent, when they are due. It never waits: when nothing is
 * due, it says so and is called again. Flows that fell due meanwhile follow at once, so the rate holds on average.
 */
final class FlowReader<T> implements SourceReader<Decoded<T>, FlowSplit> {
    private static final String SOURCE = "generator";
    private static final long SHORTEST_WAIT_NANOS = 1_000_000;
    /** At full speed, how many flows of one split are made before another's turn comes. */
    private static final int TURN = 256;
    /** How many lost flows are passed in one call. */
    private static final int MOST_DRAWS = 10_000;

    private final FlowSpec spec;
    private final RecordEdge<T> edge;
    private final boolean endless;
    /** Nanoseconds of the clock for one of the flows' time; 0 for full speed. */
    private final double stretch;

    private final Pace pace;
    private final List<Active<T>> actives = new ArrayList<>();
    private @Nullable Active<T> current;
    private int turn;
    private boolean noMoreSplits;
    private boolean anchored;
    private long anchorNanos;
    private long elapsedNanos = Long.MIN_VALUE;
    private CompletableFuture<Void> available = CompletableFuture.completedFuture(null);

    FlowReader(FlowSpec spec, RecordEdge<T> edge, double stretch, Pace pace) {
        this.spec = spec;
        this.edge = edge;
        this.endless = spec.records() == FlowSpec.ENDLESS;
        this.stretch = stretch;
        this.pace = pace;
    }

    private static final class Active<T> {
        final FlowSplit split;
        final FlowGenerator flows;
        final long partition;

        @Nullable
        SourceOutput<Decoded<T>> output;

        boolean paused;
        long number;

        Active(FlowSplit split, FlowGenerator flows) {
            this.split = split;
            this.flows = flows;
            this.partition = split.index();
            this.number = flows.counts().sent();
        }
    }

    @Override
    public void start() {}

    @Override
    public InputStatus pollNext(ReaderOutput<Decoded<T>> output) {
        Active<T> from = current;
        if (from == null || turn-- <= 0) {
            from = current = earliest();
            if (from == null) {
                return withoutSplit(output);
            }
            turn = stretch == 0 ? TURN : 0;
        }
        if (!from.flows.settle(MOST_DRAWS)) {
            turn = 0;
            return InputStatus.MORE_AVAILABLE;
        }
        if (stretch > 0 && waits(from.flows.nextSendOffsetNanos())) {
            return InputStatus.NOTHING_AVAILABLE;
        }
        if (from.flows.next()) {
            emit(from, output);
        } else {
            finish(from, output);
        }
        return InputStatus.MORE_AVAILABLE;
    }

    private @Nullable Active<T> earliest() {
        Active<T> earliest = null;
        long earliestSend = Long.MAX_VALUE;
        for (Active<T> active : actives) {
            if (!active.paused) {
                // One that has more to look through goes first: until then it is not known when it sends.
                long send = active.flows.settle(MOST_DRAWS) ? active.flows.nextSendOffsetNanos() : Long.MIN_VALUE;
                if (earliest == null || send < earliestSend) {
                    earliest = active;
                    earliestSend = send;
                }
            }
        }
        return earliest;
    }

    private InputStatus withoutSplit(ReaderOutput<Decoded<T>> output) {
        if (actives.isEmpty() && noMoreSplits) {
            if (!endless) {
                return InputStatus.END_OF_INPUT;
            }
            output.markIdle();
        }
        available = new CompletableFuture<>();
        return InputStatus.NOTHING_AVAILABLE;
    }

    /** Whether a flow is not due yet; if so, when to be called again is settled. */
    private boolean waits(long sendOffsetNanos) {
        if (sendOffsetNanos == Long.MAX_VALUE) {
            return false;
        }
        long due = (long) (sendOffsetNanos * stretch);
        if (!anchored) {
            anchored = true;
            anchorNanos = pace.nanoTime() - due;
        }
        if (due <= elapsedNanos) {
            return false;
        }
        elapsedNanos = pace.nanoTime() - anchorNanos;
        if (due <= elapsedNanos) {
            return false;
        }
        available = pace.after(Math.max(due - elapsedNanos, SHORTEST_WAIT_NANOS));
        return true;
    }

    private void emit(Active<T> from, ReaderOutput<Decoded<T>> output) {
        SourceOutput<Decoded<T>> to = from.output;
        if (to == null) {
            from.output = to = output.createOutputForSplit(from.split.splitId());
        }
        FlowGenerator flows = from.flows;
        to.collect(edge.decode(
                flows.buffer(), 0, flows.length(), System.currentTimeMillis(), SOURCE, from.partition, ++from.number));
    }

    private void finish(Active<T> done, ReaderOutput<Decoded<T>> output) {
        if (done.output != null) {
            output.releaseOutputForSplit(done.split.splitId());
        }
        actives.remove(done);
        current = null;
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return available;
    }

    @Override
    public void addSplits(List<FlowSplit> splits) {
        try {
            for (FlowSplit split : splits) {
                actives.add(new Active<>(split, split.generator(spec)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        wake();
    }

    @Override
    public void notifyNoMoreSplits() {
        noMoreSplits = true;
        wake();
    }

    @Override
    public void pauseOrResumeSplits(Collection<String> pause, Collection<String> resume) {
        for (Active<T> active : actives) {
            String id = active.split.splitId();
            active.paused = (active.paused || pause.contains(id)) && !resume.contains(id);
        }
        wake();
    }

    private void wake() {
        current = null;
        available.complete(null);
    }

    @Override
    public List<FlowSplit> snapshotState(long checkpointId) {
        return actives.stream().map(active -> active.split.at(active.flows)).toList();
    }

    @Override
    public void close() {
        pace.close();
    }
}
